import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  type Dimension,
} from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  PutBucketMetricsConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { faultRules } from '../../../../local/aws/fault';
import { get } from '../../../support/test-aws';
import { startRealAws, type RealAws } from './real-moto';

const DAY_MS = 86_400_000;

let aws: RealAws;

beforeAll(async () => {
  aws = await startRealAws();
});

afterAll(() => aws.stop());

const dimensionsOf = (dimensions: Readonly<Record<string, string>>): Dimension[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** A metric's sums by the day, of yesterday and today. */
async function daily(
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
): Promise<readonly number[]> {
  const today = Math.floor(aws.now() / DAY_MS) * DAY_MS;
  const Metric = { Namespace, MetricName, Dimensions: dimensionsOf(dimensions) };
  const { MetricDataResults = [] } = await new CloudWatchClient(aws.client()).send(
    new GetMetricDataCommand({
      StartTime: new Date(today - DAY_MS),
      EndTime: new Date(today + DAY_MS),
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 86_400, Stat: 'Sum' } }],
    }),
  );
  return MetricDataResults[0]?.Values ?? [];
}

/** The sum of what was measured; undefined where nothing was. */
async function sum(...metric: Parameters<typeof daily>): Promise<number | undefined> {
  const [last, before = 0] = await daily(...metric);
  return last === undefined ? undefined : last + before;
}

/** Status of the answer of an API. */
async function call(apiId: string, path: string): Promise<number | undefined> {
  const host = `${apiId}.execute-api.localhost`;
  return (await get(Number(new URL(aws.url).port), host, path)).status;
}

/** An API whose one route leads to a function that fails if it is asked to. */
async function createApi(): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  });
  const role = { RoleName: 'function', AssumeRolePolicyDocument };
  const { Role } = await new IAMClient(aws.client()).send(new CreateRoleCommand(role));
  const source =
    "export const handler = async ({ rawQueryString }) => { if (rawQueryString === 'fail') throw new Error('asked to'); return 'well'; };";
  const lambda = new LambdaClient(aws.client());
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: 'hello', Runtime: 'nodejs20.x', Handler: 'index.handler', Timeout: 30 },
      ...{ Role: Role?.Arn, Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) } },
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      ...{ FunctionName: 'hello', StatementId: 'api', Action: 'lambda:InvokeFunction' },
      Principal: 'apigateway.amazonaws.com',
    }),
  );
  const gateway = new ApiGatewayV2Client(aws.client());
  const { ApiId = '' } = await gateway.send(
    new CreateApiCommand({ Name: 'api', ProtocolType: 'HTTP' }),
  );
  const { IntegrationId = '' } = await gateway.send(
    new CreateIntegrationCommand({
      ...{ ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: FunctionArn },
      PayloadFormatVersion: '2.0',
    }),
  );
  const Target = `integrations/${IntegrationId}`;
  await gateway.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /hello', Target }));
  await gateway.send(
    new CreateStageCommand({
      ...{ ApiId, StageName: '$default', AutoDeploy: true },
      DefaultRouteSettings: { DetailedMetricsEnabled: true },
    }),
  );
  return ApiId;
}

describe('an HTTP API', () => {
  it('is measured by stage and route, and its function by its name', async () => {
    const ApiId = await createApi();
    const stage = { ApiId, Stage: '$default' };
    for (let times = 0; times < 3; times++) expect(await call(ApiId, '/hello?fail')).toBe(500);
    expect(await call(ApiId, '/hello')).toBe(200);
    expect(await call(ApiId, '/nothing')).toBe(404);
    expect(await sum('AWS/ApiGateway', 'Count', { ApiId })).toBe(5);
    expect(await sum('AWS/ApiGateway', '4xx', stage)).toBe(1);
    expect(await sum('AWS/ApiGateway', '5xx', stage)).toBe(3);
    const route = { ...stage, Method: 'GET', Resource: '/hello' };
    expect(await sum('AWS/ApiGateway', 'Count', route)).toBe(4);
    expect(await sum('AWS/ApiGateway', 'IntegrationLatency', stage)).toBeGreaterThan(0);
    expect(await sum('AWS/ApiGateway', 'Count', {})).toBeUndefined();
    const of = { FunctionName: 'hello' };
    expect(await sum('AWS/Lambda', 'Invocations', of)).toBe(4);
    expect(await sum('AWS/Lambda', 'Errors', of)).toBe(3);
  });
});

const ERROR = { kind: 'error', status: 503 };

describe('S3', () => {
  it('is measured by the configurations of request metrics, and what it stores', async () => {
    const s3 = new S3Client({ ...aws.client(), forcePathStyle: true });
    const put = (Key: string): Promise<unknown> =>
      s3.send(new PutObjectCommand({ Bucket: 'images', Key, Body: 'image' }));
    await s3.send(new CreateBucketCommand({ Bucket: 'images' }));
    for (const [Id, Filter] of [['all'], ['uploads', { Prefix: 'uploads/' }]] as const) {
      await s3.send(
        new PutBucketMetricsConfigurationCommand({
          ...{ Bucket: 'images', Id, MetricsConfiguration: { Id, Filter } },
        }),
      );
    }
    const dimensions = { BucketName: 'images', FilterId: 'all' };
    aws.store.data.faults = faultRules.parse([{ ...ERROR, service: 's3', code: 'SlowDown' }]);
    await expect(put('a')).rejects.toMatchObject({ name: 'SlowDown' });
    await put('uploads/a');
    expect(await sum('AWS/S3', 'PutRequests', dimensions)).toBe(2);
    expect(await sum('AWS/S3', '5xxErrors', dimensions)).toBe(1);
    expect(await sum('AWS/S3', 'PutRequests', { ...dimensions, FilterId: 'uploads' })).toBe(1);
    expect(await sum('AWS/S3', '5xxErrors', { ...dimensions, FilterId: 'uploads' })).toBe(0);
    expect(await sum('AWS/S3', 'PutRequests', { BucketName: 'images' })).toBeUndefined();
    const size = { BucketName: 'images', StorageType: 'StandardStorage' };
    expect(await daily('AWS/S3', 'BucketSizeBytes', size)).toEqual([5]);
    const objects = { BucketName: 'images', StorageType: 'AllStorageTypes' };
    expect(await daily('AWS/S3', 'NumberOfObjects', objects)).toEqual([1]);
  });
});

describe('DynamoDB', () => {
  it('is measured by table and operation, and its throttling by table or index', async () => {
    const dynamodb = new DynamoDBClient(aws.client());
    await dynamodb.send(
      new CreateTableCommand({
        ...{ TableName: 'images', BillingMode: 'PAY_PER_REQUEST' },
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    const get = new GetItemCommand({ TableName: 'images', Key: { id: { S: 'a' } } });
    const code = 'ProvisionedThroughputExceededException';
    aws.store.data.faults = faultRules.parse([{ ...ERROR, service: 'dynamodb', code }]);
    await expect(dynamodb.send(get)).rejects.toMatchObject({ name: code });
    await dynamodb.send(get);
    const { Metrics = [] } = await new CloudWatchClient(aws.client()).send(
      new ListMetricsCommand({ Namespace: 'AWS/DynamoDB' }),
    );
    const byOperation = dimensionsOf({ Operation: 'GetItem', TableName: 'images' });
    expect(Metrics.filter(({ MetricName }) => MetricName !== 'SuccessfulRequestLatency')).toEqual([
      {
        ...{ Namespace: 'AWS/DynamoDB', MetricName: 'ReadThrottleEvents' },
        Dimensions: dimensionsOf({ TableName: 'images' }),
      },
      {
        ...{ Namespace: 'AWS/DynamoDB', MetricName: 'ThrottledRequests', Dimensions: byOperation },
      },
    ]);
    const latency = { Operation: 'GetItem', TableName: 'images' };
    expect(await sum('AWS/DynamoDB', 'SuccessfulRequestLatency', latency)).toBeGreaterThan(0);
  });
});
