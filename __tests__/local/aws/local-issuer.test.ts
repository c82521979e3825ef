import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalIssuer } from '../../../local/aws/http-api/local-issuer';
import type { Issuer } from './api-harness';
import { apiAt, callApi, REACHED, startApiGateway, startIssuer, UNAUTHORIZED } from './api-harness';
import type { Harness } from './harness';

/** The gateway's clock at the start. */
const now = (): Date => new Date('2030-01-01T00:00:00Z');

const local = new LocalIssuer(now);
let issuer: Issuer;
let gateway: Harness;

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());
beforeEach(async () => {
  const apis = apiAt('123456789012/us-east-1', 'abc123', issuer.url);
  gateway = await startApiGateway(() => apis, { issuer: local });
});

const call = async (token: string) =>
  callApi(gateway, 'GET', '/images/1', { headers: { authorization: `Bearer ${token}` } });

const claims = () => ({ iss: issuer.url, aud: 'images', sub: 'ada' });

describe("a token of the local AWS's own issuer", () => {
  it("is taken for one of the API's issuer, for an hour", async () => {
    const token = await local.token(claims());
    expect(await call(token)).toEqual(REACHED);
    gateway.advance(3_601_000);
    expect(await call(token)).toEqual(UNAUTHORIZED);
  });

  it('is refused for another issuer or audience, and of another local AWS', async () => {
    expect(await call(await local.token({ ...claims(), iss: 'https://other.example' }))).toEqual(
      UNAUTHORIZED,
    );
    expect(await call(await local.token({ ...claims(), aud: 'others' }))).toEqual(UNAUTHORIZED);
    expect(await call(await new LocalIssuer(now).token(claims()))).toEqual(UNAUTHORIZED);
  });

  it("takes nothing from the tokens of the API's issuer", async () => {
    expect(await call(await issuer.token())).toEqual(REACHED);
  });
});
