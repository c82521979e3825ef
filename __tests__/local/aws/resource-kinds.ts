import {
  CreateCachePolicyCommand,
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
  type CloudFrontClient,
} from '@aws-sdk/client-cloudfront';
import { behavior, distributionConfig } from './harness';
import {
  cachePolicy,
  originAccessControl,
  originRequestPolicy,
  responseHeadersPolicy,
} from './resource-configs';

/** What the four kinds of resource have in common, over their own commands. */
export interface Kind {
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

/** The four kinds; the client is asked for when a test runs. */
export const kindsOf = (client: () => CloudFrontClient): readonly Kind[] => [
  {
    kind: 'a cache policy',
    id: UUID,
    create: async (name) => {
      const made = await client().send(
        new CreateCachePolicyCommand({ CachePolicyConfig: cachePolicy(name) }),
      );
      return { ...made, id: made.CachePolicy?.Id ?? '' };
    },
    get: async (Id) => {
      const got = await client().send(new GetCachePolicyCommand({ Id }));
      return { ...got, id: got.CachePolicy?.Id ?? '', config: got.CachePolicy?.CachePolicyConfig };
    },
    getConfig: async (Id) => {
      const got = await client().send(new GetCachePolicyConfigCommand({ Id }));
      return { ...got, config: got.CachePolicyConfig };
    },
    update: async (Id, IfMatch, comment) => {
      const CachePolicyConfig = cachePolicy('one', comment);
      const put = await client().send(
        new UpdateCachePolicyCommand({ Id, IfMatch, CachePolicyConfig }),
      );
      return { ...put, id: put.CachePolicy?.Id ?? '' };
    },
    remove: (Id, IfMatch) => client().send(new DeleteCachePolicyCommand({ Id, IfMatch })),
    names: async () => {
      const all = await client().send(new ListCachePoliciesCommand({ Type: 'custom' }));
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
      const made = await client().send(
        new CreateOriginAccessControlCommand({
          OriginAccessControlConfig: originAccessControl(name),
        }),
      );
      return { ...made, id: made.OriginAccessControl?.Id ?? '' };
    },
    get: async (Id) => {
      const got = await client().send(new GetOriginAccessControlCommand({ Id }));
      const resource = got.OriginAccessControl;
      return { ...got, id: resource?.Id ?? '', config: resource?.OriginAccessControlConfig };
    },
    getConfig: async (Id) => {
      const got = await client().send(new GetOriginAccessControlConfigCommand({ Id }));
      return { ...got, config: got.OriginAccessControlConfig };
    },
    update: async (Id, IfMatch, comment) => {
      const OriginAccessControlConfig = originAccessControl('one', comment);
      const put = await client().send(
        new UpdateOriginAccessControlCommand({ Id, IfMatch, OriginAccessControlConfig }),
      );
      return { ...put, id: put.OriginAccessControl?.Id ?? '' };
    },
    remove: (Id, IfMatch) => client().send(new DeleteOriginAccessControlCommand({ Id, IfMatch })),
    names: async () => {
      const all = await client().send(new ListOriginAccessControlsCommand({}));
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
      const made = await client().send(
        new CreateOriginRequestPolicyCommand({
          OriginRequestPolicyConfig: originRequestPolicy(name),
        }),
      );
      return { ...made, id: made.OriginRequestPolicy?.Id ?? '' };
    },
    get: async (Id) => {
      const got = await client().send(new GetOriginRequestPolicyCommand({ Id }));
      const resource = got.OriginRequestPolicy;
      return { ...got, id: resource?.Id ?? '', config: resource?.OriginRequestPolicyConfig };
    },
    getConfig: async (Id) => {
      const got = await client().send(new GetOriginRequestPolicyConfigCommand({ Id }));
      return { ...got, config: got.OriginRequestPolicyConfig };
    },
    update: async (Id, IfMatch, comment) => {
      const OriginRequestPolicyConfig = originRequestPolicy('one', comment);
      const put = await client().send(
        new UpdateOriginRequestPolicyCommand({ Id, IfMatch, OriginRequestPolicyConfig }),
      );
      return { ...put, id: put.OriginRequestPolicy?.Id ?? '' };
    },
    remove: (Id, IfMatch) => client().send(new DeleteOriginRequestPolicyCommand({ Id, IfMatch })),
    names: async () => {
      const all = await client().send(new ListOriginRequestPoliciesCommand({ Type: 'custom' }));
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
      const made = await client().send(
        new CreateResponseHeadersPolicyCommand({
          ResponseHeadersPolicyConfig: responseHeadersPolicy(name),
        }),
      );
      return { ...made, id: made.ResponseHeadersPolicy?.Id ?? '' };
    },
    get: async (Id) => {
      const got = await client().send(new GetResponseHeadersPolicyCommand({ Id }));
      const resource = got.ResponseHeadersPolicy;
      return { ...got, id: resource?.Id ?? '', config: resource?.ResponseHeadersPolicyConfig };
    },
    getConfig: async (Id) => {
      const got = await client().send(new GetResponseHeadersPolicyConfigCommand({ Id }));
      return { ...got, config: got.ResponseHeadersPolicyConfig };
    },
    update: async (Id, IfMatch, comment) => {
      const ResponseHeadersPolicyConfig = responseHeadersPolicy('one', comment);
      const put = await client().send(
        new UpdateResponseHeadersPolicyCommand({ Id, IfMatch, ResponseHeadersPolicyConfig }),
      );
      return { ...put, id: put.ResponseHeadersPolicy?.Id ?? '' };
    },
    remove: (Id, IfMatch) => client().send(new DeleteResponseHeadersPolicyCommand({ Id, IfMatch })),
    names: async () => {
      const all = await client().send(new ListResponseHeadersPoliciesCommand({ Type: 'custom' }));
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
