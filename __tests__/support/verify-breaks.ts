import { createHash } from 'node:crypto';
import {
  DeleteRouteCommand,
  GetApisCommand,
  GetAuthorizersCommand,
  GetRoutesCommand,
  UpdateApiCommand,
  UpdateAuthorizerCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CreateCachePolicyCommand,
  GetDistributionConfigCommand,
  ListDistributionsCommand,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import {
  DescribeAlarmsCommand,
  GetDashboardCommand,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import { DeleteRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateTableCommand,
  DeleteTableCommand,
  PutItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteVpcEndpointsCommand, DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { DisableRuleCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  DeleteBucketCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type BucketLifecycleConfiguration,
} from '@aws-sdk/client-s3';
import {
  ListSubscriptionsCommand,
  SetTopicAttributesCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { stateKey } from '../../src/config/names';
import { config } from './config';
import type { StageClients } from './stage-clients';

/** A change by hand of a stage with `EVERY_FUNCTION`. */
export interface Break {
  readonly change: (clients: StageClients) => Promise<unknown>;
  /** By the check's id: what `ops verify` then finds. */
  readonly found: Readonly<Record<string, RegExp | string>>;
}

const named = (name: string): string => `image-service-dev-${name}`;
const arn = (service: string, rest: string): string =>
  `arn:aws:${service}:us-east-1:123456789012:${rest}`;

/** Every subscription of the stage is of this address. */
export const EMAIL = 'oncall@lego-api.com';

const TableName = 'ImageMetadata-dev';
const bucket = { Bucket: 'images-lego-moc-dev' };
const hello = { FunctionName: named('hello') };
const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

/** A statement of the bucket's policy. */
const denial = (action: string, test: string, key: string, value: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: [`arn:aws:s3:::${bucket.Bucket}`, `arn:aws:s3:::${bucket.Bucket}/*`],
  Condition: { [test]: { [key]: value } },
});

async function theApi({ api }: StageClients): Promise<{ readonly ApiId: string | undefined }> {
  const { Items = [] } = await api.send(new GetApisCommand({}));
  return { ApiId: Items[0]?.ApiId };
}

interface StateJson {
  readonly outputs: Record<string, unknown>;
  resources: readonly { readonly type: string }[];
}

/** Changes the stage's state, and the digest by which Terraform knows it. */
async function editState(
  { dynamodb, s3 }: StageClients,
  change: (state: StateJson) => void,
): Promise<void> {
  const { stateBucketName: Bucket, stateLockTableName } = config.shared;
  const at = { Bucket, Key: stateKey('dev') };
  const { Body } = await s3.send(new GetObjectCommand(at));
  const state = JSON.parse((await Body?.transformToString()) ?? '') as StateJson;
  change(state);
  const text = JSON.stringify(state);
  await s3.send(new PutObjectCommand({ ...at, Body: text }));
  const digest = createHash('md5').update(text).digest('hex');
  await dynamodb.send(
    new PutItemCommand({
      TableName: stateLockTableName,
      Item: { LockID: { S: `${Bucket}/${at.Key}-md5` }, Digest: { S: digest } },
    }),
  );
}

/** Changes by hand that do not hide one another. */
export const CHANGED: readonly Break[] = [
  {
    change: async ({ dynamodb }) => {
      const protectedNow = { TableName, DeletionProtectionEnabled: false };
      await dynamodb.send(new UpdateTableCommand(protectedNow));
      await dynamodb.send(new DeleteTableCommand({ TableName }));
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
          DeletionProtectionEnabled: true,
        }),
      );
    },
    found: {
      'table-keys': 'range_key none instead of SK',
      'table-index': [
        'global_secondary_index.name none instead of UserIndex',
        'global_secondary_index.hash_key none instead of userId',
        'global_secondary_index.range_key none instead of createdAt',
        'global_secondary_index.projection_type none instead of ALL',
      ].join(', '),
      'table-billing': 'billing_mode PROVISIONED instead of PAY_PER_REQUEST',
      'table-recovery': 'point_in_time_recovery.enabled false instead of true',
      'table-encryption': 'default key',
      'table-deletion-protection': 'deletion_protection_enabled true instead of false',
    },
  },
  {
    change: async ({ s3 }) => {
      const LifecycleConfiguration: BucketLifecycleConfiguration = {
        Rules: [
          {
            ID: 'intelligent-tiering',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            Transitions: [{ Days: 90, StorageClass: 'INTELLIGENT_TIERING' }],
          },
          {
            ID: 'abort-multipart-uploads',
            Status: 'Disabled',
            Filter: { Prefix: '' },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
        ],
      };
      await s3.send(
        new PutBucketLifecycleConfigurationCommand({ ...bucket, LifecycleConfiguration }),
      );
      const CORSRules = [{ AllowedMethods: ['PUT'], AllowedOrigins: ['*'] }];
      await s3.send(new PutBucketCorsCommand({ ...bucket, CORSConfiguration: { CORSRules } }));
      await s3.send(
        new PutBucketVersioningCommand({
          ...bucket,
          VersioningConfiguration: { Status: 'Suspended' },
        }),
      );
      await s3.send(
        new PutBucketEncryptionCommand({
          ...bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
          },
        }),
      );
      await s3.send(
        new PutPublicAccessBlockCommand({
          ...bucket,
          PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
        }),
      );
      const Statement = [
        denial('s3:PutObject', 'Bool', 'aws:SecureTransport', 'false'),
        denial('s3:*', 'NumericLessThan', 's3:TlsVersion', '1.1'),
      ];
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await s3.send(new PutBucketPolicyCommand({ ...bucket, Policy }));
    },
    found: {
      'bucket-lifecycle':
        'rule.id intelligent-tiering instead of abort-multipart-uploads, expire-noncurrent-versions, intelligent-tiering, transition.days 90 instead of 30',
      'bucket-cors':
        'cors_rule.allowed_methods PUT instead of POST, PUT, cors_rule.allowed_origins * instead of http://localhost:3000, https://dev.lego-api.com, cors_rule.expose_headers none instead of ETag, Location',
      'bucket-versioning': 'versioning_configuration.status Suspended instead of Enabled',
      'bucket-encryption':
        'apply_server_side_encryption_by_default.sse_algorithm aws:kms instead of AES256',
      'bucket-public-access':
        'block_public_policy false instead of true, restrict_public_buckets false instead of true',
      'bucket-plain-http': 'no statement of the policy denies it to everyone',
      'bucket-old-tls': 'no statement of the policy denies it to everyone',
    },
  },
  {
    change: async ({ cloudfront }) => {
      const { CachePolicy } = await cloudfront.send(
        new CreateCachePolicyCommand({
          CachePolicyConfig: {
            Name: 'other',
            MinTTL: 0,
            DefaultTTL: 1,
            MaxTTL: 2,
            ParametersInCacheKeyAndForwardedToOrigin: {
              EnableAcceptEncodingGzip: false,
              HeadersConfig: { HeaderBehavior: 'none' },
              CookiesConfig: { CookieBehavior: 'none' },
              QueryStringsConfig: { QueryStringBehavior: 'all' },
            },
          },
        }),
      );
      const { DistributionList } = await cloudfront.send(new ListDistributionsCommand({}));
      const Id = DistributionList?.Items?.[0]?.Id ?? '';
      const { DistributionConfig: found, ETag: IfMatch } = await cloudfront.send(
        new GetDistributionConfigCommand({ Id }),
      );
      if (found === undefined) throw new Error('there is no distribution');
      const [origin] = found.Origins?.Items ?? [];
      await cloudfront.send(
        new UpdateDistributionCommand({
          Id,
          IfMatch,
          DistributionConfig: {
            ...found,
            Enabled: false,
            Aliases: { Quantity: 0 },
            Origins: {
              Quantity: 1,
              Items: [
                {
                  ...origin,
                  Id: origin?.Id,
                  DomainName: 'other.s3.us-east-1.amazonaws.com',
                  OriginAccessControlId: '',
                },
              ],
            },
            DefaultCacheBehavior: {
              ...found.DefaultCacheBehavior,
              TargetOriginId: origin?.Id,
              CachePolicyId: CachePolicy?.Id,
              ViewerProtocolPolicy: 'allow-all',
            },
            ViewerCertificate: { CloudFrontDefaultCertificate: true },
          },
        }),
      );
    },
    found: {
      'cdn-deployed': 'Deployed, disabled',
      'cdn-origin': 'other',
      'cdn-origin-access':
        'origin_access_control_origin_type none instead of s3, signing_behavior none instead of always, signing_protocol none instead of sigv4',
      'cdn-cache':
        'default_ttl 1 instead of 86400, max_ttl 2 instead of 31536000, query_strings_config.query_string_behavior all instead of none',
      'cdn-https':
        'default_cache_behavior.viewer_protocol_policy allow-all instead of redirect-to-https',
      'cdn-tls': 'viewer_certificate.minimum_protocol_version TLSv1 instead of TLSv1.2_2021',
      'cdn-alias': 'aliases none instead of images.dev.lego-api.com',
      'cdn-certificate': "CloudFront's own",
    },
  },
  {
    change: async (clients) => {
      const { api } = clients;
      const at = await theApi(clients);
      await api.send(new UpdateApiCommand({ ...at, Name: 'other' }));
      const { Items: authorizers = [] } = await api.send(new GetAuthorizersCommand(at));
      await api.send(
        new UpdateAuthorizerCommand({
          ...at,
          AuthorizerId: authorizers[0]?.AuthorizerId,
          JwtConfiguration: { Issuer: 'https://elsewhere', Audience: ['anyone'] },
        }),
      );
      await api.send(
        new UpdateStageCommand({
          ...at,
          StageName: '$default',
          DefaultRouteSettings: { ThrottlingRateLimit: 5000, ThrottlingBurstLimit: 10_000 },
        }),
      );
      const { Items: routes = [] } = await api.send(new GetRoutesCommand(at));
      const { RouteId } = routes.find(({ RouteKey }) => RouteKey === 'GET /hello') ?? {};
      await api.send(new DeleteRouteCommand({ ...at, RouteId }));
    },
    found: {
      'api-exists': 'name other instead of image-service-dev',
      'api-authorizer':
        'jwt_configuration.issuer https://elsewhere instead of https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE, jwt_configuration.audience anyone instead of image-service-dev',
      'api-throttling':
        'default_route_settings.throttling_rate_limit 5000 instead of 50, default_route_settings.throttling_burst_limit 10000 instead of 100',
      'api-answers': '404 without a token at GET /hello',
    },
  },
  {
    change: async ({ ec2 }) => {
      const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
      const ids = VpcEndpoints.flatMap(({ ServiceName, VpcEndpointId = '' }) =>
        ServiceName === 'com.amazonaws.us-east-1.dynamodb' ? [VpcEndpointId] : [],
      );
      await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: ids }));
    },
    found: { 'vpc-endpoints': 's3' },
  },
  {
    change: async ({ cloudwatch }) => {
      const dashboard = { DashboardName: 'image-service-dev' };
      const { DashboardBody = '' } = await cloudwatch.send(new GetDashboardCommand(dashboard));
      const { widgets } = JSON.parse(DashboardBody) as { widgets: object[] };
      await cloudwatch.send(
        new PutDashboardCommand({
          ...dashboard,
          DashboardBody: JSON.stringify({ widgets: widgets.slice(0, -1) }),
        }),
      );
    },
    found: {
      dashboard: /^\d+ of \d+ widgets; missing: API Gateway: Latency of the functions \(ms\)$/,
    },
  },
  {
    change: async ({ cloudwatch }) => {
      const silent = { Namespace: 'ByHand', MetricName: 'Silence', Statistic: 'Sum' } as const;
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          ...silent,
          AlarmName: named('s3-5xx'),
          Period: 60,
          EvaluationPeriods: 1,
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 500,
          TreatMissingData: 'breaching',
          AlarmActions: [arn('sns', named('alarms'))],
        }),
      );
      const { MetricAlarms = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [named('api-5xx')] }),
      );
      const [alarm] = MetricAlarms as [PutMetricAlarmInput];
      await cloudwatch.send(new PutMetricAlarmCommand({ ...alarm, ActionsEnabled: false }));
    },
    found: {
      'alarms-thresholds':
        /^\d+ of \d+ alarms; s3-5xx has Silence Sum > 500 in 1 min \(us-east-1\)$/,
      'alarms-actions': /^\d+ of \d+ alarms; missing: api-5xx$/,
      'alarms-ok': /^\d+ OK; s3-5xx ALARM$/,
    },
  },
  {
    // Another alarm is raised by what the page alarm no longer asks for, but pages nobody.
    change: async ({ cloudwatch }) => {
      const child = `ALARM("${named('api-5xx')}")`;
      const asked = { AlarmTypes: ['CompositeAlarm' as const] };
      const { CompositeAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand(asked));
      for (const { AlarmName, AlarmRule = '', AlarmActions } of CompositeAlarms) {
        const rule = AlarmRule.replace(` OR ${child}`, '');
        await cloudwatch.send(
          new PutCompositeAlarmCommand({ AlarmName, AlarmRule: rule, AlarmActions }),
        );
      }
      await cloudwatch.send(
        new PutCompositeAlarmCommand({ AlarmName: named('other'), AlarmRule: child }),
      );
    },
    found: { 'alarms-page': '6 of 7 alarms; missing: api-5xx' },
  },
  {
    change: async ({ sns }) => {
      await sns.send(
        new SetTopicAttributesCommand({
          TopicArn: arn('sns', named('pages')),
          AttributeName: 'KmsMasterKeyId',
          AttributeValue: '',
        }),
      );
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
      const pages = Subscriptions.find(
        ({ Endpoint, TopicArn }) => Endpoint === EMAIL && TopicArn?.endsWith('-pages'),
      );
      await sns.send(new UnsubscribeCommand({ SubscriptionArn: pages?.SubscriptionArn }));
    },
    found: {
      topic: 'encrypted in none',
      subscriptions: `${EMAIL} (alarms, us-east-1)`,
    },
  },
  {
    change: (clients) =>
      editState(clients, ({ outputs }) => {
        delete outputs.table_name;
      }),
    found: { outputs: '14 of 15 outputs; missing: table_name' },
  },
  {
    change: async ({ iam }) => {
      const of = { RoleName: named('hello') };
      await iam.send(new PutRolePolicyCommand({ ...of, PolicyName: 'function', PolicyDocument }));
      await iam.send(new PutRolePolicyCommand({ ...of, PolicyName: 'more', PolicyDocument }));
      const { Policy } = await iam.send(
        new CreatePolicyCommand({ PolicyName: 'everything', PolicyDocument }),
      );
      await iam.send(new AttachRolePolicyCommand({ ...of, PolicyArn: Policy?.Arn }));
      const gone = { RoleName: named('resize') };
      await iam.send(new DeleteRolePolicyCommand({ ...gone, PolicyName: 'function' }));
      await iam.send(new DeleteRoleCommand(gone));
    },
    found: {
      'role-policies':
        '3 of 5 roles; missing: image-service-dev-resize; image-service-dev-hello has everything (attached), function (changed), more (added)',
    },
  },
  {
    change: async ({ lambda }) => {
      await lambda.send(
        new UpdateFunctionConfigurationCommand({
          ...hello,
          Runtime: 'nodejs20.x',
          MemorySize: 128,
          Timeout: 3,
          EphemeralStorage: { Size: 1024 },
          TracingConfig: { Mode: 'Active' },
          DeadLetterConfig: { TargetArn: arn('sqs', named('resize-failures')) },
          Environment: { Variables: { TABLE_NAME: 'other', SECRET: 'secret' } },
        }),
      );
      await lambda.send(
        new PutFunctionConcurrencyCommand({ ...hello, ReservedConcurrentExecutions: 5 }),
      );
      await lambda.send(new DeleteFunctionCommand({ FunctionName: named('nightly') }));
    },
    found: {
      'functions-configuration': `2 of 4 functions; missing: image-service-dev-nightly; image-service-dev-hello has ${[
        'runtime nodejs20.x instead of nodejs22.x',
        'memory_size 128 instead of 256',
        'timeout 3 instead of 10',
        'reserved_concurrent_executions 5 instead of none',
        `dead_letter_config.target_arn ${arn('sqs', named('resize-failures'))} instead of none`,
        'environment.variables SECRET (added), TABLE_NAME (changed) instead of NODE_OPTIONS, TABLE_NAME',
        'ephemeral_storage.size 1024 instead of 512',
        'tracing_config.mode Active instead of PassThrough',
      ].join(', ')}`,
    },
  },
  {
    change: ({ lambda }) =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({
          ...hello,
          VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
        }),
      ),
    found: {
      'functions-in-vpc':
        /^2 of 3 VPC functions; image-service-dev-hello has vpc_config\.subnet_ids none instead of subnet-\w+, subnet-\w+$/,
    },
  },
  {
    change: ({ logs }) =>
      logs.send(
        new DeleteRetentionPolicyCommand({ logGroupName: `/aws/lambda/${named('hello')}` }),
      ),
    found: {
      'functions-logs':
        '3 of 4 log groups; /aws/lambda/image-service-dev-hello has retention_in_days forever instead of 14',
    },
  },
  {
    change: async ({ sqs }) => {
      const { QueueUrl } = await sqs.send(
        new GetQueueUrlCommand({ QueueName: named('nightly-failures') }),
      );
      const Attributes = { MessageRetentionPeriod: '60', SqsManagedSseEnabled: 'false' };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    },
    found: {
      'functions-failures':
        '1 of 2 queues; image-service-dev-nightly-failures has message_retention_seconds 60 instead of 1209600, sqs_managed_sse_enabled false instead of true',
    },
  },
  {
    change: ({ lambda }) =>
      lambda.send(
        new AddPermissionCommand({
          FunctionName: named('resize'),
          StatementId: 'everybody',
          Action: 'lambda:InvokeFunction',
          Principal: 's3.amazonaws.com',
          SourceArn: 'arn:aws:s3:::other',
        }),
      ),
    // One is gone with its function.
    found: {
      'functions-permissions':
        '2 of 4 functions; image-service-dev-nightly has none; image-service-dev-resize has Allow lambda:InvokeFunction to s3.amazonaws.com for aws:sourceaccount 123456789012 and aws:sourcearn arn:aws:s3:::images-lego-moc-dev, Allow lambda:InvokeFunction to s3.amazonaws.com for aws:sourcearn arn:aws:s3:::other',
    },
  },
  {
    change: ({ s3 }) =>
      s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: 'images-lego-moc-dev',
          NotificationConfiguration: {
            LambdaFunctionConfigurations: [
              {
                LambdaFunctionArn: arn('lambda', `function:${named('resize')}`),
                Events: ['s3:ObjectRemoved:*'],
                Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } },
              },
            ],
            QueueConfigurations: [
              { QueueArn: arn('sqs', named('resize-failures')), Events: ['s3:ObjectCreated:*'] },
            ],
          },
        }),
      ),
    found: {
      'bucket-notifications': `s3:ObjectCreated:* of * to ${arn('sqs', named('resize-failures'))}, s3:ObjectRemoved:* of in/* to ${arn('lambda', `function:${named('resize')}`)}`,
    },
  },
  {
    change: async ({ events }) => {
      await events.send(
        new PutRuleCommand({ Name: named('nightly'), ScheduleExpression: 'rate(2 days)' }),
      );
      await events.send(new DisableRuleCommand({ Name: named('nightly') }));
    },
    found: {
      schedules:
        '0 of 1 schedule; image-service-dev-nightly has schedule_expression rate(2 days) instead of cron(0 4 * * ? *), state DISABLED instead of ENABLED',
    },
  },
  {
    change: ({ events }) =>
      events.send(
        new PutTargetsCommand({
          Rule: named('nightly'),
          Targets: [{ Id: 'more', Arn: arn('lambda', `function:${named('hello')}`) }],
        }),
      ),
    found: {
      'schedules-targets': `0 of 1 schedule; image-service-dev-nightly has arn ${arn('lambda', `function:${named('hello')}`)}, ${arn('lambda', `function:${named('nightly')}`)} instead of ${arn('lambda', `function:${named('nightly')}`)}`,
    },
  },
];

/** What is deleted, or forgotten by the state: of its parts nothing else can be said then. */
export const DELETED: readonly Break[] = [
  {
    change: ({ dynamodb }) => dynamodb.send(new DeleteTableCommand({ TableName })),
    found: {
      'table-exists': 'none (ResourceNotFoundException)',
      'table-keys': 'none (ResourceNotFoundException)',
      'table-index': 'none (ResourceNotFoundException)',
      'table-billing': 'none (ResourceNotFoundException)',
      'table-recovery': 'none (TableNotFoundException)',
      'table-encryption': 'none (ResourceNotFoundException)',
      'table-deletion-protection': 'none (ResourceNotFoundException)',
    },
  },
  {
    change: ({ s3 }) => s3.send(new DeleteBucketCommand(bucket)),
    found: {
      'bucket-exists': 'none (NotFound)',
      'bucket-lifecycle': 'none (NoSuchBucket)',
      'bucket-cors': 'none (NoSuchBucket)',
      'bucket-versioning': 'none (NoSuchBucket)',
      'bucket-encryption': 'none (NoSuchBucket)',
      'bucket-public-access': 'none (NoSuchBucket)',
      'bucket-plain-http': 'none (NoSuchBucket)',
      'bucket-old-tls': 'none (NoSuchBucket)',
      'bucket-notifications': 'none (NoSuchBucket)',
    },
  },
  {
    change: (clients) =>
      editState(clients, (state) => {
        state.resources = state.resources.filter(({ type }) => type !== 'aws_vpc');
      }),
    found: {
      vpc: 'none',
      'vpc-endpoints': 'none',
    },
  },
];
