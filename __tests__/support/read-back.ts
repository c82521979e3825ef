import {
  ACMClient,
  DescribeCertificateCommand,
  ListCertificatesCommand,
} from '@aws-sdk/client-acm';
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetApisCommand,
  GetAuthorizerCommand,
  GetStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CloudFrontClient,
  GetCachePolicyCommand,
  GetDistributionCommand,
  GetMonitoringSubscriptionCommand,
  GetOriginAccessControlCommand,
  GetResponseHeadersPolicyCommand,
  ListCachePoliciesCommand,
  ListDistributionsCommand,
  ListOriginAccessControlsCommand,
  ListResponseHeadersPoliciesCommand,
} from '@aws-sdk/client-cloudfront';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
} from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import {
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  GetBucketMetricsConfigurationCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { apiLogGroupName } from '../../src/config/names';
import type { Environment } from '../../src/config/overrides';
import { clientSettings } from '../../src/ops/aws';
import { monitoringRemains } from './monitoring-remains';

/** One client for every service that a stage uses. */
export interface StageClients {
  readonly acm: ACMClient;
  readonly api: ApiGatewayV2Client;
  readonly cloudfront: CloudFrontClient;
  readonly cloudwatch: CloudWatchClient;
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly route53: Route53Client;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

export function stageClients(env: Environment): StageClients {
  const settings = clientSettings('us-east-1', env);
  return {
    acm: new ACMClient(settings),
    api: new ApiGatewayV2Client(settings),
    cloudfront: new CloudFrontClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    dynamodb: new DynamoDBClient(settings),
    kms: new KMSClient(settings),
    logs: new CloudWatchLogsClient(settings),
    route53: new Route53Client(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
  };
}

type Outputs = Readonly<Record<string, string>>;

/** A deployed stage as AWS tells it, found by the stack's outputs. */
export async function readBack(clients: StageClients, outputs: Outputs) {
  const of = (name: string): string => outputs[name] ?? '';
  const bucketName = of('images_bucket_name');
  return {
    table: await readTable(clients.dynamodb, of('table_name')),
    bucket: await readBucket(clients.s3, bucketName),
    logBucket: await readLogBucket(clients.s3, `${bucketName}-logs`),
    cdn: await readCdn(clients, of('cdn_distribution_id')),
    dns: (await records(clients.route53)).filter((record) => /^(A|AAAA) /.test(record)),
    api: await readApi(clients, of('api_id'), of('jwt_authorizer_id')),
  };
}

async function readTable(dynamodb: DynamoDBClient, name: string) {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName: name }),
  );
  const { Tags = [] } = await dynamodb.send(
    new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }),
  );
  const keys = (schema: { AttributeName?: string | undefined; KeyType?: string | undefined }[]) =>
    schema.map((key) => `${key.AttributeName ?? ''}:${key.KeyType ?? ''}`);
  return {
    name: Table?.TableName,
    keys: keys(Table?.KeySchema ?? []),
    indexes: Table?.GlobalSecondaryIndexes?.map((index) =>
      [index.IndexName, ...keys(index.KeySchema ?? []), index.Projection?.ProjectionType].join(' '),
    ),
    billing: Table?.BillingModeSummary?.BillingMode,
    pointInTimeRecovery: backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
    encryption: Table?.SSEDescription?.SSEType,
    deletionProtection: Table?.DeletionProtectionEnabled,
    tags: Object.fromEntries(Tags.map((tag) => [String(tag.Key), tag.Value])),
  };
}

async function readBucket(s3: S3Client, name: string) {
  const bucket = { Bucket: name };
  const { ServerSideEncryptionConfiguration: encryption } = await s3.send(
    new GetBucketEncryptionCommand(bucket),
  );
  const { PublicAccessBlockConfiguration: block } = await s3.send(
    new GetPublicAccessBlockCommand(bucket),
  );
  const { Rules: rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand(bucket));
  const { CORSRules: cors = [] } = await s3.send(new GetBucketCorsCommand(bucket));
  const { LoggingEnabled: logging } = await s3.send(new GetBucketLoggingCommand(bucket));
  const { MetricsConfiguration: metrics } = await s3.send(
    new GetBucketMetricsConfigurationCommand({ ...bucket, Id: 'EntireBucket' }),
  );
  return {
    versioning: (await s3.send(new GetBucketVersioningCommand(bucket))).Status,
    encryption: encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    isPublic: [
      block?.BlockPublicAcls,
      block?.BlockPublicPolicy,
      block?.IgnorePublicAcls,
      block?.RestrictPublicBuckets,
    ].map((blocked) => blocked !== true),
    ownership: await ownership(s3, name),
    lifecycle: rules.map((rule) => rule.ID).sort(),
    tieringDays: rules.find((rule) => rule.ID === 'intelligent-tiering')?.Transitions?.[0]?.Days,
    uploadOrigins: [...(cors[0]?.AllowedOrigins ?? [])].sort(),
    logsTo: logging?.TargetBucket,
    metrics: metrics?.Id,
    policy: await policySids(s3, name),
  };
}

async function policySids(s3: S3Client, bucket: string): Promise<string[]> {
  const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  const { Statement = [] } = JSON.parse(Policy) as { Statement?: { Sid: string }[] };
  return Statement.map((statement) => statement.Sid).sort();
}

async function ownership(s3: S3Client, bucket: string): Promise<string | undefined> {
  const { OwnershipControls } = await s3.send(
    new GetBucketOwnershipControlsCommand({ Bucket: bucket }),
  );
  return OwnershipControls?.Rules?.[0]?.ObjectOwnership;
}

async function readLogBucket(s3: S3Client, name: string) {
  const { Rules = [] } = await s3.send(
    new GetBucketLifecycleConfigurationCommand({ Bucket: name }),
  );
  return {
    ownership: await ownership(s3, name),
    expirationDays: Rules.find((rule) => rule.ID === 'expire-logs')?.Expiration?.Days,
  };
}

async function readCdn({ cloudfront, acm }: StageClients, id: string) {
  const { Distribution } = await cloudfront.send(new GetDistributionCommand({ Id: id }));
  const distribution = Distribution?.DistributionConfig;
  const behavior = distribution?.DefaultCacheBehavior;
  const { CachePolicy } = await cloudfront.send(
    new GetCachePolicyCommand({ Id: behavior?.CachePolicyId }),
  );
  const { ResponseHeadersPolicy } = await cloudfront.send(
    new GetResponseHeadersPolicyCommand({ Id: behavior?.ResponseHeadersPolicyId }),
  );
  const { OriginAccessControl } = await cloudfront.send(
    new GetOriginAccessControlCommand({
      Id: distribution?.Origins?.Items?.[0]?.OriginAccessControlId,
    }),
  );
  const { MonitoringSubscription } = await cloudfront.send(
    new GetMonitoringSubscriptionCommand({ DistributionId: id }),
  );
  const { Certificate } = await acm.send(
    new DescribeCertificateCommand({
      CertificateArn: distribution?.ViewerCertificate?.ACMCertificateArn,
    }),
  );
  const access = OriginAccessControl?.OriginAccessControlConfig;
  const cache = CachePolicy?.CachePolicyConfig;
  const key = cache?.ParametersInCacheKeyAndForwardedToOrigin;
  const headers = ResponseHeadersPolicy?.ResponseHeadersPolicyConfig;
  return {
    status: Distribution?.Status,
    aliases: distribution?.Aliases?.Items,
    httpVersion: distribution?.HttpVersion,
    ipv6: distribution?.IsIPV6Enabled,
    priceClass: distribution?.PriceClass,
    viewerProtocol: behavior?.ViewerProtocolPolicy,
    tls: distribution?.ViewerCertificate?.MinimumProtocolVersion,
    certificate: `${Certificate?.Status ?? ''} ${Certificate?.DomainName ?? ''}`,
    originAccess: [
      access?.OriginAccessControlOriginType,
      access?.SigningBehavior,
      access?.SigningProtocol,
    ].join(' '),
    ttl: [cache?.MinTTL, cache?.DefaultTTL, cache?.MaxTTL],
    cookies: key?.CookiesConfig?.CookieBehavior,
    queryStrings: key?.QueryStringsConfig?.QueryStringBehavior,
    hsts: headers?.SecurityHeadersConfig?.StrictTransportSecurity?.AccessControlMaxAgeSec,
    resourcePolicy: headers?.CustomHeadersConfig?.Items?.[0]?.Value,
    errorCachingSeconds: distribution?.CustomErrorResponses?.Items?.map(
      (response) => response.ErrorCachingMinTTL,
    ),
    metrics:
      MonitoringSubscription?.RealtimeMetricsSubscriptionConfig?.RealtimeMetricsSubscriptionStatus,
    logsTo: distribution?.Logging?.Bucket,
  };
}

async function readApi({ api, logs }: StageClients, id: string, authorizerId: string) {
  const found = await api.send(new GetApiCommand({ ApiId: id }));
  const authorizer = await api.send(
    new GetAuthorizerCommand({ ApiId: id, AuthorizerId: authorizerId }),
  );
  const stage = await api.send(new GetStageCommand({ ApiId: id, StageName: '$default' }));
  const { logGroups = [] } = await logs.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: apiLogGroupName('dev') }),
  );
  return {
    name: found.Name,
    protocol: found.ProtocolType,
    authorizer: authorizer.AuthorizerType,
    audiences: authorizer.JwtConfiguration?.Audience,
    autoDeploy: stage.AutoDeploy,
    rateLimit: stage.DefaultRouteSettings?.ThrottlingRateLimit,
    burstLimit: stage.DefaultRouteSettings?.ThrottlingBurstLimit,
    detailedMetrics: stage.DefaultRouteSettings?.DetailedMetricsEnabled,
    logRetentionDays: logGroups[0]?.retentionInDays,
  };
}

async function records(route53: Route53Client): Promise<string[]> {
  const { HostedZones = [] } = await route53.send(
    new ListHostedZonesByNameCommand({ DNSName: 'lego-api.com' }),
  );
  const { ResourceRecordSets = [] } = await route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: HostedZones[0]?.Id }),
  );
  return ResourceRecordSets.map((record) => `${record.Type ?? ''} ${record.Name ?? ''}`).sort();
}

/** Everything that there is in the account, asked of every service that a stage uses. */
export async function remains(clients: StageClients) {
  const { acm, api, cloudfront, dynamodb, logs, route53, s3 } = clients;
  const custom = { Type: 'custom' } as const;
  const { TableNames } = await dynamodb.send(new ListTablesCommand({}));
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { DistributionList } = await cloudfront.send(new ListDistributionsCommand({}));
  const { OriginAccessControlList } = await cloudfront.send(
    new ListOriginAccessControlsCommand({}),
  );
  const { CachePolicyList } = await cloudfront.send(new ListCachePoliciesCommand(custom));
  const { ResponseHeadersPolicyList } = await cloudfront.send(
    new ListResponseHeadersPoliciesCommand(custom),
  );
  const { CertificateSummaryList } = await acm.send(new ListCertificatesCommand({}));
  const { Items: apis } = await api.send(new GetApisCommand({}));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  return {
    tables: TableNames,
    buckets: Buckets.map((bucket) => bucket.Name),
    distributions: DistributionList?.Items ?? [],
    originAccessControls: OriginAccessControlList?.Items ?? [],
    cachePolicies: CachePolicyList?.Items ?? [],
    responseHeadersPolicies: ResponseHeadersPolicyList?.Items ?? [],
    certificates: CertificateSummaryList,
    apis,
    logGroups: logGroups.map((group) => group.logGroupName),
    records: await records(route53),
    ...(await monitoringRemains(clients)),
  };
}
