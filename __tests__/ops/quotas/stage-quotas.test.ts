import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm';
import {
  CloudFrontClient,
  ListCachePoliciesCommand,
  ListDistributionsCommand,
  ListResponseHeadersPoliciesCommand,
} from '@aws-sdk/client-cloudfront';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeVpcEndpointsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { QUOTAS } from '../../../src/ops/quotas/quota-table';
import { stageNeeds } from '../../../src/ops/quotas/stage-needs';
import { formatQuotas, isExceeded, stageQuotas } from '../../../src/ops/quotas/stage-quotas';
import { serviceClients } from '../../../src/aws/service-clients';
import { PLAIN } from '../../../src/cli/terminal';
import { config, stage } from '../../support/config';

const dev = stage('dev');
const needs = stageNeeds(config.shared, dev);
const clients = {
  ...serviceClients('us-east-1', {}),
  quotas: (region: string) => new ServiceQuotasClient({ region }),
};
const noSuchResource = Object.assign(new Error('no'), { name: 'NoSuchResourceException' });

const quotas = mockClient(ServiceQuotasClient);
const lambda = mockClient(LambdaClient);
const s3 = mockClient(S3Client);

beforeEach(() => {
  quotas.reset();
  quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 1000 } });
  quotas.on(ListServiceQuotasCommand).resolves({
    Quotas: [
      { QuotaName: 'Query strings per cache policy', Value: 10 },
      { QuotaName: 'Cache behaviors per distribution', Value: 75 },
      { QuotaName: 'Alternate domain names (CNAMEs) per distribution', Value: 200 },
    ],
  });
  lambda.on(GetAccountSettingsCommand).resolves({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 990 },
  });
  s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'state' }] });
  const cloudfront = mockClient(CloudFrontClient);
  cloudfront.on(ListDistributionsCommand).resolves({});
  cloudfront
    .on(ListCachePoliciesCommand, { Type: 'custom' })
    .resolves({ CachePolicyList: { MaxItems: 100, Quantity: 3, Items: Array(3).fill({}) } });
  cloudfront
    .on(ListResponseHeadersPoliciesCommand, { Type: 'custom' })
    .resolves({ ResponseHeadersPolicyList: { MaxItems: 100, Quantity: 0 } });
  mockClient(DynamoDBClient)
    .on(ListTablesCommand)
    .resolves({ TableNames: ['a', 'b'] });
  mockClient(ACMClient).on(ListCertificatesCommand).resolves({ CertificateSummaryList: [] });
  const ec2 = mockClient(EC2Client);
  ec2.on(DescribeVpcsCommand).resolves({ Vpcs: [{ VpcId: 'default' }] });
  ec2.on(DescribeVpcEndpointsCommand).resolves({ VpcEndpoints: [] });
});

const run = (isDeployed = false) => stageQuotas(clients, needs, isDeployed);
const useOf = async (id: string, isDeployed = false) =>
  (await run(isDeployed)).quotas.find((one) => one.id === id);

describe('stageQuotas', () => {
  it('counts what is there and what the stage would add', async () => {
    const { quotas: uses } = await run();
    expect(uses.map(({ id, used, adds }) => [id, used, adds])).toEqual([
      ['lambda-concurrency', 10, 50],
      ['api-rate', 0, 50],
      ['api-burst', 0, 100],
      ['distributions', 0, 1],
      ['cache-policies', 3, 1],
      ['response-headers-policies', 0, 1],
      ['aliases', 0, 1],
      ['query-strings', 0, 0],
      ['buckets', 1, 2],
      ['tables', 2, 1],
      ['certificates', 0, 1],
      ['vpcs', 1, 1],
      ['gateway-endpoints', 0, 2],
      ['interface-endpoints', 0, 0],
    ]);
    expect(uses.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('adds nothing for what is deployed, but the load that may still come', async () => {
    expect(await useOf('buckets', true)).toMatchObject({ used: 1, adds: 0 });
    expect(await useOf('api-rate', true)).toMatchObject({ adds: 50 });
  });

  it.each([
    [3, 'warning'],
    [4, 'ok'],
    [2, 'exceeded'],
  ])('of three buckets within a limit of %d: %s', async (limit, status) => {
    quotas.on(GetServiceQuotaCommand, { ServiceCode: 's3' }).resolves({ Quota: { Value: limit } });
    expect(await useOf('buckets')).toMatchObject({ status, limit });
    expect(isExceeded(await run())).toBe(status === 'exceeded');
  });

  it('takes the default where the account has no value of its own', async () => {
    quotas.on(GetServiceQuotaCommand).rejects(noSuchResource);
    quotas.on(GetAWSDefaultServiceQuotaCommand).resolves({ Quota: { Value: 7 } });
    expect(await useOf('tables')).toMatchObject({ limit: 7, status: 'ok' });
  });

  it('finds a quota by its name where no source gives its code', async () => {
    expect(await useOf('aliases')).toMatchObject({ adds: 1, limit: 200, isDocumented: false });
    quotas.on(ListServiceQuotasCommand).resolves({ Quotas: [] });
    quotas.on(ListAWSDefaultServiceQuotasCommand).resolves({
      Quotas: [{ QuotaName: 'Alternate domain names (CNAMEs) per distribution', Value: 100 }],
    });
    expect(await useOf('aliases')).toMatchObject({
      limit: 100,
      link: 'https://us-east-1.console.aws.amazon.com/servicequotas/home/services/cloudfront/quotas',
    });
  });

  it('takes what AWS documents where Service Quotas does not answer, and says so', async () => {
    quotas.reset();
    quotas.rejects(noSuchResource);
    const result = await run();
    expect(result.quotas.filter(({ isDocumented }) => !isDocumented).map(({ id }) => id)).toEqual([
      // Lambda knows its own.
      'lambda-concurrency',
    ]);
    expect(result.quotas.find(({ id }) => id === 'buckets')).toMatchObject({
      status: 'ok',
      limit: 10_000,
      reason: 'Service Quotas does not answer: NoSuchResourceException',
    });
    const text = formatQuotas(result, PLAIN);
    expect(text).toMatch(/^ok +S3: buckets .* 10000 \(default\) +0 %$/m);
    expect(text.split('\n').slice(-2)).toEqual([
      "(default) is what AWS documents for every account, where Service Quotas does not answer: this account's own may be another.",
      'Stage dev is not deployed; it would fit, as far as the quotas are known.',
    ]);
  });

  it('does not fail as a whole when a use cannot be read', async () => {
    s3.on(ListBucketsCommand).rejects(Object.assign(new Error('x'), { name: 'InternalError' }));
    expect(await useOf('buckets')).toMatchObject({ status: 'unknown', reason: 'InternalError' });
  });

  it('links to where an increase is asked for', async () => {
    quotas.on(GetServiceQuotaCommand, { ServiceCode: 's3' }).resolves({ Quota: { Value: 2 } });
    expect(
      formatQuotas(await run(), PLAIN)
        .split('\n')
        .slice(-2),
    ).toEqual([
      'S3: buckets: ask for an increase at https://us-east-1.console.aws.amazon.com/servicequotas/home/services/s3/quotas/L-DC2B2D3D',
      'Stage dev is not deployed, and would not fit.',
    ]);
  });
});

describe('QUOTAS', () => {
  it('have codes of the form that Service Quotas gives, or names, each once', () => {
    const listed = QUOTAS.map((quota) =>
      'code' in quota.listed ? quota.listed.code : quota.listed.name,
    );
    const codes = QUOTAS.flatMap((quota) => ('code' in quota.listed ? [quota.listed.code] : []));
    expect(codes.filter((code) => !/^L-[0-9A-F]{8}$/.test(code))).toEqual([]);
    expect(new Set(listed).size).toBe(QUOTAS.length);
  });
});
