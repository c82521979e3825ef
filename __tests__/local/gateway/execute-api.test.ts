import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload, type KeyLike } from 'jose';
import { apiHost } from '../../../local/gateway/execute-api';
import { close, listen, startGateway, type Harness } from './harness';

const AUDIENCE = 'images';
const SCOPES = { scope: 'images/read images/list' };

let issuer: string;
let issuerServer: Server;
let key: KeyLike;
let gateway: Harness;
let apis: Record<string, unknown>;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256' };
  issuerServer = createServer((request, response) => {
    const discovery = { issuer, jwks_uri: `${issuer}/keys` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : discovery));
  });
  issuer = await listen(issuerServer);
});

afterAll(async () => {
  await close(issuerServer);
});

/** moto's API of API Gateway, as far as the gateway reads it. */
const moto: RequestListener = (request, response) => {
  const [, region = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/apigateway\//.exec(request.headers.authorization ?? '') ?? [];
  const account = String(request.headers['x-moto-account-id']);
  const found = apis[`${account}/${region}${request.url ?? ''}`];
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? { message: 'Invalid API identifier specified' }));
};

const jwtRoute = { authorizationType: 'JWT', authorizerId: 'jwt', target: 'integrations/x' };

function apiAt(
  scope: string,
  id: string,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const path = `${scope}/v2/apis/${id}`;
  const corsConfiguration = {
    allowOrigins: ['https://app.example'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization'],
    exposeHeaders: ['etag'],
    maxAge: 300,
    allowCredentials: true,
  };
  return {
    [path]: { apiId: id, protocolType: 'HTTP', corsConfiguration, ...changes },
    [`${path}/routes`]: {
      items: [
        { routeKey: 'GET /open', authorizationType: 'NONE', target: 'integrations/x' },
        { routeKey: 'GET /images/{id}', ...jwtRoute },
        { routeKey: 'POST /images', ...jwtRoute, authorizationScopes: ['images/write', 'admin'] },
        { routeKey: 'ANY /any', ...jwtRoute },
      ],
    },
    [`${path}/authorizers/jwt`]: {
      authorizerId: 'jwt',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: { issuer, audience: [AUDIENCE] },
    },
    [`${path}/stages`]: { items: [{ stageName: '$default' }, { stageName: 'v2' }] },
  };
}

beforeEach(async () => {
  apis = apiAt('123456789012/us-east-1', 'abc123');
  gateway = await startGateway(moto);
});

afterEach(async () => {
  await gateway.stop();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  host = 'abc123.execute-api.localhost:4567',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${gateway.url}${path}`, { method, headers: { ...headers, host } });
    request.on('response', (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    });
    request.on('error', reject).end();
  });
}

/** A token as the issuer makes it, valid for an hour of the gateway's clock. */
async function token(
  claims: JWTPayload = {},
  signer: KeyLike = key,
  alg = 'RS256',
): Promise<string> {
  const now = Date.parse('2030-01-01T00:00:00Z') / 1000;
  const payload = { iss: issuer, aud: AUDIENCE, iat: now, exp: now + 3600, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg, kid: 'one' }).sign(signer);
}

const bearer = async (claims?: JWTPayload): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await token(claims)}`,
});

const said = (status: number, message: string): unknown =>
  expect.objectContaining({
    status,
    body: JSON.stringify({ message }),
    headers: expect.objectContaining({
      'content-type': 'application/json',
      'apigw-requestid': expect.any(String),
    }),
  });

const NOT_FOUND = said(404, 'Not Found');
const UNAUTHORIZED = said(401, 'Unauthorized');
const FORBIDDEN = said(403, 'Forbidden');
/** A route was found and let the request through; no integration runs here. */
const REACHED = said(500, 'Internal Server Error');

describe('the host of an API', () => {
  it.each([
    ['abc123.execute-api.eu-west-1.amazonaws.com', { apiId: 'abc123', region: 'eu-west-1' }],
    ['abc123.execute-api.eu-west-1.amazonaws.com:8080', { apiId: 'abc123', region: 'eu-west-1' }],
    ['ABC123.execute-api.localhost:4567', { apiId: 'abc123', region: undefined }],
    ['abc123.execute-api.localhost', { apiId: 'abc123', region: undefined }],
    ['127.0.0.1:4567', undefined],
    ['execute-api.localhost', undefined],
    ['bucket.s3.amazonaws.com', undefined],
    ['abc123.execute-api.localhost.evil.example', undefined],
  ])('%s is read', (host, expected) => {
    expect(apiHost(host)).toEqual(expected);
  });
});

describe('a request to an API', () => {
  it('is not found when the API is not there', async () => {
    expect(await call('GET', '/open', {}, 'other.execute-api.localhost')).toEqual(NOT_FOUND);
  });

  it('is not found when no route matches', async () => {
    expect(await call('GET', '/nothing')).toEqual(NOT_FOUND);
    expect(await call('DELETE', '/open')).toEqual(NOT_FOUND);
  });

  it('is not found when the endpoint is disabled', async () => {
    apis = apiAt('123456789012/us-east-1', 'abc123', { disableExecuteApiEndpoint: true });
    expect(await call('GET', '/open')).toEqual(NOT_FOUND);
  });

  it('reaches the integration of its route', async () => {
    expect(await call('GET', '/open?x=1')).toEqual(REACHED);
  });

  it('may name its stage', async () => {
    expect(await call('GET', '/v2/open')).toEqual(REACHED);
    expect(await call('GET', '/v3/open')).toEqual(NOT_FOUND);
  });

  it('finds APIs wherever requests were signed for, after a restart as well', async () => {
    const host = 'far.execute-api.localhost';
    apis = apiAt('111122223333/eu-west-1', 'far');
    expect(await call('GET', '/open', {}, host)).toEqual(NOT_FOUND);
    const credential = '111122223333/20300101/eu-west-1/sts/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    await fetch(gateway.url, { headers: { authorization } });
    await gateway.restart();
    expect(await call('GET', '/open', {}, host)).toEqual(REACHED);
    expect(await call('GET', '/open', {}, 'far.execute-api.us-east-1.amazonaws.com')).toEqual(
      NOT_FOUND,
    );
    expect(await call('GET', '/open', {}, 'far.execute-api.eu-west-1.amazonaws.com')).toEqual(
      REACHED,
    );
  });
});

describe('a route with a JWT authorizer', () => {
  it('lets a valid token through, with or without "Bearer"', async () => {
    expect(await call('GET', '/images/1', await bearer())).toEqual(REACHED);
    expect(await call('GET', '/images/1', { authorization: await token() })).toEqual(REACHED);
  });

  it('lets a token through whose client_id is the audience', async () => {
    const claims = { aud: undefined, client_id: AUDIENCE } as unknown as JWTPayload;
    expect(await call('GET', '/images/1', await bearer(claims))).toEqual(REACHED);
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
    ['another issuer’s token', { iss: 'https://other.example' }, 'invalid issuer'],
    ['a token for another audience', { aud: 'other' }, 'the token has an invalid audience'],
    [
      'a client_id beside another audience',
      { aud: 'other', client_id: AUDIENCE },
      'the token has an invalid audience',
    ],
  ])('refuses %s', async (_what, claims, reason) => {
    const answer = await call('GET', '/images/1', await bearer(claims));
    expect(answer).toEqual(UNAUTHORIZED);
    expect(answer.headers['www-authenticate']).toContain(`error_description="${reason}"`);
  });

  it('refuses a token that another key signed', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const authorization = `Bearer ${await token({}, privateKey)}`;
    expect(await call('GET', '/images/1', { authorization })).toEqual(UNAUTHORIZED);
  });

  it('refuses a signature that is not RSA, as API Gateway does', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const authorization = `Bearer ${await token({}, privateKey, 'ES256')}`;
    expect(await call('GET', '/images/1', { authorization })).toEqual(UNAUTHORIZED);
  });

  it('refuses everything while the issuer does not answer', async () => {
    apis['123456789012/us-east-1/v2/apis/abc123/authorizers/jwt'] = {
      authorizerId: 'jwt',
      authorizerType: 'JWT',
      jwtConfiguration: { issuer: 'http://127.0.0.1:1', audience: [AUDIENCE] },
    };
    expect(await call('GET', '/images/1', await bearer())).toEqual(UNAUTHORIZED);
  });

  it('forbids a token without any of the route’s scopes', async () => {
    expect(await call('POST', '/images', await bearer(SCOPES))).toEqual(FORBIDDEN);
    expect(await call('POST', '/images', await bearer())).toEqual(FORBIDDEN);
    expect(await call('POST', '/images', await bearer({ scope: 'a images/write' }))).toEqual(
      REACHED,
    );
    expect(await call('POST', '/images', await bearer({ scp: ['admin'] }))).toEqual(REACHED);
  });
});

describe('CORS', () => {
  const origin = 'https://app.example';
  const asks = (method: string, from = origin): Record<string, string> => ({
    origin: from,
    'access-control-request-method': method,
  });

  it('answers a preflight from the API’s configuration, without a token', async () => {
    const answer = await call('OPTIONS', '/images/1', asks('GET'));
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '300',
    });
  });

  it.each([
    ['another origin', asks('GET', 'https://other.example')],
    ['a method that is not allowed', asks('DELETE')],
  ])('allows nothing to %s', async (_what, headers) => {
    const answer = await call('OPTIONS', '/images/1', headers);
    expect(answer.status).toBe(204);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('refuses a preflight that an ANY route with an authorizer catches', async () => {
    expect(await call('OPTIONS', '/any', asks('GET'))).toEqual(UNAUTHORIZED);
  });

  it('adds its headers to every other answer', async () => {
    const answer = await call('GET', '/images/1', { origin });
    expect(answer).toEqual(UNAUTHORIZED);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'etag',
    });
  });

  it('is not there unless configured', async () => {
    apis = apiAt('123456789012/us-east-1', 'abc123', { corsConfiguration: null });
    expect(await call('OPTIONS', '/open', asks('GET'))).toEqual(NOT_FOUND);
    const answer = await call('GET', '/open', { origin });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['*', '*'],
    ['https://*', origin],
  ])('allows the origin by %s', async (allowed, answered) => {
    const corsConfiguration = { allowOrigins: [allowed], allowMethods: ['*'] };
    apis = apiAt('123456789012/us-east-1', 'abc123', { corsConfiguration });
    const answer = await call('OPTIONS', '/open', asks('PUT'));
    expect(answer.headers['access-control-allow-origin']).toBe(answered);
  });
});
