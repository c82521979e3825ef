import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetAuthorizerCommand,
  GetStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import type { Distribution } from '@aws-sdk/client-cloudfront';
import {
  CloudFrontClient,
  GetCachePolicyCommand,
  GetDistributionCommand,
  GetOriginAccessControlCommand,
} from '@aws-sdk/client-cloudfront';
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { DescribeVpcEndpointsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { App } from 'cdktf';
import { mockClient } from 'aws-sdk-client-mock';
import type { StageConfig } from '../../src/config/schema';
import type { Statistic } from '../../src/constructs/monitoring/metric';
import type { HttpAnswer } from '../../src/ops/http-request';
import { monitoringClients } from '../../src/ops/monitoring-clients';
import { serviceClients } from '../../src/ops/service-clients';
import type { TerraformState } from '../../src/ops/state/state-file';
import type { VerifyClients, VerifyContext } from '../../src/ops/verify/check';
import { expectedStage } from '../../src/ops/verify/expected';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config, stage } from './config';

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:image-service-dev-alarms';
const BUCKET = 'images-lego-moc-dev';
const EMAIL = 'oncall@lego-api.com';

const values: StageConfig = stage('dev', { alarmEmails: [EMAIL] });
const stack = new ImageServiceStack(new App(), { shared: config.shared, stage: values });
const expected = expectedStage(config.shared, values);

/** A statement as the bucket's policy has it. */
export const denial = (test: string, key: string, value: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
  Condition: { [test]: { [key]: value } },
});

/** A deployed stage behind mocked AWS clients, as it is to be; tests break it part by part. */
export class FakeStage {
  readonly acm = mockClient(ACMClient);
  readonly api = mockClient(ApiGatewayV2Client);
  readonly cloudfront = mockClient(CloudFrontClient);
  readonly cloudwatch = mockClient(CloudWatchClient);
  readonly dynamodb = mockClient(DynamoDBClient);
  readonly ec2 = mockClient(EC2Client);
  readonly s3 = mockClient(S3Client);
  readonly sns = mockClient(SNSClient);
  readonly requested: string[] = [];
  /** What the API answers without a token. */
  apiStatus = 404;
  cdnAnswer: HttpAnswer = { status: 301, location: 'https://images/', body: '' };
  readonly table = healthyTable();
  readonly distribution = healthyDistribution();
  readonly alarms = healthyAlarms();
  readonly widgets = [...stack.monitoring.dashboard.widgets];
  readonly clients: VerifyClients = {
    ...serviceClients('us-east-1', {}),
    monitoring: monitoringClients({}),
    request: (url, method = 'GET') => {
      this.requested.push(`${method} ${url}`);
      return Promise.resolve(
        url.startsWith('http:')
          ? this.cdnAnswer
          : { status: this.apiStatus, location: undefined, body: '' },
      );
    },
  };
  context: VerifyContext = { stage: values, expected, state: healthyState(), isLocal: false };

  constructor() {
    this.answerForData();
    this.answerForDelivery();
    this.answerForMonitoring();
  }

  private answerForData(): void {
    this.dynamodb.on(DescribeTableCommand).callsFake(() => ({ Table: this.table }));
    this.dynamodb.on(DescribeContinuousBackupsCommand).resolves({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    });
    this.s3.on(HeadBucketCommand).resolves({});
    this.s3.on(GetBucketLifecycleConfigurationCommand).resolves({
      Rules: [
        { ID: 'abort-multipart-uploads', Status: 'Enabled' },
        { ID: 'expire-noncurrent-versions', Status: 'Enabled' },
        {
          ID: 'intelligent-tiering',
          Status: 'Enabled',
          Transitions: [{ Days: 30, StorageClass: 'INTELLIGENT_TIERING' }],
        },
      ],
    });
    this.s3.on(GetBucketCorsCommand).resolves({
      CORSRules: [
        {
          AllowedMethods: ['PUT', 'POST'],
          AllowedOrigins: ['https://dev.lego-api.com', 'http://localhost:3000'],
          ExposeHeaders: ['ETag'],
        },
      ],
    });
    this.s3.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
    this.s3.on(GetBucketEncryptionCommand).resolves({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    this.s3.on(GetPublicAccessBlockCommand).resolves({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    this.setPolicy([
      denial('Bool', 'aws:SecureTransport', 'false'),
      denial('NumericLessThan', 's3:TlsVersion', '1.2'),
    ]);
    this.ec2
      .on(DescribeVpcsCommand)
      .resolves({ Vpcs: [{ CidrBlock: '10.40.0.0/20', State: 'available' }] });
    this.ec2.on(DescribeVpcEndpointsCommand).resolves({
      VpcEndpoints: ['dynamodb', 's3'].map((name) => ({
        ServiceName: `com.amazonaws.us-east-1.${name}`,
        State: 'Available',
      })),
    });
  }

  private answerForDelivery(): void {
    this.cloudfront
      .on(GetDistributionCommand)
      .callsFake(() => ({ Distribution: this.distribution }));
    this.cloudfront.on(GetOriginAccessControlCommand).resolves({
      OriginAccessControl: {
        Id: 'oac',
        OriginAccessControlConfig: {
          Name: 'images',
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    });
    this.cloudfront.on(GetCachePolicyCommand).resolves({
      CachePolicy: {
        Id: 'cache',
        LastModifiedTime: new Date(0),
        CachePolicyConfig: {
          Name: 'images',
          MinTTL: 0,
          DefaultTTL: 86_400,
          MaxTTL: 31_536_000,
          ParametersInCacheKeyAndForwardedToOrigin: {
            EnableAcceptEncodingGzip: false,
            HeadersConfig: { HeaderBehavior: 'none' },
            CookiesConfig: { CookieBehavior: 'none' },
            QueryStringsConfig: { QueryStringBehavior: 'none' },
          },
        },
      },
    });
    this.acm.on(DescribeCertificateCommand).resolves({
      Certificate: { DomainName: 'images.dev.lego-api.com', Status: 'ISSUED' },
    });
    this.api.on(GetApiCommand).resolves({ Name: 'image-service-dev', ProtocolType: 'HTTP' });
    this.api.on(GetAuthorizerCommand).resolves({
      AuthorizerType: 'JWT',
      JwtConfiguration: {
        Issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE',
        Audience: ['image-service-dev'],
      },
    });
    this.api.on(GetStageCommand).resolves({
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
  }

  private answerForMonitoring(): void {
    this.cloudwatch.on(DescribeAlarmsCommand).callsFake(() => ({ MetricAlarms: this.alarms }));
    this.cloudwatch
      .on(GetDashboardCommand)
      .callsFake(() => ({ DashboardBody: JSON.stringify({ widgets: this.widgets }) }));
    this.sns.on(GetTopicAttributesCommand).resolves({ Attributes: { KmsMasterKeyId: 'key' } });
    this.setSubscription(`${TOPIC}:1`);
  }

  setPolicy(statements: readonly object[]): void {
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    this.s3.on(GetBucketPolicyCommand).resolves({ Policy: policy });
  }

  setSubscription(arn: string): void {
    this.sns.on(ListSubscriptionsByTopicCommand).resolves({
      Subscriptions: [{ Endpoint: EMAIL, Protocol: 'email', SubscriptionArn: arn }],
    });
  }

  setState(changes: Partial<TerraformState>): void {
    this.context = { ...this.context, state: { ...this.context.state, ...changes } };
  }
}

function healthyTable(): TableDescription {
  return {
    TableName: 'ImageMetadata-dev',
    TableStatus: 'ACTIVE',
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'UserIndex',
        KeySchema: [
          { AttributeName: 'userId', KeyType: 'HASH' },
          { AttributeName: 'createdAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
    DeletionProtectionEnabled: false,
  };
}

function healthyDistribution() {
  return {
    Status: 'Deployed',
    DistributionConfig: {
      Enabled: true,
      Aliases: { Quantity: 1, Items: ['images.dev.lego-api.com'] },
      Origins: {
        Quantity: 1,
        Items: [
          {
            Id: 'images',
            DomainName: `${BUCKET}.s3.us-east-1.amazonaws.com`,
            OriginAccessControlId: 'oac',
          },
        ],
      },
      DefaultCacheBehavior: {
        TargetOriginId: 'images',
        ViewerProtocolPolicy: 'redirect-to-https',
        CachePolicyId: 'cache',
      },
      ViewerCertificate: {
        ACMCertificateArn: 'arn:certificate',
        MinimumProtocolVersion: 'TLSv1.2_2021',
      },
    },
  } satisfies Partial<{ [K in keyof Distribution]: unknown }>;
}

function healthyAlarms(): MetricAlarm[] {
  return stack.monitoring.alarms.alarms.map(({ resource, series, threshold }) => ({
    AlarmName: resource.alarmNameInput,
    StateValue: 'OK',
    ActionsEnabled: true,
    AlarmActions: [TOPIC],
    ComparisonOperator:
      resource.comparisonOperatorInput === 'LessThanThreshold'
        ? 'LessThanThreshold'
        : 'GreaterThanThreshold',
    Threshold: threshold,
    EvaluationPeriods: resource.evaluationPeriodsInput,
    DatapointsToAlarm: resource.datapointsToAlarmInput,
    ...('expression' in series
      ? {
          Metrics: [
            { Id: 'result', Expression: series.expression },
            // In another order than they were given.
            ...Object.entries(series.metrics)
              .reverse()
              .map(([Id, metric]) => ({
                Id,
                MetricStat: {
                  Metric: { Namespace: metric.namespace, MetricName: metric.metricName },
                  Period: metric.period,
                  Stat: metric.statistic,
                },
              })),
          ],
        }
      : {
          MetricName: series.metricName,
          Period: series.period,
          ...statisticOf(series.statistic),
        }),
  }));
}

function statisticOf(name: Statistic) {
  return name === 'Average' || name === 'Maximum' || name === 'Minimum' || name === 'Sum'
    ? { Statistic: name }
    : { ExtendedStatistic: name };
}

function healthyState(): TerraformState {
  const known: Readonly<Record<string, string>> = {
    alarm_topic_arn: TOPIC,
    api_endpoint: 'https://a1b2c3.execute-api.us-east-1.amazonaws.com',
    api_id: 'a1b2c3',
    cdn_distribution_id: 'E123',
    cdn_domain_name: 'd123.cloudfront.net',
    jwt_authorizer_id: 'auth',
  };
  return {
    serial: 1,
    lineage: 'lineage',
    terraformVersion: '1.11.4',
    outputs: Object.fromEntries(
      expected.outputs.map((name) => [name, { value: known[name] ?? 'known', sensitive: false }]),
    ),
    resources: [
      {
        address: 'aws_vpc.network',
        mode: 'managed',
        type: 'aws_vpc',
        tainted: false,
        attributes: { id: 'vpc-1' },
        sensitivePaths: [],
      },
    ],
  };
}
