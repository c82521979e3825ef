import { child, elements, text, type XmlElement } from '../cloudfront/xml';
import { AwsError } from '../errors';
import { like } from '../resource-policy';
import type { Account } from '../store';

/** A distribution that exists. */
export interface Distribution {
  readonly id: string;
  readonly accountId: string;
  readonly account: Account;
  readonly config: XmlElement;
}

/** How requests for some paths are answered: a behavior's settings, and what they refer to. */
export interface CacheBehavior {
  readonly settings: XmlElement;
  readonly origin: XmlElement;
  readonly cachePolicy: XmlElement;
  /** Empty without one. */
  readonly responseHeadersPolicy: XmlElement;
}

/**
 * The first of the distribution's behaviors whose pattern has the path, else the default one.
 * @throws AwsError NotImplemented for settings that are not played.
 */
export function behaviorOf(distribution: Distribution, path: string): CacheBehavior {
  const { account, config } = distribution;
  const settings =
    elements(config, 'CacheBehaviors').find((each) => hasPath(text(each, 'PathPattern'), path)) ??
    child(config, 'DefaultCacheBehavior');
  const origin = elements(config, 'Origins').find(
    (each) => text(each, 'Id') === text(settings, 'TargetOriginId'),
  );
  const policy = (type: string, field: string): XmlElement =>
    account.resources[type]?.[text(settings, field)]?.config ?? {};
  const behavior = {
    settings,
    origin: origin ?? {},
    cachePolicy: policy('cache-policy', 'CachePolicyId'),
    responseHeadersPolicy: policy('response-headers-policy', 'ResponseHeadersPolicyId'),
  };
  const unplayed = NOT_PLAYED.find(({ has }) => has(behavior, distribution));
  if (unplayed === undefined) return behavior;
  const message = `The local AWS serves no distribution with ${unplayed.what}.`;
  throw new AwsError('NotImplemented', 501, message);
}

/** The bucket of an origin that is one; undefined for a website endpoint and any other origin. */
export function bucketOf(origin: XmlElement): string | undefined {
  const domain = text(origin, 'DomainName');
  return /^(.+)\.s3(?:[.-](?!website)[a-z\d-]+)?\.amazonaws\.com$/.exec(domain)?.[1];
}

const cacheParameters = (cachePolicy: XmlElement): XmlElement =>
  child(cachePolicy, 'ParametersInCacheKeyAndForwardedToOrigin');

/** Settings that would make the answer another one than the local AWS gives. */
const NOT_PLAYED: readonly {
  readonly what: string;
  readonly has: (behavior: CacheBehavior, distribution: Distribution) => boolean;
}[] = [
  {
    what: 'CloudFront functions',
    has: ({ settings }) => elements(settings, 'FunctionAssociations').length > 0,
  },
  {
    what: 'Lambda@Edge functions',
    has: ({ settings }) => elements(settings, 'LambdaFunctionAssociations').length > 0,
  },
  {
    what: 'signed URLs or cookies',
    has: ({ settings }) =>
      ['TrustedSigners', 'TrustedKeyGroups'].some(
        (name) => text(child(settings, name), 'Enabled') === 'true',
      ),
  },
  {
    what: 'a behavior that has no cache policy',
    has: ({ settings }) => text(settings, 'CachePolicyId') === '',
  },
  {
    what: 'an origin request policy',
    has: ({ settings }) => text(settings, 'OriginRequestPolicyId') !== '',
  },
  {
    what: 'headers or cookies in the key of its cache',
    has: ({ cachePolicy }) =>
      Object.entries({ HeadersConfig: 'HeaderBehavior', CookiesConfig: 'CookieBehavior' }).some(
        ([config, behavior]) =>
          !['', 'none'].includes(text(child(cacheParameters(cachePolicy), config), behavior)),
      ),
  },
  {
    what: 'compression',
    has: ({ cachePolicy }) =>
      ['EnableAcceptEncodingBrotli', 'EnableAcceptEncodingGzip'].some(
        (name) => text(cacheParameters(cachePolicy), name) === 'true',
      ),
  },
  {
    what: 'Server-Timing headers',
    has: ({ responseHeadersPolicy }) =>
      text(child(responseHeadersPolicy, 'ServerTimingHeadersConfig'), 'Enabled') === 'true',
  },
  { what: 'an origin group', has: ({ origin }) => text(origin, 'Id') === '' },
  {
    what: 'pages of its own for errors',
    has: (_behavior, { config }) =>
      elements(config, 'CustomErrorResponses').some(
        (each) => text(each, 'ResponsePagePath') !== '',
      ),
  },
  {
    what: 'an origin that is no S3 bucket',
    has: ({ origin }) => bucketOf(origin) === undefined,
  },
  {
    what: 'an origin that has no access control which always signs',
    has: ({ origin }, { account }) => {
      const controls = account.resources['origin-access-control'] ?? {};
      const config = controls[text(origin, 'OriginAccessControlId')]?.config ?? {};
      return text(config, 'SigningBehavior') !== 'always';
    },
  },
];

/** A pattern begins with a slash whether it is written or not. */
const hasPath = (pattern: string, path: string): boolean =>
  like(pattern.startsWith('/') ? pattern : `/${pattern}`, path);
