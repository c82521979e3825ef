import { ACM } from './acm';
import { API_GATEWAY } from './apigateway';
import { CLOUDFRONT } from './cloudfront';
import { CLOUDWATCH } from './cloudwatch';
import { DYNAMODB } from './dynamodb';
import { EC2 } from './ec2';
import { EVENTS } from './events';
import { IAM } from './iam';
import { KMS } from './kms';
import { LAMBDA } from './lambda';
import { LOGS } from './logs';
import type { DataSource, ResourceType } from './resource-type';
import { ROUTE53 } from './route53';
import { S3 } from './s3';
import { SNS } from './sns';
import { SQS } from './sqs';
import { SSM } from './ssm';
import { WAFV2 } from './wafv2';

/**
 * Every resource type and data source that a stack may hold. A new one is a decision: what does it
 * cost, who can reach it, which of the guardrails should know it?
 */
const TYPES = {
  ...ACM,
  ...API_GATEWAY,
  ...CLOUDFRONT,
  ...CLOUDWATCH,
  ...DYNAMODB,
  ...EC2,
  ...EVENTS,
  ...IAM,
  ...KMS,
  ...LAMBDA,
  ...LOGS,
  ...ROUTE53,
  ...S3,
  ...SNS,
  ...SQS,
  ...SSM,
  ...WAFV2,
};

type Name = keyof typeof TYPES;

/** A resource type of a stack, without the data sources: a table with an entry for each is `Record<ResourceTypeName, …>`. */
export type ResourceTypeName = Exclude<Name, `data.${string}`>;

const isResource = (
  entry: readonly [string, ResourceType | DataSource],
): entry is [ResourceTypeName, ResourceType] => !entry[0].startsWith('data.');

/** The resource types with what is known of them. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries<ResourceType | DataSource>(TYPES).filter(isResource),
);

/** IAM actions that Terraform takes, by resource type and data source. */
export const RIGHTS: ReadonlyMap<string, ResourceType['rights']> = new Map(
  Object.entries<ResourceType | DataSource>(TYPES).map(([type, { rights }]) => [type, rights]),
);

/** Managed policies that hold a service's actions: policies of about equal length, which AWS limits. */
const POLICY_OF_SERVICE: Readonly<Record<string, string>> = {
  acm: 'delivery',
  cloudfront: 'delivery',
  dynamodb: 'storage',
  ec2: 'network',
  iam: 'identity',
  logs: 'storage',
  route53: 'delivery',
  s3: 'storage',
  wafv2: 'delivery',
};

/** The managed policy that an action belongs into. */
export const policyOf = (action: string): string =>
  POLICY_OF_SERVICE[action.split(':')[0] ?? ''] ?? 'service';
