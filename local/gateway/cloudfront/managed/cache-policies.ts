import type { ManagedResource } from '../resource-type';
import { selection, type Selection } from './selection';

const DAY = 86_400;
const YEAR = 31_536_000;

interface CachePolicy {
  readonly id: string;
  readonly name: string;
  readonly comment: string;
  readonly ttl: readonly [min: number, byDefault: number, max: number];
  readonly gzip: boolean;
  readonly brotli: boolean;
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly queryStrings: Selection;
}

const keyOfPathOnly = {
  gzip: false,
  brotli: false,
  headers: 'none',
  cookies: 'none',
  queryStrings: 'none',
} as const;

const keyOfOriginHeaders = {
  ttl: [0, 0, YEAR],
  gzip: true,
  brotli: true,
  headers: [
    'whitelist',
    'host',
    'origin',
    'x-http-method',
    'x-http-method-override',
    'x-method-override',
  ],
  cookies: 'all',
} as const;

const policies: readonly CachePolicy[] = [
  {
    ...keyOfPathOnly,
    id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    name: 'Managed-CachingOptimized',
    comment: 'Policy with caching enabled. Supports Gzip and Brotli compression.',
    ttl: [1, DAY, YEAR],
    gzip: true,
    brotli: true,
  },
  {
    ...keyOfPathOnly,
    id: 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d',
    name: 'Managed-CachingOptimizedForUncompressedObjects',
    comment: 'Default policy when compression is disabled',
    ttl: [1, DAY, YEAR],
  },
  {
    ...keyOfPathOnly,
    id: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    name: 'Managed-CachingDisabled',
    comment: 'Policy with caching disabled',
    ttl: [0, 0, 0],
  },
  {
    ...keyOfPathOnly,
    id: '08627262-05a9-4f76-9ded-b50ca2e3a84f',
    name: 'Managed-Elemental-MediaPackage',
    comment: 'Policy for Elemental MediaPackage Origin',
    ttl: [0, DAY, YEAR],
    gzip: true,
    headers: ['whitelist', 'origin'],
    queryStrings: ['whitelist', 'aws.manifestfilter', 'start', 'end', 'm'],
  },
  {
    id: '2e54312d-136d-493c-8eb9-b001f22f67d2',
    name: 'Managed-Amplify',
    comment: 'Policy for Amplify Origin',
    ttl: [2, 2, 600],
    gzip: true,
    brotli: true,
    headers: ['whitelist', 'Authorization', 'CloudFront-Viewer-Country', 'Host'],
    cookies: 'all',
    queryStrings: 'all',
  },
  // AWS gave these two no "Managed-".
  {
    ...keyOfOriginHeaders,
    id: '83da9c7e-98b4-4e11-a168-04f0df8e2c65',
    name: 'UseOriginCacheControlHeaders',
    comment:
      'Policy for origins that return Cache-Control headers. Query strings are not included in the cache key.',
    queryStrings: 'none',
  },
  {
    ...keyOfOriginHeaders,
    id: '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
    name: 'UseOriginCacheControlHeaders-QueryStrings',
    comment:
      'Policy for origins that return Cache-Control headers and serve different content based on values present in the query string.',
    queryStrings: 'all',
  },
];

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const cachePolicies: readonly ManagedResource[] = policies.map((policy) => ({
  id: policy.id,
  config: {
    Comment: policy.comment,
    Name: policy.name,
    DefaultTTL: String(policy.ttl[1]),
    MaxTTL: String(policy.ttl[2]),
    MinTTL: String(policy.ttl[0]),
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: String(policy.gzip),
      EnableAcceptEncodingBrotli: String(policy.brotli),
      HeadersConfig: selection('Header', policy.headers),
      CookiesConfig: selection('Cookie', policy.cookies),
      QueryStringsConfig: selection('QueryString', policy.queryStrings),
    },
  },
}));
