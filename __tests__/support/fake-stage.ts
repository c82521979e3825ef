import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetAuthorizerCommand,
  GetStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CloudFrontClient,
  GetCachePolicyCommand,
  GetDistributionCommand,
  GetOriginAccessControlCommand,
} from '@aws-sdk/client-cloudfront';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
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
  GetBucketNotificationConfigurationCommand,
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
import { mockClient } from 'aws-sdk-client-mock';
import type { HttpAnswer } from '../../src/aws/http-request';
import { monitoringClients } from '../../src/aws/monitoring-clients';
import { serviceClients } from '../../src/aws/service-clients';
import type { TerraformState } from '../../src/terraform/state/state-file';
import type { VerifyClients, VerifyContext } from '../../src/ops/verify/deployed';
import {
  BUCKET,
  EMAIL,
  expected,
  healthyAlarms,
  healthyCompositeAlarms,
  healthyDistribution,
  healthyState,
  healthyTable,
  stack,
  TOPIC,
  values,
} from './healthy-stage';

/** A statement as the bucket's policy has it. */
export const denial = (test: string, key: string, value: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
  Condition: { [test]: { [key]: value } },
});

/** A deployed stage without functions behind mocked AWS clients, as it is to be; tests break it part by part. */
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
  readonly compositeAlarms = healthyCompositeAlarms();
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
  context: VerifyContext = {
    stage: values,
    expected,
    state: healthyState(),
    settings: [],
    isLocal: false,
  };

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
    this.s3.on(GetBucketNotificationConfigurationCommand).resolves({});
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
          ExposeHeaders: ['ETag', 'Location'],
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
    this.cloudwatch
      .on(DescribeAlarmsCommand, { AlarmTypes: ['MetricAlarm'] })
      .callsFake(() => ({ MetricAlarms: this.alarms }))
      .on(DescribeAlarmsCommand, { AlarmTypes: ['CompositeAlarm'] })
      .callsFake(() => ({ CompositeAlarms: this.compositeAlarms }));
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
