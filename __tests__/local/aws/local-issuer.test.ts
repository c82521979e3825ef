import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalIssuer } from '../../../local/aws/http-api/local-issuer';
import { apiAt, callApi, REACHED, startApiGateway, UNAUTHORIZED } from './api-harness';
import type { Harness } from './harness';

/** Nobody answers there: no other keys are found. */
const ISSUER = 'http://127.0.0.1:1';
const CLAIMS = { iss: ISSUER, aud: 'images', sub: 'ada' };
/** The gateway's clock at the start. */
const now = (): Date => new Date('2030-01-01T00:00:00Z');

const issuer = new LocalIssuer(now);
let gateway: Harness;

beforeEach(async () => {
  const apis = apiAt('123456789012/us-east-1', 'abc123', ISSUER);
  gateway = await startApiGateway(() => apis, { issuer });
});
afterEach(() => gateway.stop());

const call = async (token: string) =>
  callApi(gateway, 'GET', '/images/1', { headers: { authorization: `Bearer ${token}` } });

describe("a token of the local AWS's own issuer", () => {
  it("is taken for one of the API's issuer, for an hour", async () => {
    const token = await issuer.token(CLAIMS);
    expect(await call(token)).toEqual(REACHED);
    gateway.advance(3_601_000);
    expect(await call(token)).toEqual(UNAUTHORIZED);
  });

  it('is refused for another issuer or audience, and where nobody knows its key', async () => {
    expect(await call(await issuer.token({ ...CLAIMS, iss: 'https://other.example' }))).toEqual(
      UNAUTHORIZED,
    );
    expect(await call(await issuer.token({ ...CLAIMS, aud: 'others' }))).toEqual(UNAUTHORIZED);
    expect(await call(await new LocalIssuer(now).token(CLAIMS))).toEqual(UNAUTHORIZED);
  });
});
