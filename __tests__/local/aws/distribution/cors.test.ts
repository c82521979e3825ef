import { beforeEach, describe, expect, it } from '@jest/globals';
import { startDistributions, type DistributionHarness } from './distribution-harness';

let aws: DistributionHarness;

beforeEach(async () => {
  aws = await startDistributions();
  aws.objects['pics/a.png'] = { body: 'a picture' };
});

/** What a browser sends with the request of a page at another site. */
const fromPage = (origin: string, more = {}) => ({
  headers: { origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', ...more },
});

const corsOf = (headers: object): object =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control')));

describe('a page of another site', () => {
  it('reads an image where the response headers policy allows its origin', async () => {
    const id = await aws.create();
    const { status, headers, text } = await aws.view(id, '/a.png', fromPage('https://app.example'));
    expect({ status, text }).toEqual({ status: 200, text: 'a picture' });
    expect(corsOf(headers)).toEqual({
      'access-control-allow-origin': 'https://app.example',
      'access-control-expose-headers': 'ETag',
    });
    expect(headers).toMatchObject({
      'cross-origin-resource-policy': 'cross-origin',
      'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'strict-origin-when-cross-origin',
    });
  });

  it('of an origin that the policy does not name gets the image and may not read it', async () => {
    const id = await aws.create();
    const { status, headers } = await aws.view(id, '/a.png', fromPage('https://evil.example'));
    expect(status).toBe(200);
    expect(corsOf(headers)).toEqual({});
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
  });

  it('gets from the cache what its own origin is allowed', async () => {
    const id = await aws.create();
    await aws.view(id, '/a.png', fromPage('https://evil.example'));
    const { headers } = await aws.view(id, '/a.png', fromPage('https://app.example'));
    expect(headers).toMatchObject({
      'x-cache': 'Hit from cloudfront',
      'access-control-allow-origin': 'https://app.example',
    });
  });

  it('may read why an image is missing', async () => {
    const id = await aws.create();
    const { status, headers } = await aws.view(id, '/none', fromPage('https://app.example'));
    expect([status, headers['access-control-allow-origin']]).toEqual([403, 'https://app.example']);
  });
});

it('a preflight is refused by its method, as dev has it', async () => {
  const page = fromPage('https://app.example', { 'access-control-request-method': 'GET' });
  const asked = { method: 'OPTIONS', ...page };
  const { status, headers } = await aws.view(await aws.create(), '/a.png', asked);
  expect([status, headers.server]).toEqual([403, 'CloudFront']);
});
