import {
  SERVICE,
  accessLogBucketName,
  apiLogGroupName,
  bucketName,
  dashboardName,
  functionName,
  flowLogGroupName,
  stackName,
  tableName,
} from '../config/names';
import { IDENTITY_SCOPES } from './identity-scopes';
import type { Condition, Limit, ScopedStage } from './limit';
import { ofStage, onlyThese } from './limit';
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

  buckets: (stage) => ({ resources: bucketArns(stage) }),
  objects: (stage) => ({ resources: bucketArns(stage).map((arn) => `${arn}/*`) }),

  logGroups: ({ name, region, account }) => {
    const names = [apiLogGroupName(name), flowLogGroupName(name), functionLogGroups(name)];
    const arns = names.map((group) => `arn:aws:logs:${region}:${account}:log-group:${group}`);
    return { resources: arns.flatMap((arn) => [arn, `${arn}:*`]) };
  },

  functions: ({ name, region, account }) => ({
    resources: [`arn:aws:lambda:${region}:${account}:function:${functionName(name, '*')}`],
  }),

  /** By tag: APIs have generated ids. Their stages have tags of their own. */
  apis: (stage) => ({
    resources: [`${apiArns(stage)}/*`],
    conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
  }),
  newApis: (stage) => ({
    resources: [apiArns(stage)],
    conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
  }),
  newApiStages: (stage) => ({
    resources: [`${apiArns(stage)}/*/stages`],
    conditions: [
      ...ofStage('StringEquals', 'aws:RequestTag', stage),
      ...ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
    ],
  }),
  /**
   * Tags of what is being made: AWS asks that of the collection, where nothing has tags yet. Its
   * reference does not say which keys it sends along.
   */
  newApiTags: (stage) => ({
    resources: [apiArns(stage), `${apiArns(stage)}/*/stages`],
    conditions: ofStage('StringEqualsIfExists', 'aws:RequestTag', stage),
  }),
  /** An HTTP API hands its tags to nothing that it consists of. */
  apiParts: (stage) => ({
    resources: API_PARTS.map((part) => `${apiArns(stage)}/*/${part}`),
    conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  }),
  /** Never the tags that tell stages apart. */
  apiTags: (stage) => ({
    resources: [`arn:aws:apigateway:${stage.region}::/tags/*`],
    conditions: [
      ...ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
      {
        test: 'ForAllValues:StringNotEqualsIgnoreCase',
        variable: 'aws:TagKeys',
        values: ['Service', 'Stage'],
      },
    ],
  }),

  distributions: (stage) => ({
    resources: [`arn:aws:cloudfront::${stage.account}:distribution/*`],
    conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
  }),
  /** Another stage's have its tags, what is not there has none. */
  goneDistributions: (stage) => ({
    resources: [`arn:aws:cloudfront::${stage.account}:distribution/*`],
    conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  }),
  newDistributions: (stage) => ({
    resources: ['*'],
    conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
  }),
  newDistributionTags: (stage) => ({
    resources: [`arn:aws:cloudfront::${stage.account}:distribution/*`],
    conditions: tagsAtCreation(stage),
  }),
  /** CloudWatch Logs asks; AWS's reference does not say whether it sends the tags along. */
  loggedDistributions: (stage) => ({
    resources: [`arn:aws:cloudfront::${stage.account}:distribution/*`],
    conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  }),
  /** What a delivery leads from and to. */
  deliveryEnds: (stage) => ({ resources: deliveryEnds(stage) }),
  deliveries: (stage) => ({
    resources: [deliveryArns(stage)],
    conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
  }),
  newDeliveries: (stage) => ({
    resources: [deliveryArns(stage), ...deliveryEnds(stage)],
    conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
  }),
  newDeliveryTags: (stage) => ({
    resources: [deliveryArns(stage)],
    conditions: tagsAtCreation(stage),
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
      ...onlyThese('StringEquals', 'acm:DomainNames', [stage.imageDomain]),
    ],
  }),
  newCertificateTags: (stage) => ({
    resources: [`arn:aws:acm:us-east-1:${stage.account}:certificate/*`],
    conditions: tagsAtCreation(stage),
  }),

  hostedZones: () => ({ resources: ['arn:aws:route53:::hostedzone/*'] }),
  /** Only the image domain's records and those that prove it to ACM. */
  records: ({ imageDomain }) => ({
    resources: ['arn:aws:route53:::hostedzone/*'],
    conditions: onlyThese('StringLike', 'route53:ChangeResourceRecordSetsNormalizedRecordNames', [
      imageDomain,
      `_*.${imageDomain}`,
    ]),
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
    resources: [`arn:aws:cloudwatch::${account}:dashboard/${dashboardName(name)}`],
  }),
  topics: (stage) => ({
    resources: regions(stage).map(
      (region) => `arn:aws:sns:${region}:${stage.account}:${stackName(stage.name)}-*`,
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

const apiArns = ({ region }: ScopedStage): string => `arn:aws:apigateway:${region}::/apis`;

const API_PARTS = [
  'authorizers',
  'authorizers/*',
  'cors',
  'integrations',
  'integrations/*',
  'routes',
  'routes/*',
  'stages/*/accesslogsettings',
  'stages/*/routesettings/*',
];

/**
 * AWS asks the same of tags that a new resource is to have and of new tags of one without any. So
 * neither another stage's nor others with those tags are ever taken over.
 */
const tagsAtCreation = (stage: ScopedStage): Condition[] => [
  ...ofStage('StringEquals', 'aws:RequestTag', stage),
  ...ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
];

/** The sources and destinations that CloudFront's logs have are in us-east-1, and have the name of the images. */
const deliveryEnds = ({ name, account }: ScopedStage): string[] =>
  ['delivery-source', 'delivery-destination'].map(
    (kind) => `arn:aws:logs:us-east-1:${account}:${kind}:${stackName(name)}-images`,
  );

const deliveryArns = ({ account }: ScopedStage): string =>
  `arn:aws:logs:us-east-1:${account}:delivery:*`;

const bucketArns = (stage: ScopedStage): string[] =>
  [bucketName(stage), accessLogBucketName(stage)].map((name) => `arn:aws:s3:::${name}`);

/** Those of all functions of a stage: Lambda says what they are called. */
const functionLogGroups = (stage: string): string => `/aws/lambda/${functionName(stage, '*')}`;

/** CloudFront's certificates, metrics and web ACLs are in us-east-1, wherever the stage is. */
const regions = ({ region }: ScopedStage): string[] => [...new Set([region, 'us-east-1'])];
