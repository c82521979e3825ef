import type { ManagedResource } from '../resource-type';
import { selection, type Selection } from './selection';

interface OriginRequestPolicy {
  readonly id: string;
  readonly name: string;
  readonly comment?: string;
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly queryStrings: Selection;
}

const headersOnly = { cookies: 'none', queryStrings: 'none' } as const;
const everything = { cookies: 'all', queryStrings: 'all' } as const;

const corsHeaders = [
  'Origin',
  'Access-Control-Request-Headers',
  'Access-Control-Request-Method',
] as const;

const policies: readonly OriginRequestPolicy[] = [
  {
    ...everything,
    id: '216adef6-5c7f-47e4-b989-5492eafa07d3',
    name: 'Managed-AllViewer',
    comment: 'Policy to forward all parameters in viewer requests',
    headers: 'allViewer',
  },
  {
    ...everything,
    id: '33f36d7e-f396-46d9-90e0-52428a34d9dc',
    name: 'Managed-AllViewerAndCloudFrontHeaders-2022-06',
    headers: [
      'allViewerAndWhitelistCloudFront',
      'CloudFront-Forwarded-Proto',
      'CloudFront-Is-Android-Viewer',
      'CloudFront-Is-Desktop-Viewer',
      'CloudFront-Is-IOS-Viewer',
      'CloudFront-Is-Mobile-Viewer',
      'CloudFront-Is-SmartTV-Viewer',
      'CloudFront-Is-Tablet-Viewer',
      'CloudFront-Viewer-ASN',
      'CloudFront-Viewer-Address',
      'CloudFront-Viewer-City',
      'CloudFront-Viewer-Country',
      'CloudFront-Viewer-Country-Name',
      'CloudFront-Viewer-Country-Region',
      'CloudFront-Viewer-Country-Region-Name',
      'CloudFront-Viewer-Http-Version',
      'CloudFront-Viewer-Latitude',
      'CloudFront-Viewer-Longitude',
      'CloudFront-Viewer-Metro-Code',
      'CloudFront-Viewer-Postal-Code',
      'CloudFront-Viewer-TLS',
      'CloudFront-Viewer-Time-Zone',
    ],
  },
  {
    ...everything,
    id: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    name: 'Managed-AllViewerExceptHostHeader',
    comment: 'Policy to forward all parameters in viewer requests except for the Host header',
    headers: ['allExcept', 'host'],
  },
  {
    ...headersOnly,
    id: '59781a5b-3903-41f3-afcb-af62929ccde1',
    name: 'Managed-CORS-CustomOrigin',
    headers: ['whitelist', 'Origin'],
  },
  {
    ...headersOnly,
    id: '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
    name: 'Managed-CORS-S3Origin',
    headers: ['whitelist', ...corsHeaders],
  },
  {
    id: '775133bc-15f2-49f9-abea-afb2e0bf67d2',
    name: 'Managed-Elemental-MediaTailor-PersonalizedManifests',
    headers: ['whitelist', ...corsHeaders, 'User-Agent', 'X-Forwarded-For'],
    cookies: 'none',
    queryStrings: 'all',
  },
  {
    ...headersOnly,
    id: 'bf0718e1-ba1e-49d1-88b1-f726733018ae',
    name: 'Managed-HostHeaderOnly',
    headers: ['whitelist', 'Host'],
  },
  {
    ...headersOnly,
    id: 'acba4595-bd28-49b8-b9fe-13317c0390fa',
    name: 'Managed-UserAgentRefererHeaders',
    headers: ['whitelist', 'User-Agent', 'Referer'],
  },
];

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
export const originRequestPolicies: readonly ManagedResource[] = policies.map((policy) => ({
  id: policy.id,
  config: {
    Comment: policy.comment ?? '',
    Name: policy.name,
    HeadersConfig: selection('Header', policy.headers),
    CookiesConfig: selection('Cookie', policy.cookies),
    QueryStringsConfig: selection('QueryString', policy.queryStrings),
  },
}));
