import { buildStage } from '../../../src/app';
import type { Environment } from '../../../src/config/environment';
import { loadConfig, stageNamed } from '../../../src/config/load';
import { shared, stages } from '../../../src/config/stages';
import type { FunctionDefinition } from '../../../src/constructs/functions/function-definition';

/** Values of src/config/stages.ts, variables or functions of src/functions.ts, one of which is bad. */
export interface BadConfiguration {
  /** Values of dev over those that are committed. */
  readonly dev?: Readonly<Record<string, unknown>>;
  /** Stages besides those that are committed. */
  readonly stages?: Readonly<Record<string, object>>;
  readonly shared?: Readonly<Record<string, unknown>>;
  readonly env?: Environment;
  /** In the place of those that are committed. Some take more than their type does. */
  readonly functions?: readonly Readonly<Record<string, unknown>>[];
  /** Without the frame that the problems of a configuration have around them. */
  readonly says: string;
}

/** What `pnpm synth` does with it before it writes anything. */
export function synthesize({ dev, env = {}, functions, ...more }: BadConfiguration): void {
  const config = loadConfig({
    shared: { ...shared, ...more.shared },
    stages: { ...stages, dev: { ...stages.dev, ...dev }, ...more.stages },
    env,
  });
  if (functions !== undefined) {
    const definitions = functions as unknown as readonly FunctionDefinition[];
    buildStage(config.shared, stageNamed(config, 'dev'), definitions);
  }
}

/** All that is said of it. */
export const wholeMessage = ({ functions, says }: BadConfiguration): string =>
  functions === undefined
    ? `The configuration is not valid, 1 problem:\n  - ${says}\nCorrect them in src/config/stages.ts or in the environment (see .env.example).`
    : says;

const HELLO = { name: 'hello', entry: 'examples/hello-function/handler.ts' };
const VPC = stages.dev.network;
const QA = { ...stages.dev, imageDomain: 'images.qa.lego-api.com' };

export const CONFIGURATIONS: readonly BadConfiguration[] = [
  { dev: { region: undefined }, says: 'stages.dev.region = (not set): must be set' },
  { dev: { regoin: 'us-east-1' }, says: 'stages.dev.regoin = "us-east-1": is no setting' },
  {
    dev: { region: 'Virginia' },
    says: 'stages.dev.region = "Virginia": must be an AWS region, e.g. us-east-1',
  },
  {
    dev: { region: 'cn-north-1' },
    says: 'stages.dev.region = "cn-north-1": must lie in the partition aws: ARNs are written for it, and CloudFront is not in the others',
  },
  {
    dev: { region: 'us-gov-west-1' },
    says: 'stages.dev.region = "us-gov-west-1": must lie in the partition aws: ARNs are written for it, and CloudFront is not in the others',
  },
  {
    dev: { accountId: '1234' },
    says: 'stages.dev.accountId = "1234": must be the 12 digits of an AWS account id',
  },
  {
    dev: { accountId: 123456789012 },
    says: 'stages.dev.accountId = 123456789012: must be of the type string',
  },
  {
    dev: { bucketSuffix: 'a-b' },
    says: 'stages.dev.bucketSuffix = "a-b": must be 1 to 20 lower-case letters and digits',
  },
  {
    dev: { bucketSuffix: 's3alias' },
    says: 'stages.dev.bucketSuffix = "s3alias": must not be s3alias, which S3 keeps for itself',
  },
  {
    dev: { hostedZoneName: 'lego', imageDomain: 'images.lego' },
    says: 'stages.dev.hostedZoneName = "lego": must be a domain name in lower case, such as lego-api.com',
  },
  {
    dev: { imageDomain: 'images.other.com' },
    says: 'stages.dev.imageDomain = "images.other.com": must lie within hostedZoneName',
  },
  {
    dev: { imageDomain: 'images.staging.lego-api.com' },
    says: 'stages.staging.imageDomain = "images.staging.lego-api.com": must not be that of another stage, dev',
  },
  {
    dev: { imageDomain: `${'i'.repeat(52)}.lego-api.com` },
    says: 'stages.dev.imageDomain = "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii.lego-api.com": must have at most 64 characters: its certificate takes no more',
  },
  {
    dev: { uploadOrigins: [] },
    says: 'stages.dev.uploadOrigins = []: must name at least one origin',
  },
  {
    dev: { uploadOrigins: ['*'] },
    says: 'stages.dev.uploadOrigins.0 = "*": must be an origin such as https://lego-api.com: https (http only for localhost), no path, no wildcard',
  },
  {
    dev: { uploadOrigins: ['https://*.lego-api.com'] },
    says: 'stages.dev.uploadOrigins.0 = "https://*.lego-api.com": must be an origin such as https://lego-api.com: https (http only for localhost), no path, no wildcard',
  },
  {
    dev: { uploadOrigins: ['http://lego-api.com'] },
    says: 'stages.dev.uploadOrigins.0 = "http://lego-api.com": must be an origin such as https://lego-api.com: https (http only for localhost), no path, no wildcard',
  },
  {
    dev: { uploadOrigins: ['https://lego-api.com/path'] },
    says: 'stages.dev.uploadOrigins.0 = "https://lego-api.com/path": must be an origin such as https://lego-api.com: https (http only for localhost), no path, no wildcard',
  },
  {
    dev: { jwtIssuer: 'http://issuer.example' },
    says: 'stages.dev.jwtIssuer = "http://issuer.example": must be an https:// URL without a user, a query or a space, exactly as in the `iss` claim of the tokens',
  },
  {
    dev: { jwtIssuer: 'https://a.example/%{if' },
    says: 'stages.dev.jwtIssuer = "https://a.example/%{if": must hold no ${ or %{, which Terraform would evaluate',
  },
  {
    dev: { jwtIssuer: 'https://issuer.example\n' },
    says: 'stages.dev.jwtIssuer = "https://issuer.example\\n": must be an https:// URL without a user, a query or a space, exactly as in the `iss` claim of the tokens',
  },
  {
    dev: { jwtIssuer: 'https://user:word@issuer.example' },
    says: 'stages.dev.jwtIssuer = "https://user:word@issuer.example": must be an https:// URL without a user, a query or a space, exactly as in the `iss` claim of the tokens',
  },
  {
    dev: { jwtAudiences: [' '] },
    says: 'stages.dev.jwtAudiences.0 = " ": must not be empty, nor hold a space',
  },
  {
    dev: { jwtAudiences: [] },
    says: 'stages.dev.jwtAudiences = []: must name at least one audience',
  },
  {
    dev: { jwtAudiences: ['${path.module}'] },
    says: 'stages.dev.jwtAudiences = ["${path.module}"]: must hold no ${ or %{, which Terraform would evaluate',
  },
  {
    dev: { apiRateLimit: 0 },
    says: 'stages.dev.apiRateLimit = 0: must be above 0: AWS accepts 0 and then answers 429 to every request',
  },
  {
    dev: { apiRateLimit: 1_000_001 },
    says: 'stages.dev.apiRateLimit = 1000001: must be at most 1000000',
  },
  {
    dev: { apiRateLimit: '50' },
    says: 'stages.dev.apiRateLimit = "50": must be of the type number',
  },
  {
    dev: { apiBurstLimit: 0 },
    says: 'stages.dev.apiBurstLimit = 0: must be at least 1: AWS accepts 0 and then answers 429 to every request',
  },
  { dev: { apiBurstLimit: 1.5 }, says: 'stages.dev.apiBurstLimit = 1.5: must be a whole number' },
  {
    dev: { apiBurstLimit: 1_000_001 },
    says: 'stages.dev.apiBurstLimit = 1000001: must be at most 1000000',
  },
  {
    dev: { logRetentionDays: 15 },
    says: 'stages.dev.logRetentionDays = 15: must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
  },
  {
    dev: { noncurrentVersionDays: 0 },
    says: 'stages.dev.noncurrentVersionDays = 0: must be at least 1 day',
  },
  {
    dev: { noncurrentVersionDays: 2_147_483_648 },
    says: 'stages.dev.noncurrentVersionDays = 2147483648: must be at most 3650 days',
  },
  {
    dev: { priceClass: 'cheap' },
    says: 'stages.dev.priceClass = "cheap": must be one of PriceClass_100, PriceClass_200, PriceClass_All',
  },
  {
    dev: { protection: 'none' },
    says: 'stages.dev.protection = "none": must be one of protected, disposable',
  },
  {
    dev: { originShield: true },
    says: 'stages.dev.originShield = true: must be one of off, in-region',
  },
  {
    dev: { originShield: 'in-region', region: 'af-south-1' },
    says: `stages.dev.originShield = "in-region": must be off in the stage's region: CloudFront has Origin Shield in us-east-1, us-east-2, us-west-2, sa-east-1, eu-central-1, eu-west-1, eu-west-2, ap-northeast-1, ap-northeast-2, ap-south-1, ap-southeast-1, ap-southeast-2`,
  },
  {
    dev: { alarmEmails: ['a@b.io', 'a@b.io'] },
    says: 'stages.dev.alarmEmails = ["a@b.io","a@b.io"]: must name each address once',
  },
  {
    dev: { pageEmails: ['a@b.io', 'a@b.io'] },
    says: 'stages.dev.pageEmails = ["a@b.io","a@b.io"]: must name each address once',
  },
  {
    dev: { billingAlarm: true },
    says: 'stages.dev.billingAlarm = true: must be one of off, account',
  },
  {
    dev: { cachedQueryStrings: 'abcdefghijk'.split('') },
    says: 'stages.dev.cachedQueryStrings = ["a","b","c","d","e","f","g","h","i","j","k"]: must name at most 10: CloudFront takes no more in a cache policy',
  },
  {
    dev: { alarmThresholds: { 'api-5xx': '1' } },
    says: 'stages.dev.alarmThresholds.api-5xx = "1": must be of the type number',
  },
  {
    dev: { network: { mode: 'public' } },
    says: 'stages.dev.network.mode = "public": must be one of vpc, none',
  },
  {
    dev: { network: { ...VPC, cidrBlock: '10.40.0.0/33' } },
    says: 'stages.dev.network.cidrBlock = "10.40.0.0/33": must be between /16 (the most AWS takes) and /24 (room for the functions)',
  },
  {
    dev: { network: { ...VPC, cidrBlock: '10.40.1.0/20' } },
    says: 'stages.dev.network.cidrBlock = "10.40.1.0/20": must start at the first address of its /20',
  },
  {
    dev: { network: { ...VPC, cidrBlock: 'fd00::/16' } },
    says: 'stages.dev.network.cidrBlock = "fd00::/16": must be an IPv4 block, e.g. 10.40.0.0/20',
  },
  {
    dev: { network: { ...VPC, availabilityZones: ['a'] } },
    says: 'stages.dev.network.availabilityZones = ["a"]: must name two or three zones',
  },
  {
    dev: { network: { ...VPC, availabilityZones: ['a', 'a'] } },
    says: 'stages.dev.network.availabilityZones = ["a","a"]: must not name a zone twice',
  },
  {
    dev: { network: { ...VPC, interfaceEndpoints: ['s3'] } },
    says: 'stages.dev.network.interfaceEndpoints.0 = "s3": must be one of events, kms, lambda, logs, monitoring, secretsmanager, sns, sqs, ssm, sts, xray',
  },
  {
    dev: { network: { ...VPC, cidrBlock: '8.8.0.0/16' } },
    says: 'stages.dev.network.cidrBlock = "8.8.0.0/16": must lie within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
  },
  {
    dev: { network: { ...VPC, availabilityZones: ['a', 'b', 'c', 'd'] } },
    says: 'stages.dev.network.availabilityZones = ["a","b","c","d"]: must name two or three zones',
  },
  {
    dev: { network: { ...VPC, availabilityZones: ['a', 'us-east-1b'] } },
    says: 'stages.dev.network.availabilityZones.1 = "us-east-1b": must be the letter of a zone, a to f',
  },
  {
    dev: { network: { ...VPC, interfaceEndpoints: ['logs', 'logs'] } },
    says: 'stages.dev.network.interfaceEndpoints = ["logs","logs"]: must not name an endpoint twice',
  },
  {
    stages: { 'Dev-1': QA },
    says: "stages.Dev-1: a stage's name is 2 to 12 lower-case letters and digits, a letter first",
  },
  { stages: { state: QA }, says: 'stages.state: this is the name of a stack that is no stage' },
  { stages: { access: QA }, says: 'stages.access: this is the name of a stack that is no stage' },
  {
    shared: { stateLockTableName: 'a b' },
    says: 'shared.stateLockTableName = "a b": must be 3 to 255 of a-z, A-Z, 0-9, _ . -',
  },
  {
    shared: { stateRegion: 'us_east_1' },
    says: 'shared.stateRegion = "us_east_1": must be an AWS region, e.g. us-east-1',
  },
  {
    env: { IMAGE_SERVICE_STATE_BUCKET_NAME: 'Ours' },
    says: 'shared.stateBucketName = "Ours" (from IMAGE_SERVICE_STATE_BUCKET_NAME): must be 3 to 63 lower-case letters, digits and hyphens; {account} in it stands for the 12 digits of the account',
  },
  {
    env: { IMAGE_SERVICE_STATE_BUCKET_NAME: 'ours-s3alias' },
    says: 'shared.stateBucketName = "ours-s3alias" (from IMAGE_SERVICE_STATE_BUCKET_NAME): must not begin with xn--, sthree- or amzn-s3-demo-, nor end with -s3alias, --ol-s3, --x-s3 or --table-s3, which S3 keeps for itself',
  },
  {
    env: { IMAGE_SERVICE_STATE_BUCKET_NAME: 'ours-{stage}' },
    says: 'shared.stateBucketName = "ours-{stage}" (from IMAGE_SERVICE_STATE_BUCKET_NAME): must be 3 to 63 lower-case letters, digits and hyphens; {account} in it stands for the 12 digits of the account',
  },
  {
    env: { IMAGE_SERVICE_DEV_ALARM_EMAILS: 'a@team.example,b' },
    says: 'stages.dev.alarmEmails.1 = "b" (from IMAGE_SERVICE_DEV_ALARM_EMAILS): must be an e-mail address',
  },
  {
    env: { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us/*' },
    says: 'shared.githubRepositories.0 = "us/*" (from IMAGE_SERVICE_GITHUB_REPOSITORY): must be owner/name, or with the ids of both owner@1/name@2',
  },
  {
    env: { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us@1/ours' },
    says: 'shared.githubRepositories.0 = "us@1/ours" (from IMAGE_SERVICE_GITHUB_REPOSITORY): must be owner/name, or with the ids of both owner@1/name@2',
  },
  {
    env: { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us/ours@2' },
    says: 'shared.githubRepositories.0 = "us/ours@2" (from IMAGE_SERVICE_GITHUB_REPOSITORY): must be owner/name, or with the ids of both owner@1/name@2',
  },
  {
    env: { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us@x/ours@2' },
    says: 'shared.githubRepositories.0 = "us@x/ours@2" (from IMAGE_SERVICE_GITHUB_REPOSITORY): must be owner/name, or with the ids of both owner@1/name@2',
  },
  {
    env: { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us@0/ours@2' },
    says: 'shared.githubRepositories.0 = "us@0/ours@2" (from IMAGE_SERVICE_GITHUB_REPOSITORY): must be owner/name, or with the ids of both owner@1/name@2',
  },
  {
    env: { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us@1/ours@*' },
    says: 'shared.githubRepositories.0 = "us@1/ours@*" (from IMAGE_SERVICE_GITHUB_REPOSITORY): must be owner/name, or with the ids of both owner@1/name@2',
  },
  {
    env: { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us/a,us/b,us/c' },
    says: 'shared.githubRepositories = ["us/a","us/b","us/c"] (from IMAGE_SERVICE_GITHUB_REPOSITORY): must name at most two: the repository before and after its subject changes',
  },
  {
    env: { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us/a,us/a' },
    says: 'shared.githubRepositories = ["us/a","us/a"] (from IMAGE_SERVICE_GITHUB_REPOSITORY): must name each repository once',
  },
  {
    env: { IMAGE_SERVICE_REPOSITORY: 'ours' },
    says: 'shared.repository = "ours" (from IMAGE_SERVICE_REPOSITORY): must be owner/name',
  },
  { functions: [], says: 'image-service-dev/functions: definitions must be at least one, not []' },
  {
    functions: [{ ...HELLO, name: 'Hello', route: 'GET /' }],
    says: 'image-service-dev/functions: name must be 1 to 31 lower-case letters, digits and hyphens, a letter first, not "Hello"',
  },
  {
    functions: [{ name: 'hello' }, { name: 'hello' }],
    says: 'image-service-dev/functions: name must be that of one function, not "hello"',
  },
  {
    functions: [{ ...HELLO, route: 'GET images' }],
    says: 'image-service-dev/image-api: routeKey must be a method (DELETE, GET, HEAD, PATCH, POST, PUT), a space and a path such as /images/{id} or /files/{path+}, not "GET images"',
  },
  {
    functions: [{ ...HELLO, route: 'ANY /images' }],
    says: 'image-service-dev/image-api: routeKey must not catch OPTIONS: the API answers the CORS preflight, which carries no token, by itself, not "ANY /images"',
  },
  {
    functions: [
      { ...HELLO, route: 'GET /images/{id}' },
      { ...HELLO, name: 'other', route: 'GET /images/id' },
    ],
    says: 'image-service-dev/image-api: routeKey must not have the construct id "get-images-id", which that of "GET /images/{id}" has: name a variable of one of them otherwise, not "GET /images/id"',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', throttling: { rateLimit: 0, burstLimit: 1 } }],
    says: 'image-service-dev/image-api: rateLimit must be above 0: AWS accepts 0 and then answers 429 to every request, not 0',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', authorization: { type: 'jwt', scopes: [] } }],
    says: 'image-service-dev/image-api/get-root: scopes must be 1 to 10, or left out, not []',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', timeoutSeconds: 31 }],
    says: 'image-service-dev/functions/hello: timeoutSeconds must be 1 to 29: an HTTP API waits for 30 seconds and no longer, not 31',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', memoryMegabytes: 64 }],
    says: 'image-service-dev/functions/hello: memoryMegabytes must be 128 to 10240, not 64',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', ephemeralStorageMegabytes: 10_241 }],
    says: 'image-service-dev/functions/hello: ephemeralStorageMegabytes must be 512 to 10240, not 10241',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', reservedConcurrency: 0 }],
    says: 'image-service-dev/functions/hello: reservedConcurrency must be 1 to 900, not 0',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', layers: ['shared'] }],
    says: 'image-service-dev/functions/hello: layers must be at most 5 ARNs of versions of layers, not ["shared"]',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', environment: () => ({ AWS_REGION: 'x' }) }],
    says: 'image-service-dev/functions/hello: environment must be a name that Lambda does not set, not "AWS_REGION"',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', entry: 'nowhere.ts' }],
    says: 'The function of nowhere.ts could not be bundled:\n  Could not resolve "./nowhere.ts"',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', external: ['nowhere'] }],
    says: 'examples/hello-function/handler.ts: external "nowhere" is not installed. Install it: pnpm add nowhere',
  },
  {
    functions: [{ ...HELLO, schedule: 'cron(0 4 * * * *)' }],
    says: 'image-service-dev/functions/hello/schedule: schedule must be such as rate(1 day), rate(5 minutes) or cron(0 4 * * ? *), with six fields, of which either the third or the fifth is ?, not "cron(0 4 * * * *)"',
  },
  {
    functions: [HELLO],
    says: 'image-service-dev/functions: definitions must have one trigger each, a route, a schedule or objects, not "hello"',
  },
  {
    functions: [{ ...HELLO, route: 'GET /', schedule: 'rate(1 day)' }],
    says: 'image-service-dev/functions: definitions must have one trigger each, a route, a schedule or objects, not "hello"',
  },
  {
    functions: [{ ...HELLO, schedule: 'every day' }],
    says: 'image-service-dev/functions/hello/schedule: schedule must be such as rate(1 day), rate(5 minutes) or cron(0 4 * * ? *), with six fields, of which either the third or the fifth is ?, not "every day"',
  },
  {
    functions: [{ ...HELLO, objects: { prefix: 'uploads/*' } }],
    says: 'image-service-dev/image-bucket: objects must have a prefix such as uploads/, without a star, and a suffix such as .jpg or none, not {"prefix":"uploads/*"}',
  },
];
