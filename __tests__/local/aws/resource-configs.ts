import type {
  CachePolicyConfig,
  OriginAccessControlConfig,
  ResponseHeadersPolicyConfig,
} from '@aws-sdk/client-cloudfront';

/** A cache policy with something in every place. */
export const cachePolicy = (Name: string, Comment = `it's "quoted" <&>`): CachePolicyConfig => ({
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

/** An origin access control of S3. */
export const originAccessControl = (
  Name: string,
  Description = 'first',
): OriginAccessControlConfig => ({
  Name,
  Description,
  SigningProtocol: 'sigv4',
  SigningBehavior: 'always',
  OriginAccessControlOriginType: 's3',
});

/** A response headers policy with something in every place. */
export const responseHeadersPolicy = (
  Name: string,
  Comment = 'first',
): ResponseHeadersPolicyConfig => ({
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
