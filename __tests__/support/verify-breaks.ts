import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { GetApiCommand, GetAuthorizerCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { GetCachePolicyCommand, GetOriginAccessControlCommand } from '@aws-sdk/client-cloudfront';
import { DescribeContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { DescribeVpcEndpointsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { s3Error } from './fake-backend';
import type { FakeStage } from './fake-stage';
import { denial } from './fake-stage';
import { PAGE_TOPIC } from './healthy-stage';

/** A change to a healthy stage, and what is then found. */
interface Break {
  /** Changes the stage by hand, as it were. */
  readonly change: (fake: FakeStage) => void;
  readonly found: string | ((fake: FakeStage) => string);
  /** No deploy decides it. @default false */
  readonly isWarning?: boolean;
}

const allButOne = ({ length }: FakeStage['alarms']): string => `${length - 1} of ${length}`;

/** By the check's id: what breaks it, and what is then found. A check without an entry fails the suite. */
export const BREAKS: Readonly<Record<string, Break>> = {
  'table-exists': {
    change: ({ table }) => (table.TableStatus = 'DELETING'),
    found: 'ImageMetadata-dev DELETING',
  },
  'table-keys': {
    change: ({ table }) => table.KeySchema?.pop(),
    found: 'range_key none instead of SK',
  },
  'table-index': {
    change: ({ table }) => (table.GlobalSecondaryIndexes = []),
    found: [
      'global_secondary_index.name none instead of UserIndex',
      'global_secondary_index.hash_key none instead of userId',
      'global_secondary_index.range_key none instead of createdAt',
      'global_secondary_index.projection_type none instead of ALL',
    ].join(', '),
  },
  'table-billing': {
    change: ({ table }) => (table.BillingModeSummary = undefined),
    found: 'billing_mode PROVISIONED instead of PAY_PER_REQUEST',
  },
  'table-recovery': {
    change: ({ dynamodb }) =>
      dynamodb.on(DescribeContinuousBackupsCommand).resolves({
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      }),
    found: 'point_in_time_recovery.enabled false instead of true',
  },
  'table-encryption': {
    change: ({ table }) => (table.SSEDescription = undefined),
    found: 'default key',
  },
  'table-deletion-protection': {
    change: ({ table }) => (table.DeletionProtectionEnabled = true),
    found: 'deletion_protection_enabled true instead of false',
  },
  'bucket-exists': {
    change: ({ s3 }) => s3.on(HeadBucketCommand).rejects(s3Error('NotFound', 404)),
    found: 'none (NotFound)',
  },
  'bucket-lifecycle': {
    change: ({ s3 }) =>
      s3.on(GetBucketLifecycleConfigurationCommand).resolves({
        Rules: [
          {
            ID: 'intelligent-tiering',
            Status: 'Enabled',
            Transitions: [{ Days: 90, StorageClass: 'INTELLIGENT_TIERING' }],
          },
          { ID: 'abort-multipart-uploads', Status: 'Disabled' },
        ],
      }),
    found:
      'rule.id intelligent-tiering instead of abort-multipart-uploads, expire-noncurrent-versions, intelligent-tiering, transition.days 90 instead of 30',
  },
  'bucket-cors': {
    change: ({ s3 }) =>
      s3
        .on(GetBucketCorsCommand)
        .resolves({ CORSRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['*'] }] }),
    found:
      'cors_rule.allowed_methods PUT instead of POST, PUT, cors_rule.allowed_origins * instead of http://localhost:3000, https://dev.lego-api.com, cors_rule.expose_headers none instead of ETag, Location',
  },
  'bucket-versioning': {
    change: ({ s3 }) => s3.on(GetBucketVersioningCommand).resolves({ Status: 'Suspended' }),
    found: 'versioning_configuration.status Suspended instead of Enabled',
  },
  'bucket-encryption': {
    change: ({ s3 }) =>
      s3
        .on(GetBucketEncryptionCommand)
        .rejects(s3Error('ServerSideEncryptionConfigurationNotFoundError', 404)),
    found: 'none (ServerSideEncryptionConfigurationNotFoundError)',
  },
  'bucket-public-access': {
    change: ({ s3 }) =>
      s3.on(GetPublicAccessBlockCommand).resolves({
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
      }),
    found:
      'block_public_policy false instead of true, restrict_public_buckets false instead of true',
  },
  'bucket-plain-http': {
    change: (fake) => {
      fake.setPolicy([
        { ...denial('Bool', 'aws:SecureTransport', 'false'), Action: ['s3:PutObject'] },
        denial('NumericLessThan', 's3:TlsVersion', '1.2'),
      ]);
    },
    found: 'no statement of the policy denies it to everyone',
  },
  'bucket-old-tls': {
    change: (fake) => {
      fake.setPolicy([denial('Bool', 'aws:SecureTransport', 'false')]);
    },
    found: 'no statement of the policy denies it to everyone',
  },
  'cdn-deployed': {
    change: ({ distribution }) => (distribution.DistributionConfig.Enabled = false),
    found: 'Deployed, disabled',
  },
  'cdn-origin': {
    change: ({ distribution }) => {
      for (const origin of distribution.DistributionConfig.Origins.Items)
        origin.DomainName = 'other.s3.us-east-1.amazonaws.com';
    },
    found: 'other',
  },
  'cdn-origin-access': {
    change: ({ cloudfront }) =>
      cloudfront.on(GetOriginAccessControlCommand).resolves({
        OriginAccessControl: {
          Id: 'oac',
          OriginAccessControlConfig: {
            Name: 'images',
            OriginAccessControlOriginType: 's3',
            SigningBehavior: 'never',
            SigningProtocol: 'sigv4',
          },
        },
      }),
    found: 'signing_behavior never instead of always',
  },
  'cdn-cache': {
    change: ({ cloudfront }) =>
      cloudfront.on(GetCachePolicyCommand).resolves({
        CachePolicy: {
          Id: 'cache',
          LastModifiedTime: new Date(0),
          CachePolicyConfig: {
            Name: 'images',
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
        },
      }),
    found:
      'default_ttl 1 instead of 86400, max_ttl 2 instead of 31536000, query_strings_config.query_string_behavior all instead of none',
  },
  'cdn-https': {
    change: ({ distribution }) =>
      (distribution.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'),
    found: 'default_cache_behavior.viewer_protocol_policy allow-all instead of redirect-to-https',
  },
  'cdn-https-live': {
    change: (fake) => (fake.cdnAnswer = { status: 200, location: undefined, body: '' }),
    found: '200',
  },
  'cdn-tls': {
    change: ({ distribution }) =>
      (distribution.DistributionConfig.ViewerCertificate.MinimumProtocolVersion = 'TLSv1'),
    found: 'viewer_certificate.minimum_protocol_version TLSv1 instead of TLSv1.2_2021',
  },
  'cdn-alias': {
    change: ({ distribution }) => (distribution.DistributionConfig.Aliases.Items = []),
    found: 'aliases none instead of images.dev.lego-api.com',
  },
  'cdn-certificate': {
    change: ({ acm }) =>
      acm
        .on(DescribeCertificateCommand)
        .resolves({ Certificate: { DomainName: 'images.dev.lego-api.com', Status: 'EXPIRED' } }),
    found: 'images.dev.lego-api.com EXPIRED',
  },
  'api-exists': {
    change: ({ api }) => api.on(GetApiCommand).rejects(s3Error('NotFoundException', 404)),
    found: 'none (NotFoundException)',
  },
  'api-authorizer': {
    change: ({ api }) =>
      api.on(GetAuthorizerCommand).resolves({
        AuthorizerType: 'JWT',
        JwtConfiguration: { Issuer: 'https://elsewhere', Audience: ['anyone'] },
      }),
    found:
      'jwt_configuration.issuer https://elsewhere instead of https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE, jwt_configuration.audience anyone instead of image-service-dev',
  },
  'api-throttling': {
    change: ({ api }) => api.on(GetStageCommand).resolves({}),
    found:
      'default_route_settings.throttling_rate_limit none instead of 50, default_route_settings.throttling_burst_limit none instead of 100',
  },
  'api-answers': {
    change: (fake) => (fake.apiStatus = 503),
    found: '503 without routes',
  },
  vpc: {
    change: ({ ec2 }) => ec2.on(DescribeVpcsCommand).resolves({ Vpcs: [] }),
    found: 'none',
  },
  'vpc-endpoints': {
    change: ({ ec2 }) =>
      ec2.on(DescribeVpcEndpointsCommand).resolves({
        VpcEndpoints: [{ ServiceName: 'com.amazonaws.us-east-1.s3', State: 'Available' }],
      }),
    found: 's3',
  },
  dashboard: {
    change: ({ widgets }) => widgets.pop(),
    found: ({ widgets }) => {
      // The headings are no widgets that are compared.
      const { length } = widgets.filter(({ type }) => type !== 'text');
      return `${length} of ${length + 1} widgets; missing: API Gateway: Latency of the functions (ms)`;
    },
  },
  'alarms-thresholds': {
    change: ({ alarms }) => {
      for (const alarm of alarms)
        if (alarm.AlarmName === 'image-service-dev-s3-5xx') alarm.Threshold = 500;
    },
    found: ({ alarms }) =>
      `${allButOne(alarms)} alarms; s3-5xx has 5xxErrors (expression) > 500 in 1 h (us-east-1) FILL(errors, 0)`,
  },
  'alarms-actions': {
    change: ({ alarms }) => {
      for (const alarm of alarms)
        if (alarm.AlarmName === 'image-service-dev-api-5xx') alarm.ActionsEnabled = false;
    },
    found: ({ alarms }) => `${allButOne(alarms)} alarms; missing: api-5xx`,
  },
  'alarms-page': {
    change: ({ compositeAlarms }) => {
      const child = 'ALARM("image-service-dev-api-5xx")';
      for (const alarm of compositeAlarms)
        alarm.AlarmRule = alarm.AlarmRule?.replace(` OR ${child}`, '');
      // It raises one that pages nobody.
      compositeAlarms.push({ AlarmName: 'image-service-dev-other', AlarmRule: child });
    },
    found: '4 of 5 alarms; missing: api-5xx',
  },
  'alarms-ok': {
    change: ({ alarms }) => {
      for (const alarm of alarms)
        if (alarm.AlarmName === 'image-service-dev-api-5xx') alarm.StateValue = 'ALARM';
    },
    found: ({ alarms }) => `${alarms.length - 1} OK; api-5xx ALARM`,
    isWarning: true,
  },
  topic: {
    change: ({ sns }) =>
      sns.on(GetTopicAttributesCommand, { TopicArn: PAGE_TOPIC }).resolves({ Attributes: {} }),
    found: 'encrypted in none',
  },
  subscriptions: {
    change: (fake) => {
      fake.setSubscription('Deleted');
    },
    found: 'none',
  },
  'subscriptions-confirmed': {
    change: (fake) => {
      fake.setSubscription('PendingConfirmation');
    },
    found:
      'oncall@lego-api.com (alarms, us-east-1), oncall@lego-api.com (pages, us-east-1) pending',
    isWarning: true,
  },
  outputs: {
    change: (fake) => {
      const outputs = Object.entries(fake.context.state.outputs);
      fake.setState({
        outputs: Object.fromEntries(outputs.filter(([name]) => name !== 'table_name')),
      });
    },
    found: '14 of 15 outputs; missing: table_name',
  },
};
