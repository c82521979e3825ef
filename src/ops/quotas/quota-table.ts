import { paginateListCertificates } from '@aws-sdk/client-acm';
import {
  ListCachePoliciesCommand,
  ListResponseHeadersPoliciesCommand,
  paginateListDistributions,
} from '@aws-sdk/client-cloudfront';
import { paginateListTables } from '@aws-sdk/client-dynamodb';
import { paginateDescribeVpcEndpoints, paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { paginateListBuckets } from '@aws-sdk/client-s3';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { StageConfig } from '../../config/schema';
import type { ServiceClients } from '../../aws/service-clients';
import { thresholdOf } from '../../constructs/monitoring/alarm-definitions';
import { LIMITS } from '../../costs/inputs';

/** How use and limits are asked for. */
export interface QuotaClients extends ServiceClients {
  readonly quotas: (region: string) => ServiceQuotasClient;
}

export interface StageNeeds {
  readonly stage: StageConfig;
  /** How many resources of a type its stack has, e.g. of `aws_s3_bucket`. */
  readonly count: (type: string) => number;
  /** How many executions its functions reserve. */
  readonly reservedConcurrency: number;
  /** How many names its distribution has. */
  readonly aliases: number;
}

export interface Quota {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** The quota's code there, or its name, where no public source gives the code. */
  readonly listed: { readonly code: string } | { readonly name: string };
  /** Where Service Quotas knows it: the account-wide ones only in us-east-1. @default the stage's region */
  readonly region?: 'us-east-1';
  /**
   * What the account uses now; that of a deployed stage is part of it.
   * @default nothing: nobody can take a part of it away beforehand
   */
  readonly used?: (clients: QuotaClients) => Promise<number>;
  readonly needs: (needs: StageNeeds) => number;
  /**
   * `peak`: used only under full load, so that it comes on top whether the stage is deployed or not.
   * @default a resource, counted in `used` once it is deployed
   */
  readonly kind?: 'peak';
  /** The limit by the service's own word, where Service Quotas does not answer. @default none */
  readonly limit?: (clients: QuotaClients) => Promise<number | undefined>;
  /** What AWS documents for an account that never asked for more, where nothing answers. */
  readonly documented: number;
}

/** Policies of the account itself; AWS's own are in no quota. A page holds more than the quota lets there be. */
const CUSTOM = { Type: 'custom', MaxItems: 100 } as const;

/** Executions that Lambda lets nobody reserve: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
const UNRESERVED = 100;

/**
 * The quotas. Each code was looked up, none was guessed; `aws service-quotas list-service-quotas
 * --service-code <service>` lists them. The documented values are those of
 * https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html, or of the page that is
 * named at the quota.
 */
export const QUOTAS: readonly Quota[] = [
  {
    id: 'lambda-concurrency',
    name: 'Lambda: concurrent executions',
    service: 'lambda',
    listed: { code: 'L-B99A9384' },
    documented: LIMITS.concurrency.value,
    kind: 'peak',
    used: async ({ lambda }) => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions: free } = AccountLimit ?? {};
      // What functions have reserved for themselves.
      return ConcurrentExecutions - (free ?? ConcurrentExecutions);
    },
    // As many as run at once when every permitted request takes as long as just raises no alarm; at
    // least what the stage's functions reserve, which once deployed counts twice, to be safe.
    needs: ({ stage, reservedConcurrency: reserved }) =>
      Math.max(
        Math.ceil(
          (stage.apiRateLimit *
            (thresholdOf('lambda-duration', stage.alarmThresholds ?? {}) ?? 0)) /
            1000,
        ),
        reserved === 0 ? 0 : reserved + UNRESERVED,
      ),
    limit: async ({ lambda }) => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return AccountLimit?.ConcurrentExecutions;
    },
  },
  {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html; some newer regions
    // begin with a quarter of it, as of the burst.
    id: 'api-rate',
    name: 'API Gateway: requests per second',
    service: 'apigateway',
    listed: { code: 'L-8A5B8E43' },
    documented: LIMITS.apiRequests.value,
    kind: 'peak',
    needs: ({ stage }) => stage.apiRateLimit,
  },
  {
    id: 'api-burst',
    name: 'API Gateway: burst of requests',
    service: 'apigateway',
    listed: { code: 'L-CDF5615A' },
    documented: 5000,
    kind: 'peak',
    needs: ({ stage }) => stage.apiBurstLimit,
  },
  {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html; it
    // was 200 for years.
    id: 'distributions',
    name: 'CloudFront: distributions',
    service: 'cloudfront',
    listed: { code: 'L-24B04930' },
    region: 'us-east-1',
    documented: LIMITS.distributions.value,
    used: ({ cloudfront: client }) =>
      total(paginateListDistributions({ client }, {}), (page) => page.DistributionList?.Items),
    needs: ({ count }) => count('aws_cloudfront_distribution'),
  },
  {
    // The same page, which links to the quota by its code.
    id: 'cache-policies',
    name: 'CloudFront: cache policies',
    service: 'cloudfront',
    listed: { code: 'L-7D134442' },
    region: 'us-east-1',
    documented: LIMITS.cachePolicies.value,
    used: async ({ cloudfront }) => {
      const { CachePolicyList } = await cloudfront.send(new ListCachePoliciesCommand(CUSTOM));
      return CachePolicyList?.Items?.length ?? 0;
    },
    needs: ({ count }) => count('aws_cloudfront_cache_policy'),
  },
  {
    // The same page; the code as others' Terraform reads the quota by it.
    id: 'response-headers-policies',
    name: 'CloudFront: response headers policies',
    service: 'cloudfront',
    listed: { code: 'L-CF0D4FC5' },
    region: 'us-east-1',
    documented: LIMITS.responseHeadersPolicies.value,
    used: async ({ cloudfront }) => {
      const { ResponseHeadersPolicyList } = await cloudfront.send(
        new ListResponseHeadersPoliciesCommand(CUSTOM),
      );
      return ResponseHeadersPolicyList?.Items?.length ?? 0;
    },
    needs: ({ count }) => count('aws_cloudfront_response_headers_policy'),
  },
  {
    // https://docs.aws.amazon.com/general/latest/gr/cf_region.html has its name.
    id: 'aliases',
    name: 'CloudFront: aliases of one distribution',
    service: 'cloudfront',
    listed: { name: 'Alternate domain names (CNAMEs) per distribution' },
    region: 'us-east-1',
    documented: 100,
    kind: 'peak',
    needs: ({ aliases }) => aliases,
  },
  {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    id: 'query-strings',
    name: 'CloudFront: query strings in a cache policy',
    service: 'cloudfront',
    listed: { name: 'Query strings per cache policy' },
    region: 'us-east-1',
    documented: 10,
    kind: 'peak',
    needs: ({ stage }) => stage.cachedQueryStrings.length,
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html
    id: 'buckets',
    name: 'S3: buckets',
    service: 's3',
    listed: { code: 'L-DC2B2D3D' },
    region: 'us-east-1',
    documented: 10_000,
    used: ({ s3: client }) => total(paginateListBuckets({ client }, {}), (page) => page.Buckets),
    needs: ({ count }) => count('aws_s3_bucket'),
  },
  {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
    id: 'tables',
    name: 'DynamoDB: tables',
    service: 'dynamodb',
    listed: { code: 'L-F98FE922' },
    documented: 2500,
    used: ({ dynamodb: client }) =>
      total(paginateListTables({ client }, {}), (page) => page.TableNames),
    needs: ({ count }) => count('aws_dynamodb_table'),
  },
  {
    // https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
    id: 'certificates',
    name: 'ACM: certificates',
    service: 'acm',
    listed: { code: 'L-F141DD1D' },
    region: 'us-east-1',
    documented: 2500,
    used: ({ acm: client }) =>
      total(paginateListCertificates({ client }, {}), (page) => page.CertificateSummaryList),
    needs: ({ count }) => count('aws_acm_certificate'),
  },
  {
    // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    id: 'vpcs',
    name: 'VPC: VPCs',
    service: 'vpc',
    listed: { code: 'L-F678F1CE' },
    documented: LIMITS.vpcs.value,
    used: ({ ec2: client }) => total(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs),
    needs: ({ count }) => count('aws_vpc'),
  },
  {
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
    id: 'gateway-endpoints',
    name: 'VPC: gateway endpoints',
    service: 'vpc',
    listed: { code: 'L-1B52E74A' },
    documented: 20,
    used: ({ ec2: client }) =>
      total(
        paginateDescribeVpcEndpoints(
          { client },
          { Filters: [{ Name: 'vpc-endpoint-type', Values: ['Gateway'] }] },
        ),
        (page) => page.VpcEndpoints,
      ),
    needs: ({ stage, count }) => count('aws_vpc_endpoint') - interfaceEndpoints(stage),
  },
  {
    // The same page.
    id: 'interface-endpoints',
    name: "VPC: interface endpoints of the stage's own VPC",
    service: 'vpc',
    listed: { code: 'L-29B6F2EB' },
    documented: 50,
    kind: 'peak',
    needs: ({ stage }) => interfaceEndpoints(stage),
  },
];

const interfaceEndpoints = ({ network }: StageConfig): number =>
  network.mode === 'vpc' ? network.interfaceEndpoints.length : 0;

async function total<Page>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly unknown[] | undefined,
): Promise<number> {
  let count = 0;
  for await (const page of pages) count += items(page)?.length ?? 0;
  return count;
}
