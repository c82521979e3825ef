import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { GetApiCommand, GetAuthorizerCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import {
  GetCachePolicyCommand,
  GetDistributionCommand,
  GetMonitoringSubscriptionCommand,
  GetOriginAccessControlCommand,
  GetResponseHeadersPolicyCommand,
} from '@aws-sdk/client-cloudfront';
import {
  DescribeDeliveriesCommand,
  DescribeDeliveryDestinationsCommand,
  DescribeDeliverySourcesCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ListTagsOfResourceCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import {
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import type { Route53Client } from '@aws-sdk/client-route-53';
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
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { apiLogGroupName } from '../../src/config/names';
import type { StageClients } from './stage-clients';

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
    boundaries: await boundariesOfRoles(clients.iam),
  };
}

/** The boundary of each role, with which a role can do no more than that. */
async function boundariesOfRoles(iam: IAMClient) {
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const found = Roles.map(async ({ RoleName }) => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    return Role?.PermissionsBoundary?.PermissionsBoundaryArn;
  });
  return Promise.all(found);
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

async function readCdn({ cloudfront, acm, logs }: StageClients, id: string) {
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
    logs: await deliveredLogs(logs),
  };
}

/** From where, to where and as what each delivery leads, and whether it has the visitors' cookies. */
async function deliveredLogs(logs: StageClients['logs']) {
  const { deliveries = [] } = await logs.send(new DescribeDeliveriesCommand({}));
  const { deliverySources = [] } = await logs.send(new DescribeDeliverySourcesCommand({}));
  const { deliveryDestinations = [] } = await logs.send(
    new DescribeDeliveryDestinationsCommand({}),
  );
  return deliveries.map((delivery) => {
    const source = deliverySources.find(({ name }) => name === delivery.deliverySourceName);
    const destination = deliveryDestinations.find(
      ({ arn }) => arn === delivery.deliveryDestinationArn,
    );
    return [
      source?.service,
      source?.logType,
      destination?.deliveryDestinationConfiguration?.destinationResourceArn,
      destination?.outputFormat,
      delivery.recordFields?.includes('cs(Cookie)') === true ? 'with cookies' : 'without cookies',
    ].join(' ');
  });
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

/** Type and name of every record of the zone. */
export async function records(route53: Route53Client): Promise<string[]> {
  const { HostedZones = [] } = await route53.send(
    new ListHostedZonesByNameCommand({ DNSName: 'lego-api.com' }),
  );
  const { ResourceRecordSets = [] } = await route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: HostedZones[0]?.Id }),
  );
  return ResourceRecordSets.map((record) => `${record.Type ?? ''} ${record.Name ?? ''}`).sort();
}
