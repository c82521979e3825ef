import {
  CreateOriginRequestPolicyCommand,
  CreateResponseHeadersPolicyCommand,
  type DefaultCacheBehavior,
} from '@aws-sdk/client-cloudfront';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  responseHeaders,
  startDistributions,
  type DistributionHarness,
} from './distribution-harness';

let aws: DistributionHarness;

beforeEach(async () => {
  aws = await startDistributions();
  aws.objects['pics/a.png'] = { body: 'a picture' };
});

afterEach(async () => {
  await aws.stop();
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

describe('a preflight', () => {
  const preflight = (id: string) =>
    aws.view(id, '/a.png', {
      method: 'OPTIONS',
      ...fromPage('https://app.example', { 'access-control-request-method': 'GET' }),
    });
  const withOptions = {
    AllowedMethods: {
      Quantity: 3,
      Items: ['GET', 'HEAD', 'OPTIONS'],
      CachedMethods: { Quantity: 2, Items: ['GET', 'HEAD'] },
    },
  } satisfies Partial<DefaultCacheBehavior>;

  /** An origin request policy that passes on what a bucket's CORS rules ask for. */
  async function forwardingCors(): Promise<string | undefined> {
    const Items = ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers'];
    const { OriginRequestPolicy } = await aws.client.send(
      new CreateOriginRequestPolicyCommand({
        OriginRequestPolicyConfig: {
          Name: 'cors',
          HeadersConfig: { HeaderBehavior: 'whitelist', Headers: { Quantity: 3, Items } },
          CookiesConfig: { CookieBehavior: 'none' },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
        },
      }),
    );
    return OriginRequestPolicy?.Id;
  }

  it('is refused by its method, as dev has it', async () => {
    const { status, headers } = await preflight(await aws.create());
    expect([status, headers.server]).toEqual([403, 'CloudFront']);
  });

  it('is refused by S3 where its headers do not reach it', async () => {
    const { status, text } = await preflight(await aws.create({}, withOptions));
    expect(status).toBe(400);
    expect(text).toContain('<Code>BadRequest</Code>');
  });

  it('is answered by the bucket’s rules, with the policy’s headers over theirs', async () => {
    const OriginRequestPolicyId = await forwardingCors();
    const id = await aws.create({}, { ...withOptions, OriginRequestPolicyId });
    const refused = await preflight(id);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('<Code>AccessForbidden</Code>');
    aws.cors.rules =
      '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>';
    const { status, headers } = await preflight(id);
    expect(status).toBe(200);
    expect(corsOf(headers)).toEqual({
      'access-control-allow-origin': 'https://app.example',
      'access-control-expose-headers': 'ETag',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': '*',
      'access-control-max-age': '3600',
    });
  });
});

describe('the Server-Timing header', () => {
  const timings = async (SamplingRate: number, headers = {}): Promise<unknown[]> => {
    const { ResponseHeadersPolicy } = await aws.client.send(
      new CreateResponseHeadersPolicyCommand({
        ResponseHeadersPolicyConfig: {
          ...responseHeaders('timed'),
          ServerTimingHeadersConfig: { Enabled: true, SamplingRate },
        },
      }),
    );
    const id = await aws.create({}, { ResponseHeadersPolicyId: ResponseHeadersPolicy?.Id });
    const seen: unknown[] = [];
    for (const seconds of [0, 0, 86_400]) {
      aws.advance(seconds * 1000);
      seen.push((await aws.view(id, '/a.png', { headers })).headers['server-timing']);
    }
    return seen;
  };

  const ALL = [
    'cdn-upstream-layer;desc="EDGE",cdn-cache-miss,cdn-pop;desc="LOCAL1-C1"',
    'cdn-cache-hit,cdn-pop;desc="LOCAL1-C1",cdn-hit-layer;desc="EDGE"',
    'cdn-cache-refresh,cdn-pop;desc="LOCAL1-C1"',
  ];

  it('says where the answer came from, where the policy samples all of them', async () => {
    expect(await timings(100)).toEqual(ALL);
  });

  it('is not there where the policy samples none', async () => {
    expect(await timings(0)).toEqual([undefined, undefined, undefined]);
  });

  it('is there for who asks for it with Pragma', async () => {
    expect(await timings(0, { pragma: 'server-timing' })).toEqual(ALL);
  });
});
