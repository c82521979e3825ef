import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateDistributionCommand,
  DeleteCachePolicyCommand,
  GetCachePolicyCommand,
  GetResponseHeadersPolicyCommand,
  ListCachePoliciesCommand,
  ListOriginRequestPoliciesCommand,
  ListResponseHeadersPoliciesCommand,
  UpdateCachePolicyCommand,
  type CloudFrontClient,
} from '@aws-sdk/client-cloudfront';
import { behavior, distributionConfig, startGateway, type Harness } from './harness';

const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

let gateway: Harness;
let client: CloudFrontClient;

beforeEach(async () => {
  gateway = await startGateway();
  client = gateway.cloudFront();
});

afterEach(async () => {
  await gateway.stop();
});

describe('a managed policy', () => {
  it('is there before anything was created', async () => {
    const { CachePolicy } = await client.send(new GetCachePolicyCommand({ Id: CACHING_OPTIMIZED }));
    expect(CachePolicy?.CachePolicyConfig).toEqual({
      Name: 'Managed-CachingOptimized',
      Comment: 'Policy with caching enabled. Supports Gzip and Brotli compression.',
      MinTTL: 1,
      DefaultTTL: 86_400,
      MaxTTL: 31_536_000,
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingGzip: true,
        EnableAcceptEncodingBrotli: true,
        HeadersConfig: { HeaderBehavior: 'none' },
        CookiesConfig: { CookieBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'none' },
      },
    });
  });

  it('sets the headers its name promises', async () => {
    const Id = '67f7725c-6f97-4210-82d7-5512b31e9d03';
    const { ResponseHeadersPolicy } = await client.send(
      new GetResponseHeadersPolicyCommand({ Id }),
    );
    expect(ResponseHeadersPolicy?.ResponseHeadersPolicyConfig).toMatchObject({
      Name: 'Managed-SecurityHeadersPolicy',
      SecurityHeadersConfig: {
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'SAMEORIGIN', Override: false },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
      },
    });
  });

  it('can be used by a distribution', async () => {
    const DefaultCacheBehavior = behavior({ CachePolicyId: CACHING_OPTIMIZED });
    const DistributionConfig = distributionConfig({ DefaultCacheBehavior });
    const made = await client.send(new CreateDistributionCommand({ DistributionConfig }));
    expect(made.Distribution?.DistributionConfig?.DefaultCacheBehavior?.CachePolicyId).toBe(
      CACHING_OPTIMIZED,
    );
  });

  it('cannot be changed or deleted', async () => {
    const { ETag, CachePolicy } = await client.send(
      new GetCachePolicyCommand({ Id: CACHING_OPTIMIZED }),
    );
    const one = { Id: CACHING_OPTIMIZED, IfMatch: ETag };
    const CachePolicyConfig = CachePolicy?.CachePolicyConfig;
    await expect(
      client.send(new UpdateCachePolicyCommand({ ...one, CachePolicyConfig })),
    ).rejects.toMatchObject({ name: 'IllegalUpdate' });
    await expect(client.send(new DeleteCachePolicyCommand(one))).rejects.toMatchObject({
      name: 'IllegalDelete',
    });
  });
});

describe('managed policies', () => {
  it('are listed by name, apart from custom ones', async () => {
    const managed = await client.send(new ListCachePoliciesCommand({ Type: 'managed' }));
    const custom = await client.send(new ListCachePoliciesCommand({ Type: 'custom' }));
    const items = managed.CachePolicyList?.Items ?? [];
    expect(new Set(items.map(({ Type }) => Type))).toEqual(new Set(['managed']));
    expect(items.map((item) => item.CachePolicy?.CachePolicyConfig?.Name).sort()).toEqual([
      'Managed-Amplify',
      'Managed-CachingDisabled',
      'Managed-CachingOptimized',
      'Managed-CachingOptimizedForUncompressedObjects',
      'Managed-Elemental-MediaPackage',
      'UseOriginCacheControlHeaders',
      'UseOriginCacheControlHeaders-QueryStrings',
    ]);
    expect(custom.CachePolicyList?.Quantity).toBe(0);
  });

  it('exist for origin requests and response headers as well', async () => {
    const origin = await client.send(new ListOriginRequestPoliciesCommand({ Type: 'managed' }));
    const headers = await client.send(new ListResponseHeadersPoliciesCommand({ Type: 'managed' }));
    expect(origin.OriginRequestPolicyList?.Quantity).toBe(8);
    expect(headers.ResponseHeadersPolicyList?.Quantity).toBe(5);
  });

  it('are paged as custom ones are', async () => {
    const first = await client.send(new ListCachePoliciesCommand({ MaxItems: 3 }));
    const Marker = first.CachePolicyList?.NextMarker;
    const second = await client.send(new ListCachePoliciesCommand({ MaxItems: 100, Marker }));
    expect(first.CachePolicyList?.Quantity).toBe(3);
    expect(second.CachePolicyList).toMatchObject({ Quantity: 4 });
    expect(second.CachePolicyList?.NextMarker).toBeUndefined();
  });
});
