import { describe, expect, it } from '@jest/globals';
import { apiHost } from '../../../local/aws/execute-api';
import { apiAt, callApi, NOT_FOUND, REACHED, UNAUTHORIZED, type Answer } from './api-harness';
import { ApiSuite } from './api-suite';
import { send } from './page';
import { signedAs } from './harness';

const suite = new ApiSuite();

const call = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  host?: string,
): Promise<Answer> => callApi(suite.gateway, method, path, { headers, ...(host && { host }) });

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

  it.each(['//', '//?x=1', '///open'])('is not found at %s', async (path) => {
    const answer = await send(suite.gateway, `GET ${path}`, ['Host: abc123.execute-api.localhost']);
    expect(answer).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  });

  it('is not found when the endpoint is disabled', async () => {
    suite.apis = apiAt('123456789012/us-east-1', 'abc123', suite.issuer.url, {
      disableExecuteApiEndpoint: true,
    });
    expect(await call('GET', '/open')).toEqual(NOT_FOUND);
  });

  it('reaches the integration of its route', async () => {
    expect(await call('GET', '/open?x=1')).toEqual(REACHED);
  });

  it('may name its stage', async () => {
    expect(await call('GET', '/v2/open')).toEqual(REACHED);
    expect(await call('GET', '/v3/open')).toEqual(NOT_FOUND);
  });

  it('finds APIs wherever requests were signed for, and remembers that in a snapshot', async () => {
    const host = 'far.execute-api.localhost';
    suite.apis = apiAt('111122223333/eu-west-1', 'far', suite.issuer.url);
    expect(await call('GET', '/open', {}, host)).toEqual(NOT_FOUND);
    const authorization = signedAs('sts', '111122223333', 'eu-west-1');
    await fetch(suite.gateway.url, { headers: { authorization } });
    await suite.gateway.restore();
    expect(await call('GET', '/open', {}, host)).toEqual(REACHED);
    expect(await call('GET', '/open', {}, 'far.execute-api.us-east-1.amazonaws.com')).toEqual(
      NOT_FOUND,
    );
    expect(await call('GET', '/open', {}, 'far.execute-api.eu-west-1.amazonaws.com')).toEqual(
      REACHED,
    );
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
    suite.apis = apiAt('123456789012/us-east-1', 'abc123', suite.issuer.url, {
      corsConfiguration: null,
    });
    expect(await call('OPTIONS', '/open', asks('GET'))).toEqual(NOT_FOUND);
    const answer = await call('GET', '/open', { origin });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['*', '*'],
    ['https://*', origin],
  ])('allows the origin by %s', async (allowed, answered) => {
    const corsConfiguration = { allowOrigins: [allowed], allowMethods: ['*'] };
    suite.apis = apiAt('123456789012/us-east-1', 'abc123', suite.issuer.url, { corsConfiguration });
    const answer = await call('OPTIONS', '/open', asks('PUT'));
    expect(answer.headers['access-control-allow-origin']).toBe(answered);
  });
});
