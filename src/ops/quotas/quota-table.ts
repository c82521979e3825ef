import { paginateListCertificates } from '@aws-sdk/client-acm';
import { paginateListDistributions } from '@aws-sdk/client-cloudfront';
import { paginateListTables } from '@aws-sdk/client-dynamodb';
import { paginateDescribeVpcEndpoints, paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { paginateListBuckets } from '@aws-sdk/client-s3';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { StageConfig } from '../../config/schema';
import type { ServiceClients } from '../service-clients';

/** How use and limits are asked for. */
export interface QuotaClients extends ServiceClients {
  readonly lambda: LambdaClient;
  readonly quotas: (region: string) => ServiceQuotasClient;
}

/** What a stage takes of a quota. */
export interface StageNeeds {
  readonly stage: StageConfig;
  /** How many resources of a type its stack has, e.g. of `aws_s3_bucket`. */
  readonly count: (type: string) => number;
}

/** One quota of AWS that a stage takes a part of. */
export interface Quota {
  readonly id: string;
  readonly name: string;
  /** The service's code in Service Quotas. */
  readonly service: string;
  readonly code: string;
  /** Where Service Quotas knows it: the account-wide ones only in us-east-1. */
  readonly region: 'stage' | 'us-east-1';
  /** What the account uses now; that of a deployed stage is part of it. */
  readonly used: (clients: QuotaClients) => Promise<number>;
  readonly needs: (needs: StageNeeds) => number;
  /**
   * `peak`: used only under full load, so that it comes on top whether the stage is deployed or not.
   * @default a resource, counted in `used` once it is deployed
   */
  readonly kind?: 'peak';
  /** The limit by the service's own word, where Service Quotas does not answer. @default none */
  readonly limit?: (clients: QuotaClients) => Promise<number | undefined>;
}

/**
 * The quotas. Each code was looked up, none was guessed; `aws service-quotas list-service-quotas
 * --service-code <service>` lists them. Left out is "Alternate domain names (CNAMEs) per
 * distribution": no public source names its code.
 */
export const QUOTAS: readonly Quota[] = [
  {
    id: 'lambda-concurrency',
    name: 'Lambda: concurrent executions',
    service: 'lambda',
    code: 'L-B99A9384',
    region: 'stage',
    kind: 'peak',
    used: async ({ lambda }) => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions: free } = AccountLimit ?? {};
      // What other functions have reserved for themselves.
      return ConcurrentExecutions - (free ?? ConcurrentExecutions);
    },
    // As many as run at once when every permitted request takes as long as just raises no alarm.
    needs: ({ stage }) =>
      Math.ceil((stage.apiRateLimit * stage.alarmThresholds.lambdaDurationP95Ms) / 1000),
    limit: async ({ lambda }) => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return AccountLimit?.ConcurrentExecutions;
    },
  },
  {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    id: 'api-rate',
    name: 'API Gateway: requests per second',
    service: 'apigateway',
    code: 'L-8A5B8E43',
    region: 'stage',
    kind: 'peak',
    used: nothing,
    needs: ({ stage }) => stage.apiRateLimit,
  },
  {
    id: 'api-burst',
    name: 'API Gateway: burst of requests',
    service: 'apigateway',
    code: 'L-CDF5615A',
    region: 'stage',
    kind: 'peak',
    used: nothing,
    needs: ({ stage }) => stage.apiBurstLimit,
  },
  {
    id: 'distributions',
    name: 'CloudFront: distributions',
    service: 'cloudfront',
    code: 'L-24B04930',
    region: 'us-east-1',
    used: ({ cloudfront: client }) =>
      total(paginateListDistributions({ client }, {}), (page) => page.DistributionList?.Items),
    needs: ({ count }) => count('aws_cloudfront_distribution'),
  },
  {
    id: 'buckets',
    name: 'S3: buckets',
    service: 's3',
    code: 'L-DC2B2D3D',
    region: 'us-east-1',
    used: ({ s3: client }) => total(paginateListBuckets({ client }, {}), (page) => page.Buckets),
    needs: ({ count }) => count('aws_s3_bucket'),
  },
  {
    id: 'tables',
    name: 'DynamoDB: tables',
    service: 'dynamodb',
    code: 'L-F98FE922',
    region: 'stage',
    used: ({ dynamodb: client }) =>
      total(paginateListTables({ client }, {}), (page) => page.TableNames),
    needs: ({ count }) => count('aws_dynamodb_table'),
  },
  {
    id: 'certificates',
    name: 'ACM: certificates',
    service: 'acm',
    code: 'L-F141DD1D',
    region: 'us-east-1',
    used: ({ acm: client }) =>
      total(paginateListCertificates({ client }, {}), (page) => page.CertificateSummaryList),
    needs: ({ count }) => count('aws_acm_certificate'),
  },
  {
    id: 'vpcs',
    name: 'VPC: VPCs',
    service: 'vpc',
    code: 'L-F678F1CE',
    region: 'stage',
    used: ({ ec2: client }) => total(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs),
    needs: ({ count }) => count('aws_vpc'),
  },
  {
    id: 'gateway-endpoints',
    name: 'VPC: gateway endpoints',
    service: 'vpc',
    code: 'L-1B52E74A',
    region: 'stage',
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
    // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    id: 'interface-endpoints',
    name: "VPC: interface endpoints of the stage's own VPC",
    service: 'vpc',
    code: 'L-29B6F2EB',
    region: 'stage',
    kind: 'peak',
    used: nothing,
    needs: ({ stage }) => interfaceEndpoints(stage),
  },
];

const interfaceEndpoints = ({ network }: StageConfig): number =>
  network.mode === 'vpc' ? network.interfaceEndpoints.length : 0;

/** Nobody can take a part of it away beforehand. */
function nothing(): Promise<number> {
  return Promise.resolve(0);
}

async function total<Page>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly unknown[] | undefined,
): Promise<number> {
  let count = 0;
  for await (const page of pages) count += items(page)?.length ?? 0;
  return count;
}
