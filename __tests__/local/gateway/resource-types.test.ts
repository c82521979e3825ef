import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateCachePolicyCommand,
  CreateDistributionCommand,
  CreateOriginAccessControlCommand,
  CreateOriginRequestPolicyCommand,
  CreateResponseHeadersPolicyCommand,
  DeleteCachePolicyCommand,
  DeleteOriginAccessControlCommand,
  DeleteOriginRequestPolicyCommand,
  DeleteResponseHeadersPolicyCommand,
  GetCachePolicyCommand,
  GetCachePolicyConfigCommand,
  GetOriginAccessControlCommand,
  GetOriginAccessControlConfigCommand,
  GetOriginRequestPolicyCommand,
  GetOriginRequestPolicyConfigCommand,
  GetResponseHeadersPolicyCommand,
  GetResponseHeadersPolicyConfigCommand,
  ListCachePoliciesCommand,
  ListOriginAccessControlsCommand,
  ListOriginRequestPoliciesCommand,
  ListResponseHeadersPoliciesCommand,
  UpdateCachePolicyCommand,
  UpdateOriginAccessControlCommand,
  UpdateOriginRequestPolicyCommand,
  UpdateResponseHeadersPolicyCommand,
  type CachePolicyConfig,
  type CloudFrontClient,
  type OriginAccessControlConfig,
  type OriginRequestPolicyConfig,
  type ResponseHeadersPolicyConfig,
} from '@aws-sdk/client-cloudfront';
import { behavior, distributionConfig, startGateway, type Harness } from './harness';

/** What the four kinds of resource have in common, over their own commands. */
interface Kind {
  readonly kind: string;
  readonly id: RegExp;
  readonly create: (name: string) => Promise<Stored>;
  readonly get: (id: string) => Promise<Stored & { config: unknown }>;
  readonly getConfig: (id: string) => Promise<{ ETag?: string | undefined; config: unknown }>;
  readonly update: (id: string, etag: string | undefined, comment: string) => Promise<Stored>;
  readonly remove: (id: string, etag: string | undefined) => Promise<unknown>;
  readonly names: () => Promise<unknown[]>;
  readonly sent: (name: string, comment?: string) => unknown;
  readonly use: (id: string) => ReturnType<typeof distributionConfig>;
  readonly codes: {
    readonly noSuch: string;
    readonly exists: string;
    readonly inUse: string;
    readonly missing: string;
  };
}

interface Stored {
  readonly id: string;
  readonly ETag?: string | undefined;
  readonly Location?: string | undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let gateway: Harness;
let client: CloudFrontClient;

beforeEach(async () => {
  gateway = await startGateway();
  client = gateway.cloudFront();
});

afterEach(async () => {
  await gateway.stop();
});

const cachePolicy = (Name: string, Comment = `it's "quoted" <&>`): CachePolicyConfig => ({
  Comment,
  Name,
  DefaultTTL: 60,
  MaxTTL: 600,
  MinTTL: 1,
  ParametersInCacheKeyAndForwardedToOrigin: {
    EnableAcceptEncodingGzip: true,
    EnableAcceptEncodingBrotli: false,
    HeadersConfig: {
      HeaderBehavior: 'whitelist',
      Headers: { Quantity: 2, Items: ['Origin', 'Accept'] },
    },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: {
      QueryStringBehavior: 'whitelist',
      QueryStrings: { Quantity: 1, Items: ['w'] },
    },
  },
});

const originAccessControl = (Name: string, Description = 'first'): OriginAccessControlConfig => ({
  Name,
  Description,
  SigningProtocol: 'sigv4',
  SigningBehavior: 'always',
  OriginAccessControlOriginType: 's3',
});

const originRequestPolicy = (Name: string, Comment = 'first'): OriginRequestPolicyConfig => ({
  Comment,
  Name,
  HeadersConfig: { HeaderBehavior: 'whitelist', Headers: { Quantity: 1, Items: ['Origin'] } },
  CookiesConfig: { CookieBehavior: 'none' },
  QueryStringsConfig: { QueryStringBehavior: 'all' },
});

const responseHeadersPolicy = (Name: string, Comment = 'first'): ResponseHeadersPolicyConfig => ({
  Comment,
  Name,
  CorsConfig: {
    AccessControlAllowOrigins: { Quantity: 1, Items: ['https://images.example'] },
    AccessControlAllowHeaders: { Quantity: 1, Items: ['*'] },
    AccessControlAllowMethods: { Quantity: 2, Items: ['GET', 'HEAD'] },
    AccessControlAllowCredentials: false,
    AccessControlMaxAgeSec: 600,
    OriginOverride: true,
  },
  SecurityHeadersConfig: {
    ContentSecurityPolicy: { Override: true, ContentSecurityPolicy: "img-src 'self'" },
    StrictTransportSecurity: {
      Override: true,
      IncludeSubdomains: true,
      Preload: true,
      AccessControlMaxAgeSec: 31_536_000,
    },
  },
  CustomHeadersConfig: {
    Quantity: 1,
    Items: [{ Header: 'Cross-Origin-Resource-Policy', Value: 'cross-origin', Override: true }],
  },
  RemoveHeadersConfig: { Quantity: 1, Items: [{ Header: 'Server' }] },
});

const kinds: readonly Kind[] = [
  {
    kind: 'a cache policy',
    id: UUID,
    create: async (name) => {
      const made = await client.send(
        new CreateCachePolicyCommand({ CachePolicyConfig: cachePolicy(name) }),
      );
      return { ...made, id: made.CachePolicy?.Id ?? '' };
    },
    get: async (Id) => {
      const got = await client.send(new GetCachePolicyCommand({ Id }));
      return { ...got, id: got.CachePolicy?.Id ?? '', config: got.CachePolicy?.CachePolicyConfig };
    },
    getConfig: async (Id) => {
      const got = await client.send(new GetCachePolicyConfigCommand({ Id }));
      return { ...got, config: got.CachePolicyConfig };
    },
    update: async (Id, IfMatch, comment) => {
      const CachePolicyConfig = cachePolicy('one', comment);
      const put = await client.send(
        new UpdateCachePolicyCommand({ Id, IfMatch, CachePolicyConfig }),
      );
      return { ...put, id: put.CachePolicy?.Id ?? '' };
    },
    remove: (Id, IfMatch) => client.send(new DeleteCachePolicyCommand({ Id, IfMatch })),
    names: async () => {
      const all = await client.send(new ListCachePoliciesCommand({ Type: 'custom' }));
      const items = all.CachePolicyList?.Items ?? [];
      return items.map((item) => item.CachePolicy?.CachePolicyConfig?.Name);
    },
    sent: cachePolicy,
    use: (CachePolicyId) =>
      distributionConfig({ DefaultCacheBehavior: behavior({ CachePolicyId }) }),
    codes: {
      noSuch: 'NoSuchCachePolicy',
      exists: 'CachePolicyAlreadyExists',
      inUse: 'CachePolicyInUse',
      missing: 'NoSuchCachePolicy',
    },
  },
  {
    kind: 'an origin access control',
    id: /^E[0-9A-Z]{13}$/,
    create: async (name) => {
      const made = await client.send(
        new CreateOriginAccessControlCommand({
          OriginAccessControlConfig: originAccessControl(name),
        }),
      );
      return { ...made, id: made.OriginAccessControl?.Id ?? '' };
    },
    get: async (Id) => {
      const got = await client.send(new GetOriginAccessControlCommand({ Id }));
      const resource = got.OriginAccessControl;
      return { ...got, id: resource?.Id ?? '', config: resource?.OriginAccessControlConfig };
    },
    getConfig: async (Id) => {
      const got = await client.send(new GetOriginAccessControlConfigCommand({ Id }));
      return { ...got, config: got.OriginAccessControlConfig };
    },
    update: async (Id, IfMatch, comment) => {
      const OriginAccessControlConfig = originAccessControl('one', comment);
      const put = await client.send(
        new UpdateOriginAccessControlCommand({ Id, IfMatch, OriginAccessControlConfig }),
      );
      return { ...put, id: put.OriginAccessControl?.Id ?? '' };
    },
    remove: (Id, IfMatch) => client.send(new DeleteOriginAccessControlCommand({ Id, IfMatch })),
    names: async () => {
      const all = await client.send(new ListOriginAccessControlsCommand({}));
      return (all.OriginAccessControlList?.Items ?? []).map((item) => item.Name);
    },
    sent: originAccessControl,
    use: (OriginAccessControlId) => {
      const origin = { Id: 'bucket', DomainName: 'b.s3.amazonaws.com', OriginAccessControlId };
      return distributionConfig({ Origins: { Quantity: 1, Items: [origin] } });
    },
    codes: {
      noSuch: 'NoSuchOriginAccessControl',
      exists: 'OriginAccessControlAlreadyExists',
      inUse: 'OriginAccessControlInUse',
      missing: 'InvalidOriginAccessControl',
    },
  },
  {
    kind: 'an origin request policy',
    id: UUID,
    create: async (name) => {
      const made = await client.send(
        new CreateOriginRequestPolicyCommand({
          OriginRequestPolicyConfig: originRequestPolicy(name),
        }),
      );
      return { ...made, id: made.OriginRequestPolicy?.Id ?? '' };
    },
    get: async (Id) => {
      const got = await client.send(new GetOriginRequestPolicyCommand({ Id }));
      const resource = got.OriginRequestPolicy;
      return { ...got, id: resource?.Id ?? '', config: resource?.OriginRequestPolicyConfig };
    },
    getConfig: async (Id) => {
      const got = await client.send(new GetOriginRequestPolicyConfigCommand({ Id }));
      return { ...got, config: got.OriginRequestPolicyConfig };
    },
    update: async (Id, IfMatch, comment) => {
      const OriginRequestPolicyConfig = originRequestPolicy('one', comment);
      const put = await client.send(
        new UpdateOriginRequestPolicyCommand({ Id, IfMatch, OriginRequestPolicyConfig }),
      );
      return { ...put, id: put.OriginRequestPolicy?.Id ?? '' };
    },
    remove: (Id, IfMatch) => client.send(new DeleteOriginRequestPolicyCommand({ Id, IfMatch })),
    names: async () => {
      const all = await client.send(new ListOriginRequestPoliciesCommand({ Type: 'custom' }));
      const items = all.OriginRequestPolicyList?.Items ?? [];
      return items.map((item) => item.OriginRequestPolicy?.OriginRequestPolicyConfig?.Name);
    },
    sent: originRequestPolicy,
    use: (OriginRequestPolicyId) =>
      distributionConfig({ DefaultCacheBehavior: behavior({ OriginRequestPolicyId }) }),
    codes: {
      noSuch: 'NoSuchOriginRequestPolicy',
      exists: 'OriginRequestPolicyAlreadyExists',
      inUse: 'OriginRequestPolicyInUse',
      missing: 'NoSuchOriginRequestPolicy',
    },
  },
  {
    kind: 'a response headers policy',
    id: UUID,
    create: async (name) => {
      const made = await client.send(
        new CreateResponseHeadersPolicyCommand({
          ResponseHeadersPolicyConfig: responseHeadersPolicy(name),
        }),
      );
      return { ...made, id: made.ResponseHeadersPolicy?.Id ?? '' };
    },
    get: async (Id) => {
      const got = await client.send(new GetResponseHeadersPolicyCommand({ Id }));
      const resource = got.ResponseHeadersPolicy;
      return { ...got, id: resource?.Id ?? '', config: resource?.ResponseHeadersPolicyConfig };
    },
    getConfig: async (Id) => {
      const got = await client.send(new GetResponseHeadersPolicyConfigCommand({ Id }));
      return { ...got, config: got.ResponseHeadersPolicyConfig };
    },
    update: async (Id, IfMatch, comment) => {
      const ResponseHeadersPolicyConfig = responseHeadersPolicy('one', comment);
      const put = await client.send(
        new UpdateResponseHeadersPolicyCommand({ Id, IfMatch, ResponseHeadersPolicyConfig }),
      );
      return { ...put, id: put.ResponseHeadersPolicy?.Id ?? '' };
    },
    remove: (Id, IfMatch) => client.send(new DeleteResponseHeadersPolicyCommand({ Id, IfMatch })),
    names: async () => {
      const all = await client.send(new ListResponseHeadersPoliciesCommand({ Type: 'custom' }));
      const items = all.ResponseHeadersPolicyList?.Items ?? [];
      return items.map((item) => item.ResponseHeadersPolicy?.ResponseHeadersPolicyConfig?.Name);
    },
    sent: responseHeadersPolicy,
    use: (ResponseHeadersPolicyId) =>
      distributionConfig({ DefaultCacheBehavior: behavior({ ResponseHeadersPolicyId }) }),
    codes: {
      noSuch: 'NoSuchResponseHeadersPolicy',
      exists: 'ResponseHeadersPolicyAlreadyExists',
      inUse: 'ResponseHeadersPolicyInUse',
      missing: 'NoSuchResponseHeadersPolicy',
    },
  },
];

const refusal = (code: string, status: number): unknown =>
  expect.objectContaining({
    name: code,
    $metadata: expect.objectContaining({ httpStatusCode: status }),
  });

describe.each(kinds)('$kind', (kind) => {
  it('comes back exactly as it was sent', async () => {
    const made = await kind.create('one');
    expect(made.id).toMatch(kind.id);
    expect(made.Location).toContain(`/2020-05-31/`);
    const got = await kind.get(made.id);
    const config = await kind.getConfig(made.id);
    expect(got.config).toEqual(kind.sent('one'));
    expect(config.config).toEqual(kind.sent('one'));
    expect([got.ETag, config.ETag]).toEqual([made.ETag, made.ETag]);
  });

  it('changes, with a new ETag', async () => {
    const made = await kind.create('one');
    const updated = await kind.update(made.id, made.ETag, 'second');
    expect(updated.ETag).not.toBe(made.ETag);
    expect((await kind.get(made.id)).config).toEqual(kind.sent('one', 'second'));
  });

  it('refuses a change without the current ETag', async () => {
    const made = await kind.create('one');
    await kind.update(made.id, made.ETag, 'second');
    const missing = refusal('InvalidIfMatchVersion', 400);
    const stale = refusal('PreconditionFailed', 412);
    await expect(kind.update(made.id, undefined, 'third')).rejects.toEqual(missing);
    await expect(kind.update(made.id, made.ETag, 'third')).rejects.toEqual(stale);
    await expect(kind.remove(made.id, undefined)).rejects.toEqual(missing);
    await expect(kind.remove(made.id, made.ETag)).rejects.toEqual(stale);
  });

  it('is listed until it is deleted', async () => {
    const made = await kind.create('one');
    await kind.create('two');
    expect(await kind.names()).toEqual(['one', 'two']);
    await kind.remove(made.id, made.ETag);
    expect(await kind.names()).toEqual(['two']);
    await expect(kind.get(made.id)).rejects.toEqual(refusal(kind.codes.noSuch, 404));
  });

  it('does not share its name', async () => {
    await kind.create('one');
    await expect(kind.create('one')).rejects.toEqual(refusal(kind.codes.exists, 409));
  });

  it('cannot be deleted while a distribution uses it', async () => {
    const made = await kind.create('one');
    await client.send(new CreateDistributionCommand({ DistributionConfig: kind.use(made.id) }));
    const inUse = refusal(kind.codes.inUse, 409);
    await expect(kind.remove(made.id, made.ETag)).rejects.toEqual(inUse);
  });

  it('must exist for a distribution to use it', async () => {
    const DistributionConfig = kind.use('nothing');
    await expect(
      client.send(new CreateDistributionCommand({ DistributionConfig })),
    ).rejects.toMatchObject({ name: kind.codes.missing });
  });
});
