import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
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
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { get } from '../../../support/test-aws';
import { startRealAws, type RealAws } from './real-moto';

const ACCOUNT = '123456789012';
const DAY_MS = 86_400_000;

let aws: RealAws;
let topic: string;
let queue: string;

beforeAll(async () => {
  aws = await startRealAws();
  await subscribeQueue();
});

afterAll(() => aws.stop());

/** A topic that CloudWatch may publish to, and a queue that gets what is published. */
async function subscribeQueue(): Promise<void> {
  const sns = new SNSClient(aws.client());
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: '*',
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { TopicArn = '' } = await sns.send(
    new CreateTopicCommand({ Name: 'alarms', Attributes: { Policy } }),
  );
  const { QueueUrl = '' } = await new SQSClient(aws.client()).send(
    new CreateQueueCommand({ QueueName: 'alarms' }),
  );
  await sns.send(
    new SubscribeCommand({
      ...{ TopicArn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:alarms` },
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  [topic, queue] = [TopicArn, QueueUrl];
}

/** The notification that arrives next, without anybody's calling CloudWatch. */
async function notification(): Promise<unknown> {
  const sqs = new SQSClient({ ...aws.client(), maxAttempts: 3 });
  for (let attempt = 0; attempt < 10; attempt++) {
    const received = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 2, VisibilityTimeout: 3600 }),
    );
    const [message] = received.Messages ?? [];
    if (message) return JSON.parse(message.Body ?? '{}');
  }
  return undefined;
}

/** An alarm above a sum of five minutes. */
const putAlarm = (
  AlarmName: string,
  [Namespace, MetricName]: readonly [string, string],
  dimensions: Readonly<Record<string, string>>,
  Threshold: number,
): Promise<unknown> =>
  new CloudWatchClient(aws.client()).send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, Namespace, MetricName, Threshold },
      Dimensions: dimensionsOf(dimensions),
      ...{ Statistic: 'Sum', Period: 300, EvaluationPeriods: 1 },
      ...{ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching' },
      ...{ AlarmActions: [topic], OKActions: [topic] },
    }),
  );

const dimensionsOf = (dimensions: Readonly<Record<string, string>>): Dimension[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** The alarm's changes of state, oldest first. */
async function changes(AlarmName: string): Promise<(string | undefined)[]> {
  const { AlarmHistoryItems = [] } = await new CloudWatchClient(aws.client()).send(
    new DescribeAlarmHistoryCommand({
      ...{ AlarmName, HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' },
    }),
  );
  return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
}

const WENT_UP_AND_DOWN = [
  'Alarm updated from INSUFFICIENT_DATA to OK',
  'Alarm updated from OK to ALARM',
  'Alarm updated from ALARM to OK',
];

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

/** The answer of an API. */
const ask = (apiId: string, path: string) =>
  get(Number(new URL(aws.url).port), `${apiId}.execute-api.localhost`, path);

const call = async (apiId: string, path: string) => (await ask(apiId, path)).status;

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

describe('an alarm', () => {
  it('rises when a function fails behind an API, and falls when it is well again', async () => {
    const ApiId = await createApi();
    const stage = { ApiId, Stage: '$default' };
    await putAlarm('functions', ['AWS/ApiGateway', '5xx'], stage, 2);
    aws.advance(60);
    expect(await notification()).toMatchObject({ AlarmName: 'functions', NewStateValue: 'OK' });
    for (let times = 0; times < 3; times++) expect(await call(ApiId, '/hello?fail')).toBe(500);
    aws.advance(60);
    expect(await notification()).toMatchObject({
      ...{ AlarmName: 'functions', OldStateValue: 'OK', NewStateValue: 'ALARM' },
      NewStateReason: expect.stringMatching(
        /^Threshold Crossed: 1 out of the last 1 datapoints \[3\.0 \(.*\)\] was greater than the threshold \(2\.0\) \(minimum 1 datapoint for OK -> ALARM transition\)\.$/,
      ) as unknown,
    });
    aws.advance(300);
    expect(await call(ApiId, '/hello')).toBe(200);
    expect(await call(ApiId, '/nothing')).toBe(404);
    aws.advance(60);
    expect(await notification()).toMatchObject({
      ...{ AlarmName: 'functions', OldStateValue: 'ALARM', NewStateValue: 'OK' },
      NewStateReason: expect.stringMatching(
        /\[0\.0 \(.*\)\] was not greater than the threshold \(2\.0\) \(minimum 1 datapoint for ALARM -> OK transition\)\.$/,
      ) as unknown,
    });
    expect(await changes('functions')).toEqual(WENT_UP_AND_DOWN);
    expect(await sum('AWS/ApiGateway', 'Count', { ApiId })).toBe(5);
    expect(await sum('AWS/ApiGateway', '4xx', stage)).toBe(1);
    const route = { ...stage, Method: 'GET', Resource: '/hello' };
    expect(await sum('AWS/ApiGateway', 'Count', route)).toBe(4);
    expect(await sum('AWS/ApiGateway', 'IntegrationLatency', stage)).toBeGreaterThan(0);
    expect(await sum('AWS/ApiGateway', 'Count', {})).toBeUndefined();
    const of = { FunctionName: 'hello' };
    expect(await sum('AWS/Lambda', 'Invocations', of)).toBe(4);
    expect(await sum('AWS/Lambda', 'Errors', of)).toBe(3);
  });

  it('rises when integrations of an API answer 503, and falls when they do not', async () => {
    const gateway = new ApiGatewayV2Client(aws.client());
    const { ApiId = '' } = await gateway.send(
      new CreateApiCommand({ Name: 'other', ProtocolType: 'HTTP' }),
    );
    await gateway.send(
      new CreateRouteCommand({ ApiId, RouteKey: 'GET /a', Target: 'integrations/none' }),
    );
    await gateway.send(new CreateStageCommand({ ApiId, StageName: '$default' }));
    await putAlarm('api-5xx', ['AWS/ApiGateway', '5xx'], { ApiId, Stage: '$default' }, 10);
    aws.advance(60);
    expect(await notification()).toMatchObject({ AlarmName: 'api-5xx', NewStateValue: 'OK' });
    const fault = { service: 'execute-api', operation: 'GET /a', status: 503, code: 'any' };
    aws.store.faults.push({ ...fault, count: 11 });
    for (let times = 0; times < 11; times++) {
      expect(await ask(ApiId, '/a')).toMatchObject({
        status: 503,
        body: '{"message":"Service Unavailable"}',
      });
    }
    expect(aws.store.faults).toEqual([]);
    aws.advance(60);
    expect(await notification()).toMatchObject({ AlarmName: 'api-5xx', NewStateValue: 'ALARM' });
    aws.advance(300);
    expect(await call(ApiId, '/nothing')).toBe(404);
    aws.advance(60);
    expect(await notification()).toMatchObject({ AlarmName: 'api-5xx', NewStateValue: 'OK' });
    expect(await changes('api-5xx')).toEqual(WENT_UP_AND_DOWN);
  });

  it('rises when S3 answers 503, and falls when it does not', async () => {
    const s3 = () => new S3Client({ ...aws.client(), forcePathStyle: true });
    const put = (Key: string): Promise<unknown> =>
      s3().send(new PutObjectCommand({ Bucket: 'images', Key, Body: 'image' }));
    await s3().send(new CreateBucketCommand({ Bucket: 'images' }));
    for (const [Id, Filter] of [['all'], ['uploads', { Prefix: 'uploads/' }]] as const) {
      await s3().send(
        new PutBucketMetricsConfigurationCommand({
          ...{ Bucket: 'images', Id, MetricsConfiguration: { Id, Filter } },
        }),
      );
    }
    const dimensions = { BucketName: 'images', FilterId: 'all' };
    await putAlarm('s3-5xx', ['AWS/S3', '5xxErrors'], dimensions, 5);
    aws.advance(60);
    expect(await notification()).toMatchObject({ AlarmName: 's3-5xx', NewStateValue: 'OK' });
    aws.store.faults.push({ service: 's3', status: 503, code: 'SlowDown', count: 6 });
    for (let times = 0; times < 6; times++) {
      await expect(put('a')).rejects.toMatchObject({ name: 'SlowDown' });
    }
    aws.advance(60);
    expect(await notification()).toMatchObject({ AlarmName: 's3-5xx', NewStateValue: 'ALARM' });
    aws.advance(300);
    await put('uploads/a');
    aws.advance(60);
    expect(await notification()).toMatchObject({ AlarmName: 's3-5xx', NewStateValue: 'OK' });
    expect(await changes('s3-5xx')).toEqual(WENT_UP_AND_DOWN);
    expect(await sum('AWS/S3', 'PutRequests', dimensions)).toBe(7);
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
    aws.store.faults.push({
      ...{ service: 'dynamodb', operation: 'GetItem', status: 400, code, count: 1 },
    });
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
