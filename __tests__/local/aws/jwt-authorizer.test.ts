import { describe, expect, it } from '@jest/globals';
import { generateKeyPair, type JWTPayload } from 'jose';
import { callApi, FORBIDDEN, REACHED, UNAUTHORIZED, type Answer } from './api-harness';
import { ApiSuite } from './api-suite';

const AUDIENCE = 'images';
const SCOPES = { scope: 'images/read images/list' };

const suite = new ApiSuite();

const call = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> => callApi(suite.gateway, method, path, { headers });

describe('a route with a JWT authorizer', () => {
  it('lets a valid token through, with or without "Bearer"', async () => {
    expect(await call('GET', '/images/1', await suite.issuer.bearer())).toEqual(REACHED);
    expect(await call('GET', '/images/1', { authorization: await suite.issuer.token() })).toEqual(
      REACHED,
    );
  });

  it('lets a token through whose client_id is the audience', async () => {
    const claims = { aud: undefined, client_id: AUDIENCE } as unknown as JWTPayload;
    expect(await call('GET', '/images/1', await suite.issuer.bearer(claims))).toEqual(REACHED);
  });

  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['an empty token', { authorization: 'Bearer ' }],
    ['a malformed token', { authorization: 'Bearer nonsense' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
  ])('refuses %s', async (_what, headers) => {
    expect(await call('GET', '/images/1', headers)).toEqual(UNAUTHORIZED);
  });

  it.each<[string, JWTPayload, string]>([
    ['an expired token', { exp: 1 }, 'the token has expired'],
    [
      'a token that never expires',
      { exp: undefined } as unknown as JWTPayload,
      'invalid exp claim',
    ],
    ['a token that is not valid yet', { nbf: 2_000_000_000 }, 'invalid nbf claim'],
    ['a token from the future', { iat: 1_893_456_001 }, 'invalid iat claim'],
    ['another issuer’s token', { iss: 'https://other.example' }, 'invalid issuer'],
    ['a token for another audience', { aud: 'other' }, 'the token has an invalid audience'],
    [
      'a client_id beside another audience',
      { aud: 'other', client_id: AUDIENCE },
      'the token has an invalid audience',
    ],
  ])('refuses %s', async (_what, claims, reason) => {
    const answer = await call('GET', '/images/1', await suite.issuer.bearer(claims));
    expect(answer).toEqual(UNAUTHORIZED);
    expect(answer.headers['www-authenticate']).toContain(`error_description="${reason}"`);
  });

  it('refuses a token that does not name its key', async () => {
    const token = await suite.issuer.token({}, undefined, { kid: undefined });
    const answer = await call('GET', '/images/1', { authorization: token });
    expect(answer).toEqual(UNAUTHORIZED);
    expect(answer.headers['www-authenticate']).toContain('unable to find a signing key');
  });

  it('finds the issuer’s new key', async () => {
    const old = await suite.issuer.bearer();
    expect(await call('GET', '/images/1', old)).toEqual(REACHED);
    await suite.issuer.rotate();
    expect(await call('GET', '/images/1', await suite.issuer.bearer())).toEqual(REACHED);
    expect(await call('GET', '/images/1', old)).toEqual(UNAUTHORIZED);
  });

  it('refuses a token that another key signed', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const authorization = `Bearer ${await suite.issuer.token({}, privateKey)}`;
    expect(await call('GET', '/images/1', { authorization })).toEqual(UNAUTHORIZED);
  });

  it('refuses a signature that is not RSA, as API Gateway does', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const authorization = `Bearer ${await suite.issuer.token({}, privateKey, { alg: 'ES256' })}`;
    expect(await call('GET', '/images/1', { authorization })).toEqual(UNAUTHORIZED);
  });

  it('refuses everything while the issuer does not answer', async () => {
    suite.apis['123456789012/us-east-1/v2/apis/abc123/authorizers/jwt'] = {
      authorizerId: 'jwt',
      authorizerType: 'JWT',
      jwtConfiguration: { issuer: 'http://127.0.0.1:1', audience: [AUDIENCE] },
    };
    expect(await call('GET', '/images/1', await suite.issuer.bearer())).toEqual(UNAUTHORIZED);
  });

  it('forbids a token without any of the route’s scopes', async () => {
    expect(await call('POST', '/images', await suite.issuer.bearer(SCOPES))).toEqual(FORBIDDEN);
    expect(await call('POST', '/images', await suite.issuer.bearer())).toEqual(FORBIDDEN);
    expect(
      await call('POST', '/images', await suite.issuer.bearer({ scope: 'a images/write' })),
    ).toEqual(REACHED);
    expect(await call('POST', '/images', await suite.issuer.bearer({ scp: ['admin'] }))).toEqual(
      REACHED,
    );
  });
});
