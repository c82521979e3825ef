import { z } from 'zod';
import { networkSchema } from './network';

/**
 * Days a CloudWatch log group may keep its events; every other number is refused.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/**
 * Node.js runtimes that AWS provider 5.100.0 takes and AWS supports: nodejs22.x until April 2027.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export const NODE_RUNTIMES = ['nodejs22.x'] as const;

export type NodeRuntime = (typeof NODE_RUNTIMES)[number];

const domain = z
  .string()
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a domain name in lower case, such as lego-api.com',
  );

const region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region, e.g. us-east-1')
  .refine(
    (value) => !/^(cn|us-gov|us-iso|eu-isoe)/.test(value),
    'must lie in the partition aws: ARNs are written for it, and CloudFront is not in the others',
  );

/** Ten years: a mistyped zero more is to be noticed. */
const MAX_DAYS = 3650;

const days = z
  .int('must be a whole number of days')
  .min(1, 'must be at least 1 day')
  .max(MAX_DAYS, `must be at most ${MAX_DAYS} days`);

/** Stands for the 12 digits of an AWS account in the name of the state bucket. */
export const ACCOUNT_PLACEHOLDER = '{account}';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED_BUCKET_NAME = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$/;

/** S3 general purpose bucket names: 3 to 63 of a-z, 0-9 and hyphens (dots break TLS). */
const bucketName = z
  .string()
  .refine(
    (name) =>
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name.replace(ACCOUNT_PLACEHOLDER, '0'.repeat(12))),
    `must be 3 to 63 lower-case letters, digits and hyphens; ${ACCOUNT_PLACEHOLDER} in it stands for the 12 digits of the account`,
  )
  .refine(
    (name) => !RESERVED_BUCKET_NAME.test(name),
    'must not begin with xn--, sthree- or amzn-s3-demo-, nor end with -s3alias, --ol-s3, --x-s3 or --table-s3, which S3 keeps for itself',
  );

function isOrigin(value: string): boolean {
  if (value.includes('*') || !URL.canParse(value)) return false;
  const url = new URL(value);
  const isLocal = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
  return (
    url.origin === value && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))
  );
}

const origin = z
  .string()
  .refine(
    isOrigin,
    'must be an origin such as https://lego-api.com: https (http only for localhost), no path, no wildcard',
  );

const issuer = z
  .string()
  .refine(
    (value) => /^https:\/\/[^\s@?#]+$/.test(value) && URL.canParse(value),
    'must be an https:// URL without a user, a query or a space, exactly as in the `iss` claim of the tokens',
  );

/**
 * Regions with Origin Shield: those of CloudFront's regional edge caches.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html, as AWS's
 * sample aws-samples/image-optimization lists them.
 */
const ORIGIN_SHIELD: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-2', 'sa-east-1'],
  ...['eu-central-1', 'eu-west-1', 'eu-west-2'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
];

const emails = z
  .array(z.email('must be an e-mail address'))
  .refine((all) => new Set(all).size === all.length, 'must name each address once')
  .readonly();

/** Above what any stage sees: beyond it a number is a mistake. */
const MAX_COUNT = 1_000_000;
const atMost = `must be at most ${MAX_COUNT}`;

/** The rules that every stage's values have to keep. */
export const stageSchema = z
  .strictObject({
    /** The AWS account this stage lives in; when given, the provider refuses any other. */
    accountId: z
      .string()
      .regex(/^\d{12}$/, 'must be the 12 digits of an AWS account id')
      .optional(),
    region,
    /**
     * What the names of the stage's buckets end in, where somebody else has them already: they are unique
     * in the world. Never changed once the stage is deployed: its buckets would be replaced.
     */
    bucketSuffix: z
      .string()
      .regex(/^[a-z0-9]{1,20}$/, 'must be 1 to 20 lower-case letters and digits')
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
      .refine((suffix) => suffix !== 's3alias', 'must not be s3alias, which S3 keeps for itself')
      .optional(),
    /** The public Route 53 zone that the image domain is in. It exists before the first deploy. */
    hostedZoneName: domain,
    /** ACM takes a first name of at most 64 characters. https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
    imageDomain: domain.max(64, 'must have at most 64 characters: its certificate takes no more'),
    /** Sites whose pages upload, show and fetch images. */
    uploadOrigins: z.array(origin).min(1, 'must name at least one origin').readonly(),
    jwtIssuer: issuer,
    jwtAudiences: z
      .array(z.string().regex(/^\S+$/, 'must not be empty, nor hold a space'))
      .min(1, 'must name at least one audience')
      .readonly(),
    /** Requests per second, steady. */
    apiRateLimit: z
      .number()
      .positive('must be above 0: AWS accepts 0 and then answers 429 to every request')
      .max(MAX_COUNT, atMost),
    /** Requests at once. */
    apiBurstLimit: z
      .int('must be a whole number')
      .min(1, 'must be at least 1: AWS accepts 0 and then answers 429 to every request')
      .max(MAX_COUNT, atMost),
    /** Who is told of each alarm; each has to confirm once. Without any, alarms only show in AWS. */
    alarmEmails: emails,
    /** Who is told, once, that the stage is unhealthy; `alarmEmails` where it is not set. */
    pageEmails: emails.optional(),
    /** Thresholds that differ from those of the alarms' definitions, by the alarm's id. */
    alarmThresholds: z.record(z.string(), z.number()).readonly().optional(),
    /**
     * `account`: this stage has the alarm on the charges of its whole account. One stage per account.
     * AWS must be told once to measure charges (Billing preferences, "Receive CloudWatch billing alerts").
     */
    billingAlarm: z.enum(['off', 'account']),
    logRetentionDays: z
      .int()
      .refine(
        (value) => LOG_RETENTION_DAYS.includes(value),
        `must be one of ${LOG_RETENTION_DAYS.join(', ')}`,
      ),
    /** How long a replaced or deleted image can still be restored. */
    noncurrentVersionDays: days,
    priceClass: z.enum(['PriceClass_100', 'PriceClass_200', 'PriceClass_All']),
    /** Query strings that reach the origin and vary the cache. */
    cachedQueryStrings: z
      .array(z.string().regex(/^[\w.~-]+$/, 'must be a query string name'))
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
      .max(10, 'must name at most 10: CloudFront takes no more in a cache policy')
      .readonly(),
    /** `in-region` adds a caching layer in front of the bucket, billed per request. */
    originShield: z.enum(['off', 'in-region']),
    /** `managed-rules` adds a web ACL with AWS's common rules and a rate limit, billed monthly. */
    webAcl: z.enum(['off', 'managed-rules']),
    network: networkSchema,
    /** What functions run in. */
    nodeRuntime: z.enum(NODE_RUNTIMES),
    /** `protected` data outlives mistakes; `disposable` stages are deleted with their data. */
    protection: z.enum(['protected', 'disposable']),
  })
  .refine((stage) => stage.originShield === 'off' || ORIGIN_SHIELD.includes(stage.region), {
    path: ['originShield'],
    error: `must be off in the stage's region: CloudFront has Origin Shield in ${ORIGIN_SHIELD.join(', ')}`,
  })
  .refine((stage) => stage.imageDomain.endsWith(`.${stage.hostedZoneName}`), {
    path: ['imageDomain'],
    error: 'must lie within hostedZoneName',
  });

const repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name');

/**
 * As it stands in the subject of GitHub's tokens: with the ids that no other owner or repository ever
 * has, where the repository was created, renamed or transferred on or after 15 July 2026.
 * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens
 */
const githubRepository = z
  .string()
  .regex(
    /^([\w.-]+\/[\w.-]+|[\w.-]+@[1-9]\d*\/[\w.-]+@[1-9]\d*)$/,
    'must be owner/name, or with the ids of both owner@1/name@2',
  );

/** The rules for what all stages share. */
export const sharedSchema = z.strictObject({
  /** Where this code lives; a tag on every resource. */
  repository,
  /**
   * The GitHub repository whose workflows may plan and deploy. Apart from the tag, and none by
   * default: whoever owns the repository of a name that was only assumed could deploy. Two while it
   * changes its subject.
   */
  githubRepositories: z
    .array(githubRepository)
    .max(2, 'must name at most two: the repository before and after its subject changes')
    .refine((all) => new Set(all).size === all.length, 'must name each repository once')
    .readonly(),
  /** Holds `{account}` where the stages lie in several accounts. */
  stateBucketName: bucketName,
  stateLockTableName: z
    .string()
    .regex(/^[\w.-]{3,255}$/, 'must be 3 to 255 of a-z, A-Z, 0-9, _ . -'),
  stateRegion: region,
});

export type StageValues = z.infer<typeof stageSchema>;
export type SharedConfig = Readonly<z.infer<typeof sharedSchema>>;

/** One stage's values, checked. */
export type StageConfig = Readonly<StageValues> & { readonly name: string };

/** Everything that main.ts needs to know. */
export interface Config {
  readonly shared: SharedConfig;
  readonly stages: readonly StageConfig[];
}
