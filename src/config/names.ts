/** Every name that people and other systems rely on, in one place. None may change once deployed. */

export const SERVICE = 'image-service';

export const STATE_STACK = `${SERVICE}-state`;

/** The stack's and with it the API's name, e.g. `image-service-dev`. */
export const stackName = (stage: string): string => `${SERVICE}-${stage}`;

export const tableName = (stage: string): string => `ImageMetadata-${stage}`;

/** At most 17 + 12 + 5 characters, below S3's 63. */
export const bucketName = (stage: string): string => `images-lego-moc-${stage}`;

export const accessLogBucketName = (stage: string): string => `${bucketName(stage)}-logs`;

/** `scope` is a stage, or `state` for the state stack itself. */
export const stateKey = (scope: string): string => `${SERVICE}/${scope}/terraform.tfstate`;

/**
 * The prefix keeps API Gateway from running into the 5,120 characters of a CloudWatch Logs resource policy.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export const apiLogGroupName = (stage: string): string => `/aws/vendedlogs/${stackName(stage)}/api`;

export const ACCESS_STACK = `${SERVICE}-access`;

/**
 * What pull requests and the nightly drift check assume: it reads, and takes the state lock. Not
 * `image-service-<stage>-…`: what a stage's resources are called must never reach its own roles.
 */
export const planRoleName = (stage: string): string => `${ACCESS_STACK}-${stage}-plan`;

/** What the deploy workflow assumes in the GitHub environment of the stage's name. */
export const deployRoleName = (stage: string): string => `${ACCESS_STACK}-${stage}-deploy`;
