import {
  SERVICE,
  accessLogBucketName,
  apiLogGroupName,
  bucketName,
  functionName,
  flowLogGroupName,
  stackName,
  tableName,
} from '../config/names';
import { IDENTITY_SCOPES } from './identity-scopes';
import type { Limit, ScopedStage } from './limit';
import { ofStage } from './limit';
import { NETWORK_SCOPES } from './network-scopes';

/**
 * Who an action reaches. ARN formats, and which of them know tags, are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const SCOPES = {
  /** Actions that AWS cannot limit to a resource. */
  anything: () => ({ resources: ['*'] }),

  table: ({ name, region, account }) => ({
    resources: [`arn:aws:dynamodb:${region}:${account}:table/${tableName(name)}`],
  }),

  /** DynamoDB's own key, by its alias: its id is the account's. */
  dynamodbKey: ({ region, account }) => ({
    resources: [`arn:aws:kms:${region}:${account}:key/*`],
    conditions: [
      {
        test: 'ForAnyValue:StringEquals',
        variable: 'kms:ResourceAliases',
        values: ['alias/aws/dynamodb'],
      },
    ],
  }),

  buckets: ({ name }) => ({ resources: bucketArns(name) }),
  objects: ({ name }) => ({ resources: bucketArns(name).map((arn) => `${arn}/*`) }),

  logGroups: ({ name, region, account }) => {
    const names = [apiLogGroupName(name), flowLogGroupName(name), functionLogGroups(name)];
    const arns = names.map((group) => `arn:aws:logs:${region}:${account}:log-group:${group}`);
    return { resources: arns.flatMap((arn) => [arn, `${arn}:*`]) };
  },

  functions: ({ name, region, account }) => ({
    resources: [`arn:aws:lambda:${region}:${account}:function:${functionName(name, '*')}`],
  }),

  /** By tag: APIs have generated ids. What knows no tags, e.g. an authorizer, passes. */
  apis: (stage) => ({
    resources: [`arn:aws:apigateway:${stage.region}::/apis/*`],
    conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  }),
  newApis: (stage) => ({
    resources: [`arn:aws:apigateway:${stage.region}::/apis`],
    conditions: ofStage('StringEqualsIfExists', 'aws:RequestTag', stage),
  }),
  apiTags: ({ region }) => ({ resources: [`arn:aws:apigateway:${region}::/tags/*`] }),

  distributions: (stage) => ({
    resources: [`arn:aws:cloudfront::${stage.account}:distribution/*`],
    conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
  }),
  newDistributions: (stage) => ({
    resources: ['*'],
    conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
  }),
  /** A new distribution has no tags yet; another stage's are never changed. */
  distributionTags: (stage) => ({
    resources: [`arn:aws:cloudfront::${stage.account}:distribution/*`],
    conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  }),
  /** These have generated ids and know no tags: AWS offers nothing to tell stages apart by. */
  cachePolicies: ({ account }) => ({
    resources: [`arn:aws:cloudfront::${account}:cache-policy/*`],
  }),
  originAccessControls: ({ account }) => ({
    resources: [`arn:aws:cloudfront::${account}:origin-access-control/*`],
  }),
  responseHeadersPolicies: ({ account }) => ({
    resources: [`arn:aws:cloudfront::${account}:response-headers-policy/*`],
  }),

  certificates: (stage) => ({
    resources: [`arn:aws:acm:us-east-1:${stage.account}:certificate/*`],
    conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
  }),
  newCertificates: (stage) => ({
    resources: ['*'],
    conditions: [
      ...ofStage('StringEquals', 'aws:RequestTag', stage),
      {
        test: 'ForAllValues:StringEquals',
        variable: 'acm:DomainNames',
        values: [stage.imageDomain],
      },
    ],
  }),
  certificateTags: (stage) => ({
    resources: [`arn:aws:acm:us-east-1:${stage.account}:certificate/*`],
    conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  }),

  hostedZones: () => ({ resources: ['arn:aws:route53:::hostedzone/*'] }),
  /** Only the image domain's records and those that prove it to ACM. */
  records: ({ imageDomain }) => ({
    resources: ['arn:aws:route53:::hostedzone/*'],
    conditions: [
      {
        test: 'ForAllValues:StringLike',
        variable: 'route53:ChangeResourceRecordSetsNormalizedRecordNames',
        values: [imageDomain, `_*.${imageDomain}`],
      },
    ],
  }),
  recordChanges: () => ({ resources: ['arn:aws:route53:::change/*'] }),

  webAcls: ({ name, account }) => ({
    resources: [`arn:aws:wafv2:us-east-1:${account}:global/webacl/${stackName(name)}-*/*`],
  }),
  /** Creating and changing a web ACL names the rule groups in it, too. */
  webAclRules: ({ name, account }) => ({
    resources: [
      `arn:aws:wafv2:us-east-1:${account}:global/webacl/${stackName(name)}-*/*`,
      `arn:aws:wafv2:us-east-1:${account}:global/managedruleset/*/*`,
    ],
  }),

  /** Asked for by prefix, as `ops alarms` does, alarms are not looked for by name. */
  anyAlarm: (stage) => ({
    resources: regions(stage).map(
      (region) => `arn:aws:cloudwatch:${region}:${stage.account}:alarm:*`,
    ),
  }),
  alarms: (stage) => ({
    resources: regions(stage).map(
      (region) => `arn:aws:cloudwatch:${region}:${stage.account}:alarm:${stackName(stage.name)}-*`,
    ),
  }),
  dashboards: ({ name, account }) => ({
    resources: [`arn:aws:cloudwatch::${account}:dashboard/${stackName(name)}*`],
  }),
  topics: (stage) => ({
    resources: regions(stage).map(
      (region) => `arn:aws:sns:${region}:${stage.account}:${stackName(stage.name)}-*`,
    ),
  }),
  keys: (stage) => ({
    resources: regions(stage).map((region) => `arn:aws:kms:${region}:${stage.account}:key/*`),
    conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
  }),
  newKeys: (stage) => ({
    resources: ['*'],
    conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
  }),
  keyAliases: (stage) => ({
    resources: regions(stage).map(
      (region) => `arn:aws:kms:${region}:${stage.account}:alias/${stackName(stage.name)}-*`,
    ),
  }),
  parameters: ({ name, region, account }) => ({
    resources: [`arn:aws:ssm:${region}:${account}:parameter/${SERVICE}/${name}/*`],
  }),

  ...NETWORK_SCOPES,
  ...IDENTITY_SCOPES,
} as const satisfies Record<string, (stage: ScopedStage) => Limit>;

/** The name of what a statement is limited to. */
export type Scope = keyof typeof SCOPES;

/** What the scope is for this stage. */
export const limitOf = (scope: Scope, stage: ScopedStage): Limit => SCOPES[scope](stage);

const bucketArns = (stage: string): string[] =>
  [bucketName(stage), accessLogBucketName(stage)].map((name) => `arn:aws:s3:::${name}`);

/** Those of all functions of a stage: Lambda says what they are called. */
const functionLogGroups = (stage: string): string => `/aws/lambda/${functionName(stage, '*')}`;

/** CloudFront's certificates, metrics and web ACLs are in us-east-1, wherever the stage is. */
const regions = ({ region }: ScopedStage): string[] => [...new Set([region, 'us-east-1'])];
