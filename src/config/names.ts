/** Every name that people and other systems rely on, in one place. None may change once deployed. */

export const SERVICE = 'image-service';

/** What the two stacks that belong to no stage are called where a stage is asked for, and in the bucket. */
export const STATE_SCOPE = 'state';
export const ACCESS_SCOPE = 'access';

export const STATE_STACK = `${SERVICE}-${STATE_SCOPE}`;

export const ACCESS_STACK = `${SERVICE}-${ACCESS_SCOPE}`;

/** The stage that users depend on: what disturbs people asks for a yes there. */
export const PRODUCTION_STAGE = 'prod';

/** The stack's and with it the API's name, e.g. `image-service-dev`. */
export const stackName = (stage: string): string => `${SERVICE}-${stage}`;

/** What `ops` calls a stage that is named by its stack, e.g. `dev` for `image-service-dev`; else what is given. */
export const scopeNamed = (given: string): string =>
  new RegExp(`^${SERVICE}-([a-z\\d]+)$`).exec(given)?.[1] ?? given;

/** What cdktf calls a stack that is named by its stage; else what is given. */
export const stackNamed = (given: string): string =>
  given.startsWith(`${SERVICE}-`) || given.includes('*') ? given : stackName(given);

export const tableName = (stage: string): string => `ImageMetadata-${stage}`;

/** What a stage's buckets are called after. */
export interface BucketOwner {
  readonly name: string;
  readonly bucketSuffix?: string | undefined;
}

/** At most 16 + 12 + 1 + 20 characters, and 5 of the log bucket's, below S3's 63. */
export const bucketName = ({ name, bucketSuffix }: BucketOwner): string =>
  ['images-lego-moc', name, bucketSuffix].filter((part) => part !== undefined).join('-');

export const accessLogBucketName = (stage: BucketOwner): string => `${bucketName(stage)}-logs`;

/** The bucket of code that is too large to be sent to Lambda itself; most stages have none. */
export const codeBucketName = (stage: BucketOwner): string => `${bucketName(stage)}-code`;

/** The buckets that every stage has. */
export const bucketNames = (stage: BucketOwner): readonly string[] => [
  bucketName(stage),
  accessLogBucketName(stage),
];

/** `scope` is a stage, or one of the two above. */
export const stateKey = (scope: string): string => `${SERVICE}/${scope}/terraform.tfstate`;

/** Below it lie the plans that `ops plan --store` keeps in the state bucket: no state's key begins so. */
export const STORED_PLANS = `${SERVICE}-plans/`;

export const storedPlanKey = (stage: string, id: string): string => `${STORED_PLANS}${stage}/${id}`;

/** Terraform's own name of the lock beside a state. */
export const stateLockKey = (key: string): string => `${key}.tflock`;

/** Beside the state: which settings the last deploy of a stage took from its environment. */
export const settingsKey = (stage: string): string => `${SERVICE}/${stage}/settings.json`;

/** Where a state lies that an apply could not upload, until somebody has pushed it. */
export const erroredStateKey = (scope: string, file: string): string =>
  `${SERVICE}/${scope}/errored/${file}`;

/**
 * The prefix keeps API Gateway from running into the 5,120 characters of a CloudWatch Logs resource policy.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export const apiLogGroupName = (stage: string): string => `/aws/vendedlogs/${stackName(stage)}/api`;

/** A handler's function, e.g. `image-service-dev-upload`: at most 14 + 12 + 1 + 31 characters, below Lambda's 64. */
export const functionName = (stage: string, handler: string): string =>
  `${stackName(stage)}-${handler}`;

/** What every alarm's name of a stage begins with, e.g. `image-service-dev-`. */
export const alarmNamePrefix = (stage: string): string => `${stackName(stage)}-`;

export const alarmTopicName = (stage: string): string => `${stackName(stage)}-alarms`;

export const pageTopicName = (stage: string): string => `${stackName(stage)}-pages`;

/** The alarm that says once that a stage is unhealthy: what follows the prefix. */
export const UNHEALTHY_ALARM = 'unhealthy';

/** The key of the alarms' topics, in every region that has them. */
export const alarmKeyAlias = (stage: string): string => `alias/${alarmTopicName(stage)}`;

export const dashboardName = stackName;

export const flowLogGroupName = (stage: string): string => `/${SERVICE}/${stage}/vpc-flow-logs`;

/** Below it, Parameter Store says what function code needs to know of the stage. */
export const parameterPath = (stage: string): string => `/${SERVICE}/${stage}`;

/**
 * What pull requests and the nightly drift check assume: it reads, and writes nothing. Not
 * `image-service-<stage>-…`: what a stage's resources are called must never reach its own roles.
 */
export const planRoleName = (stage: string): string => `${ACCESS_STACK}-${stage}-plan`;

/** What the deploy workflow assumes on `main` for a plan that is to be applied: it also stores that. */
export const storeRoleName = (stage: string): string => `${ACCESS_STACK}-${stage}-store`;

/** What the deploy workflow assumes in the GitHub environment of the stage's name. */
export const deployRoleName = (stage: string): string => `${ACCESS_STACK}-${stage}-deploy`;

/** The managed policy that says what a stage's own roles may do at most. */
export const boundaryName = (stage: string): string => `${ACCESS_STACK}-${stage}-boundary`;
