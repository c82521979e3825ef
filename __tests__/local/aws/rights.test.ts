import { text } from 'node:stream/consumers';
import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateStageCommand,
  DeleteRouteCommand,
  GetApiCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CloudFrontClient,
  CreateDistributionWithTagsCommand,
  CreateInvalidationCommand,
  CreateMonitoringSubscriptionCommand,
  GetInvalidationCommand,
  ListInvalidationsCommand,
  ListTagsForResourceCommand,
  UpdateCachePolicyCommand,
} from '@aws-sdk/client-cloudfront';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateDeliveryCommand,
  CreateLogGroupCommand,
  DeleteDeliverySourceCommand,
  GetDeliveryCommand,
  PutDeliverySourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateFlowLogsCommand,
  CreateSubnetCommand,
  DescribeVpcsCommand,
  DisassociateRouteTableCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import {
  ChangeResourceRecordSetsCommand,
  ListHostedZonesCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  CopyObjectCommand,
  DeleteBucketCorsCommand,
  DeleteBucketPolicyCommand,
  GetBucketNotificationConfigurationCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SetTopicAttributesCommand, SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Question, Verdict } from '../../../local/aws/rights/enforce';
import { failureOf } from '../../support/failure-of';
import { distributionConfig, settingsFor, startGateway, type Harness, signedAs } from './harness';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/role`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/caller/session`;
const TAGS = [{ Key: 'Stage', Value: 'dev' }];

/** What moto answers, by the operation's name or the request. */
const MOTO: Readonly<Record<string, string>> = {
  GetCallerIdentity: `<R><Arn>${SESSION}</Arn></R>`,
  GetRole:
    '<R><PermissionsBoundary><PermissionsBoundaryArn>edge</PermissionsBoundaryArn></PermissionsBoundary></R>',
  GetPolicy: '<R><DefaultVersionId>v1</DefaultVersionId></R>',
  GetPolicyVersion: `<R><Document>${encodeURIComponent('{"of":"version"}')}</Document></R>`,
  GetRolePolicy: `<R><PolicyDocument>${encodeURIComponent('{"of":"inline"}')}</PolicyDocument></R>`,
  ListAttachedRolePolicies: '<R><PolicyArn>attached</PolicyArn></R>',
  ListRolePolicies: '<R><PolicyNames><member>inline</member></PolicyNames></R>',
  DescribeTags: '<R><item><key>Stage</key><value>dev</value></item></R>',
  DescribeRouteTables:
    '<R><item><routeTableId>rtb-1</routeTableId><item><routeTableAssociationId>rtbassoc-1</routeTableAssociationId><subnetId>subnet-1</subnetId></item></item></R>',
  DescribeTable: '{"Table":{"KeySchema":[{"AttributeName":"LockID","KeyType":"HASH"}]}}',
  DescribeKey: `{"KeyMetadata":{"Arn":"arn:aws:kms:us-east-1:${ACCOUNT}:key/k1","KeyId":"k1"}}`,
  ListAliases: '{"Aliases":[{"AliasName":"alias/aws/dynamodb"}]}',
  GetKeyPolicy: '{"Policy":"{\\"of\\":\\"key\\"}"}',
  'GET /v2/apis/a1': '{"tags":{"Stage":"dev"}}',
};

const asked: Question[] = [];
let verdict: Verdict = 'allowed';
let gateway: Harness;

beforeEach(async () => {
  asked.length = 0;
  verdict = 'allowed';
  gateway = await startGateway(
    (request, response) => {
      void text(request).then((body) => {
        const url = new URL(request.url ?? '', 'http://moto');
        const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
        const form = new URLSearchParams(body || url.search).get('Action');
        const isKnown = (request.headers.authorization ?? '').includes('ASIASESSION');
        if (form === 'GetCallerIdentity' && !isKnown) response.end('<R><Arn>user/moto</Arn></R>');
        else
          response.end(MOTO[target ?? form ?? `${request.method ?? ''} ${url.pathname}`] ?? '{}');
      });
    },
    {
      evaluate: (question) => {
        asked.push(question);
        return Promise.resolve(verdict);
      },
    },
  );
});

const settings = (accessKeyId = 'ASIASESSION') => settingsFor(gateway, accessKeyId, 'local');

const s3 = (): S3Client => new S3Client({ ...settings(), forcePathStyle: true });
/** A call of EventBridge, whose client this project has no other use for. */
const events = (operation: string, input: object): Promise<unknown> => {
  return fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSEvents.${operation}`,
      authorization: signedAs('events', 'ASIASESSION'),
    },
    body: JSON.stringify(input),
  });
};
const REGIONAL = `us-east-1:${ACCOUNT}`;
const EC2 = `arn:aws:ec2:${REGIONAL}`;
const APIS = 'arn:aws:apigateway:us-east-1::/apis';
const SPECIFICATION = [{ ResourceType: 'subnet' as const, Tags: TAGS }];
const ACCESS_LOGS = [
  'logs:CreateLogDelivery *',
  'logs:DescribeLogGroups *',
  'logs:DescribeResourcePolicies *',
  'logs:GetLogDelivery *',
  'logs:ListLogDeliveries *',
  'logs:PutResourcePolicy *',
  'logs:UpdateLogDelivery *',
];

interface AwsClient {
  send(command: object): Promise<unknown>;
}

/** A call by the session. */
const on =
  <Input>(
    Client: new (config: never) => object,
    Command: new (input: Input) => object,
    input: Input,
  ): (() => Promise<unknown>) =>
  () =>
    (new Client({ ...settings(), forcePathStyle: true } as never) as AwsClient).send(
      new Command(input),
    );

/** Calls, and what they take: the action, its resource, and of its context what is not its tags. */
const CALLS: readonly (readonly [
  what: string,
  send: () => Promise<unknown>,
  takes: readonly string[],
])[] = [
  [
    'ListObjectsV2',
    on(S3Client, ListObjectsV2Command, { Bucket: 'b', Prefix: 'x' }),
    ['s3:ListBucket arn:aws:s3:::b'],
  ],
  [
    'HeadBucket',
    on(S3Client, HeadBucketCommand, { Bucket: 'b' }),
    ['s3:ListBucket arn:aws:s3:::b'],
  ],
  [
    'DeleteBucketPolicy',
    on(S3Client, DeleteBucketPolicyCommand, { Bucket: 'b' }),
    ['s3:DeleteBucketPolicy arn:aws:s3:::b'],
  ],
  [
    'DeleteBucketCors',
    on(S3Client, DeleteBucketCorsCommand, { Bucket: 'b' }),
    ['s3:PutBucketCORS arn:aws:s3:::b'],
  ],
  [
    'GetBucketNotificationConfiguration',
    on(S3Client, GetBucketNotificationConfigurationCommand, { Bucket: 'b' }),
    ['s3:GetBucketNotification arn:aws:s3:::b'],
  ],
  [
    'CopyObject',
    on(S3Client, CopyObjectCommand, { Bucket: 'b', Key: 'to', CopySource: 'a/from' }),
    ['s3:PutObject arn:aws:s3:::b/to', 's3:GetObject arn:aws:s3:::a/from'],
  ],
  [
    'PutObjectTagging of a version',
    on(S3Client, PutObjectTaggingCommand, {
      ...{ Bucket: 'b', Key: 'k', VersionId: 'v' },
      Tagging: { TagSet: TAGS },
    }),
    ['s3:PutObjectVersionTagging arn:aws:s3:::b/k'],
  ],
  [
    'DeleteObjects',
    on(S3Client, DeleteObjectsCommand, {
      Bucket: 'b',
      Delete: { Objects: [{ Key: 'k', VersionId: 'v' }, { Key: 'l' }] },
    }),
    ['s3:DeleteObjectVersion arn:aws:s3:::b/k', 's3:DeleteObject arn:aws:s3:::b/l'],
  ],
  [
    'GetItem',
    on(DynamoDBClient, GetItemCommand, { TableName: 't', Key: { LockID: { S: 'lock' } } }),
    [`dynamodb:GetItem arn:aws:dynamodb:${REGIONAL}:table/t dynamodb:LeadingKeys=lock`],
  ],
  [
    'CreateRole',
    on(IAMClient, CreateRoleCommand, {
      ...{ RoleName: 'r', AssumeRolePolicyDocument: '{}', Tags: TAGS },
      PermissionsBoundary: 'limit',
    }),
    ['CreateRole', 'TagRole'].map(
      (name) => `iam:${name} arn:aws:iam::${ACCOUNT}:role/r iam:PermissionsBoundary=limit`,
    ),
  ],
  [
    'DeleteRolePolicy',
    on(IAMClient, DeleteRolePolicyCommand, { RoleName: 'r', PolicyName: 'p' }),
    [`iam:DeleteRolePolicy arn:aws:iam::${ACCOUNT}:role/r iam:PermissionsBoundary=edge`],
  ],
  [
    'DescribeKey by an alias',
    on(KMSClient, DescribeKeyCommand, { KeyId: 'alias/aws/dynamodb' }),
    [
      `kms:DescribeKey arn:aws:kms:${REGIONAL}:key/k1 kms:ResourceAliases=alias/aws/dynamodb kms:RequestAlias=alias/aws/dynamodb`,
    ],
  ],
  [
    'RequestCertificate',
    on(ACMClient, RequestCertificateCommand, {
      ...{ DomainName: 'a', SubjectAlternativeNames: ['a', 'b'], Tags: TAGS },
    }),
    [
      'acm:RequestCertificate * acm:DomainNames=a,b',
      `acm:AddTagsToCertificate arn:aws:acm:${REGIONAL}:certificate/* acm:DomainNames=a,b`,
    ],
  ],
  [
    'CreateLogGroup',
    on(CloudWatchLogsClient, CreateLogGroupCommand, { logGroupName: 'g', tags: { Stage: 'dev' } }),
    [
      `logs:CreateLogGroup arn:aws:logs:${REGIONAL}:log-group:g`,
      `logs:TagResource arn:aws:logs:${REGIONAL}:log-group:g`,
    ],
  ],
  [
    'PutDeliverySource',
    on(CloudWatchLogsClient, PutDeliverySourceCommand, {
      name: 's',
      logType: 'ACCESS_LOGS',
      resourceArn: `arn:aws:cloudfront::${ACCOUNT}:distribution/E1`,
    }),
    [
      `logs:PutDeliverySource arn:aws:logs:${REGIONAL}:delivery-source:s`,
      `cloudfront:AllowVendedLogDeliveryForResource arn:aws:cloudfront::${ACCOUNT}:distribution/E1`,
    ],
  ],
  [
    'CreateDelivery',
    on(CloudWatchLogsClient, CreateDeliveryCommand, {
      deliverySourceName: 's',
      deliveryDestinationArn: `arn:aws:logs:${REGIONAL}:delivery-destination:d`,
    }),
    [
      `logs:CreateDelivery arn:aws:logs:${REGIONAL}:delivery:*`,
      `logs:CreateDelivery arn:aws:logs:${REGIONAL}:delivery-source:s`,
      `logs:CreateDelivery arn:aws:logs:${REGIONAL}:delivery-destination:d`,
    ],
  ],
  [
    'GetDelivery',
    on(CloudWatchLogsClient, GetDeliveryCommand, { id: 'i' }),
    [`logs:GetDelivery arn:aws:logs:${REGIONAL}:delivery:i`],
  ],
  [
    'DeleteDeliverySource, by the destination that the reference names',
    on(CloudWatchLogsClient, DeleteDeliverySourceCommand, { name: 's' }),
    [`logs:DeleteDeliverySource arn:aws:logs:${REGIONAL}:delivery-destination:s`],
  ],
  [
    'DescribeAlarms by prefix',
    on(CloudWatchClient, DescribeAlarmsCommand, { AlarmNamePrefix: 'a' }),
    [`cloudwatch:DescribeAlarms arn:aws:cloudwatch:${REGIONAL}:alarm:*`],
  ],
  [
    'PutMetricAlarm',
    on(CloudWatchClient, PutMetricAlarmCommand, {
      ...{ AlarmName: 'a', EvaluationPeriods: 1, Tags: TAGS },
      ComparisonOperator: 'GreaterThanThreshold',
    }),
    [
      `cloudwatch:PutMetricAlarm arn:aws:cloudwatch:${REGIONAL}:alarm:a`,
      `cloudwatch:TagResource arn:aws:cloudwatch:${REGIONAL}:alarm:a`,
    ],
  ],
  [
    'PutCompositeAlarm',
    on(CloudWatchClient, PutCompositeAlarmCommand, {
      AlarmName: 'a',
      AlarmRule: 'ALARM(b)',
      Tags: TAGS,
    }),
    [
      `cloudwatch:PutCompositeAlarm arn:aws:cloudwatch:${REGIONAL}:alarm:a`,
      `cloudwatch:TagResource arn:aws:cloudwatch:${REGIONAL}:alarm:a`,
    ],
  ],
  [
    'SetTopicAttributes',
    on(SNSClient, SetTopicAttributesCommand, {
      ...{ TopicArn: `arn:aws:sns:${REGIONAL}:t`, AttributeName: 'Policy' },
    }),
    [`sns:SetTopicAttributes arn:aws:sns:${REGIONAL}:t`],
  ],
  [
    'Unsubscribe',
    on(SNSClient, UnsubscribeCommand, { SubscriptionArn: `arn:aws:sns:${REGIONAL}:t:id` }),
    [`sns:Unsubscribe arn:aws:sns:${REGIONAL}:t`],
  ],
  [
    'PutParameter',
    on(SSMClient, PutParameterCommand, { Name: '/a/b', Value: 'v' }),
    [`ssm:PutParameter arn:aws:ssm:${REGIONAL}:parameter/a/b`],
  ],
  [
    'DescribeVpcs',
    on(EC2Client, DescribeVpcsCommand, { VpcIds: ['vpc-1'] }),
    ['ec2:DescribeVpcs *'],
  ],
  [
    'CreateSubnet',
    on(EC2Client, CreateSubnetCommand, { VpcId: 'vpc-1', TagSpecifications: SPECIFICATION }),
    [
      `ec2:CreateSubnet ${EC2}:vpc/vpc-1`,
      `ec2:CreateSubnet ${EC2}:subnet/*`,
      `ec2:CreateTags ${EC2}:subnet/* ec2:CreateAction=CreateSubnet`,
    ],
  ],
  [
    'CreateFlowLogs',
    on(EC2Client, CreateFlowLogsCommand, {
      ...{ ResourceIds: ['vpc-1'], ResourceType: 'VPC', DeliverLogsPermissionArn: ROLE },
    }),
    [
      `ec2:CreateFlowLogs ${EC2}:vpc/vpc-1`,
      `ec2:CreateFlowLogs ${EC2}:vpc-flow-log/*`,
      `iam:PassRole ${ROLE} iam:PassedToService=vpc-flow-logs.amazonaws.com`,
    ],
  ],
  [
    'DisassociateRouteTable',
    on(EC2Client, DisassociateRouteTableCommand, { AssociationId: 'rtbassoc-1' }),
    [
      `ec2:DisassociateRouteTable ${EC2}:route-table/rtb-1`,
      `ec2:DisassociateRouteTable ${EC2}:subnet/subnet-1`,
    ],
  ],
  [
    'RevokeSecurityGroupEgress',
    on(EC2Client, RevokeSecurityGroupEgressCommand, {
      GroupId: 'sg-1',
      SecurityGroupRuleIds: ['sgr-1'],
    }),
    [`ec2:RevokeSecurityGroupEgress ${EC2}:security-group/sg-1`],
  ],
  [
    'CreateFunction',
    on(LambdaClient, CreateFunctionCommand, { FunctionName: 'f', Role: ROLE, Code: {} }),
    [
      `lambda:CreateFunction arn:aws:lambda:${REGIONAL}:function:f`,
      `iam:PassRole ${ROLE} iam:PassedToService=lambda.amazonaws.com`,
    ],
  ],
  [
    'PutFunctionConcurrency',
    on(LambdaClient, PutFunctionConcurrencyCommand, {
      FunctionName: 'f',
      ReservedConcurrentExecutions: 1,
    }),
    [`lambda:PutFunctionConcurrency arn:aws:lambda:${REGIONAL}:function:f`],
  ],
  [
    'PutFunctionEventInvokeConfig',
    on(LambdaClient, PutFunctionEventInvokeConfigCommand, {
      FunctionName: 'f',
      MaximumRetryAttempts: 0,
    }),
    [`lambda:PutFunctionEventInvokeConfig arn:aws:lambda:${REGIONAL}:function:f`],
  ],
  [
    'Invoke of a function',
    on(LambdaClient, InvokeCommand, { FunctionName: 'f', InvocationType: 'DryRun' }),
    [`lambda:InvokeFunction arn:aws:lambda:${REGIONAL}:function:f`],
  ],
  [
    'GetPolicy of a function',
    on(LambdaClient, GetPolicyCommand, { FunctionName: 'f' }),
    [`lambda:GetPolicy arn:aws:lambda:${REGIONAL}:function:f`],
  ],
  [
    'CreateQueue',
    on(SQSClient, CreateQueueCommand, { QueueName: 'q', tags: { Stage: 'dev' } }),
    [`sqs:CreateQueue arn:aws:sqs:${REGIONAL}:q`, `sqs:TagQueue arn:aws:sqs:${REGIONAL}:q`],
  ],
  [
    'DeleteQueue',
    on(SQSClient, DeleteQueueCommand, {
      QueueUrl: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/q`,
    }),
    [`sqs:DeleteQueue arn:aws:sqs:${REGIONAL}:q`],
  ],
  [
    'PutRule',
    () => events('PutRule', { Name: 'r', Tags: TAGS }),
    [
      `events:PutRule arn:aws:events:${REGIONAL}:rule/r`,
      `events:TagResource arn:aws:events:${REGIONAL}:rule/r`,
    ],
  ],
  [
    'RemoveTargets',
    () => events('RemoveTargets', { Rule: 'r', Ids: ['1'] }),
    [`events:RemoveTargets arn:aws:events:${REGIONAL}:rule/r`],
  ],
  [
    'CreateApi',
    on(ApiGatewayV2Client, CreateApiCommand, {
      Name: 'a',
      ProtocolType: 'HTTP',
      Tags: { Stage: 'dev' },
    }),
    [`apigateway:POST ${APIS}`, `apigateway:TagResource ${APIS}`],
  ],
  [
    'CreateStage with access logs',
    on(ApiGatewayV2Client, CreateStageCommand, {
      ...{ ApiId: 'a1', StageName: 's', AccessLogSettings: { Format: 'f' } },
    }),
    [`apigateway:POST ${APIS}/a1/stages`, ...ACCESS_LOGS],
  ],
  [
    'DeleteRoute',
    on(ApiGatewayV2Client, DeleteRouteCommand, { ApiId: 'a1', RouteId: 'r1' }),
    [`apigateway:DELETE ${APIS}/a1/routes/r1`],
  ],
  ['ListHostedZones', on(Route53Client, ListHostedZonesCommand, {}), ['route53:ListHostedZones *']],
  [
    'ChangeResourceRecordSets',
    on(Route53Client, ChangeResourceRecordSetsCommand, {
      HostedZoneId: 'Z1',
      ChangeBatch: {
        Changes: [
          { Action: 'UPSERT', ResourceRecordSet: { Name: 'A.example.', Type: 'A' } },
          { Action: 'DELETE', ResourceRecordSet: { Name: 'b.example', Type: 'A' } },
        ],
      },
    }),
    [
      'route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/Z1 route53:ChangeResourceRecordSetsNormalizedRecordNames=a.example,b.example',
    ],
  ],
  [
    'CreateDistributionWithTags',
    on(CloudFrontClient, CreateDistributionWithTagsCommand, {
      DistributionConfigWithTags: {
        ...{ DistributionConfig: distributionConfig(), Tags: { Items: TAGS } },
      },
    }),
    [
      'cloudfront:CreateDistribution *',
      `cloudfront:TagResource arn:aws:cloudfront::${ACCOUNT}:distribution/*`,
    ],
  ],
  [
    'UpdateCachePolicy',
    on(CloudFrontClient, UpdateCachePolicyCommand, {
      Id: 'p1',
      CachePolicyConfig: { Name: 'p', MinTTL: 0 },
    }),
    [`cloudfront:UpdateCachePolicy arn:aws:cloudfront::${ACCOUNT}:cache-policy/p1`],
  ],
  [
    'CreateMonitoringSubscription',
    on(CloudFrontClient, CreateMonitoringSubscriptionCommand, {
      DistributionId: 'E1',
      MonitoringSubscription: {},
    }),
    ['cloudfront:CreateMonitoringSubscription *'],
  ],
  [
    'CreateInvalidation',
    on(CloudFrontClient, CreateInvalidationCommand, {
      DistributionId: 'E1',
      InvalidationBatch: { CallerReference: '1', Paths: { Quantity: 1, Items: ['/*'] } },
    }),
    [`cloudfront:CreateInvalidation arn:aws:cloudfront::${ACCOUNT}:distribution/E1`],
  ],
  [
    'GetInvalidation',
    on(CloudFrontClient, GetInvalidationCommand, { DistributionId: 'E1', Id: 'I1' }),
    [`cloudfront:GetInvalidation arn:aws:cloudfront::${ACCOUNT}:distribution/E1`],
  ],
  [
    'ListInvalidations',
    on(CloudFrontClient, ListInvalidationsCommand, { DistributionId: 'E1' }),
    [`cloudfront:ListInvalidations arn:aws:cloudfront::${ACCOUNT}:distribution/E1`],
  ],
  [
    'ListTagsForResource of a distribution',
    on(CloudFrontClient, ListTagsForResourceCommand, {
      Resource: `arn:aws:cloudfront::${ACCOUNT}:distribution/E1`,
    }),
    [`cloudfront:ListTagsForResource arn:aws:cloudfront::${ACCOUNT}:distribution/E1`],
  ],
];

/** What was asked, without tags and TLS. */
const shown = ({ action, resource, context = {} }: Question): string =>
  [
    `${action} ${resource}`,
    ...Object.entries(context)
      .filter(([key]) => !/Tag|TlsVersion/.test(key))
      .map(([key, value]) => `${key}=${[value].flat().join(',')}`),
  ].join(' ');

describe('a call of a role', () => {
  it.each(CALLS)('%s takes what AWS asks for', async (_what, send, takes) => {
    // moto is made up here, and does not answer as clients expect.
    await failureOf(send());
    expect(asked.map(shown)).toEqual(takes);
  });

  it('is judged by all policies of the role and its boundary', async () => {
    await failureOf(s3().send(new HeadBucketCommand({ Bucket: 'b' })));
    expect(asked).toMatchObject([
      {
        principal: SESSION,
        accountId: ACCOUNT,
        identityPolicies: [
          { name: 'attached', policy: { of: 'version' } },
          { name: 'inline', policy: { of: 'inline' } },
        ],
        boundary: { name: 'edge', policy: { of: 'version' } },
      },
    ]);
  });

  it('is judged by the tags of what is there and of what is made', async () => {
    const command = new CreateSubnetCommand({ VpcId: 'vpc-1', TagSpecifications: SPECIFICATION });
    await failureOf(new EC2Client(settings()).send(command));
    const given = { 'aws:RequestTag/Stage': 'dev', 'aws:TagKeys': ['Stage'] };
    expect(asked.map(({ context }) => context)).toEqual([
      { ...given, 'aws:ResourceTag/Stage': 'dev' },
      given,
      { ...given, 'ec2:CreateAction': 'CreateSubnet' },
    ]);
    await failureOf(new ApiGatewayV2Client(settings()).send(new GetApiCommand({ ApiId: 'a1' })));
    expect(asked.at(-1)?.context).toEqual({ 'aws:ResourceTag/Stage': 'dev' });
  });

  it("is judged by a key's own policy", async () => {
    await failureOf(new KMSClient(settings()).send(new DescribeKeyCommand({ KeyId: 'k1' })));
    expect(asked).toMatchObject([{ resourcePolicy: { of: 'key' } }]);
  });

  it.each([
    ['explicitly denied', 'with an explicit deny'],
    [
      'not allowed by the boundary',
      'because no permissions boundary allows the ssm:PutParameter action',
    ],
    [
      'not allowed by a policy',
      'because no identity-based policy allows the ssm:PutParameter action',
    ],
  ] as const)('that is %s is refused as by AWS', async (given, reason) => {
    verdict = given;
    const command = new PutParameterCommand({ Name: '/a', Value: 'v' });
    expect(await failureOf(new SSMClient(settings()).send(command))).toBe(
      `AccessDeniedException: User: ${SESSION} is not authorized to perform: ssm:PutParameter on resource: arn:aws:ssm:${REGIONAL}:parameter/a ${reason}`,
    );
  });

  it('is refused by its name where nobody has said what it takes', async () => {
    for (const call of ['GET /2015-03-31/event-source-mappings', 'PATCH /2015-03-31/functions/f']) {
      const [method = '', path = ''] = call.split(' ');
      const headers = { authorization: signedAs('lambda', 'ASIASESSION') };
      const answer = await fetch(gateway.url + path, { method, headers });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain(`the IAM action of lambda ${call} is not known`);
    }
    expect(asked).toEqual([]);
  });
});

describe('a call with the key of a session that nobody began', () => {
  it('is refused', async () => {
    const command = new PutParameterCommand({ Name: '/a', Value: 'v' });
    expect(await failureOf(new SSMClient(settings('ASIAOTHER')).send(command))).toBe(
      'InvalidClientTokenId: The security token included in the request is invalid.',
    );
    expect(asked).toEqual([]);
  });
});

describe("a call with an account's own key", () => {
  it('is not judged', async () => {
    for (const key of [ACCOUNT, 'AKIAUNKNOWN']) {
      const command = new PutParameterCommand({ Name: '/a', Value: 'v' });
      await new SSMClient(settings(key)).send(command);
    }
    expect(asked).toEqual([]);
  });
});
