import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  type CreateFunctionCommandInput,
} from '@aws-sdk/client-lambda';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  type LambdaFunctionConfiguration,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { endpoint } from '../../local/settings';
import { formOf, signedFields } from '../local/aws/s3/s3-harness';
import { stageClients, type StageClients } from '../support/stage-clients';
import { control, startTestAws, type TestAws } from '../support/test-aws';

jest.setTimeout(120_000);

const ACCOUNT = '123456789012';
const FUNCTION_ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:hello`;
const BUCKET = 'pics';

let aws: TestAws;
let clients: StageClients;

beforeEach(async () => {
  aws = await startTestAws();
  clients = stageClients(aws.env);
});

afterEach(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await aws.stop();
});

/** Creates the function and its role. */
async function create(
  body: string,
  settings: Partial<CreateFunctionCommandInput> = {},
): Promise<void> {
  const source = `export const handler = async (event, context) => { ${body} };`;
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  await clients.iam.send(new CreateRoleCommand({ RoleName: 'hello', AssumeRolePolicyDocument }));
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'hello',
      Role: `arn:aws:iam::${ACCOUNT}:role/hello`,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) },
      ...settings,
    }),
  );
}

async function invoke(event: object, type: 'RequestResponse' | 'Event' = 'RequestResponse') {
  const answer = await clients.lambda.send(
    new InvokeCommand({
      FunctionName: 'hello',
      InvocationType: type,
      Payload: strToU8(JSON.stringify(event)),
    }),
  );
  const payload = Buffer.from(answer.Payload ?? []).toString('utf8');
  return payload === '' ? undefined : (JSON.parse(payload) as unknown);
}

/** The function's log; empty until it has one. */
async function log(logGroupName = '/aws/lambda/hello'): Promise<string[]> {
  const events = await clients.logs
    .send(new FilterLogEventsCommand({ logGroupName }))
    .catch(() => undefined);
  return (events?.events ?? []).map(({ message = '' }) => message);
}

/** What `ask` finds, once that is enough. */
async function eventually<T>(ask: () => Promise<T>, isEnough: (found: T) => boolean): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await ask();
    if (isEnough(found)) return found;
    if (Date.now() > end) throw new Error(`after a minute there was only ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a function', () => {
  it('answers, and its log is found in CloudWatch', async () => {
    await create("console.log('printed'); return { got: event };");
    expect(await invoke({ a: 1 })).toEqual({ got: { a: 1 } });
    expect(await log()).toEqual([
      expect.stringMatching(/^START RequestId: [\da-f-]{36} Version: \$LATEST$/),
      expect.stringMatching(/\tINFO\tprinted$/),
      expect.stringMatching(/^END RequestId: /),
      expect.stringMatching(/^REPORT RequestId: /),
    ]);
  });

  it('has a log of each of its calls, also of first ones at the same moment', async () => {
    await create('return 1;');
    await Promise.all([1, 2, 3, 4].map(() => invoke({})));
    expect((await log()).filter((line) => line.startsWith('END'))).toHaveLength(4);
  });

  it('logs to the group of its configuration', async () => {
    await create('return 1;', { LoggingConfig: { LogFormat: 'JSON', LogGroup: '/own/group' } });
    await invoke({});
    expect(
      (await log('/own/group')).map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(['platform.start', 'platform.report']);
    expect(await log()).toEqual([]);
  });

  it('may do what its role allows, and nothing else', async () => {
    await create(`
      const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
        method: 'POST',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID +
            '/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.ListTables',
        },
        body: '{}',
      });
      return answer.json();`);
    expect(await invoke({})).toEqual({
      __type: 'AccessDeniedException',
      message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/hello/hello is not authorized to perform: dynamodb:ListTables because no identity-based policy allows the dynamodb:ListTables action`,
    });
    const allowed = { Effect: 'Allow', Action: 'dynamodb:ListTables', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allowed] });
    const policy = { RoleName: 'hello', PolicyName: 'lists', PolicyDocument };
    await clients.iam.send(new PutRolePolicyCommand(policy));
    expect(await invoke({})).toEqual({ TableNames: [] });
  });

  it('that fails at an event hands it to its dead-letter queue and its destination', async () => {
    const [QueueUrl, dead] = await Promise.all(
      ['failures', 'dead'].map(async (QueueName) => {
        const queue = await clients.sqs.send(new CreateQueueCommand({ QueueName }));
        return queue.QueueUrl;
      }),
    );
    const arn = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
    await create("throw new Error('oops');", { DeadLetterConfig: { TargetArn: arn('dead') } });
    // The second replaces the first, which moto would keep.
    for (const MaximumRetryAttempts of [0, 1]) {
      await clients.lambda.send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName: 'hello',
          MaximumRetryAttempts,
          DestinationConfig: { OnFailure: { Destination: arn('failures') } },
        }),
      );
    }
    await invoke({ a: 1 }, 'Event');
    const ends = async () => (await log()).filter((line) => line.startsWith('END'));
    await eventually(ends, ({ length }) => length === 1);
    // The retry is due in a minute from now on.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await control(aws, 'clock', { advanceSeconds: 60 });
    const received = async (url: string | undefined): Promise<readonly Message[]> => {
      const asked = { QueueUrl: url, MessageAttributeNames: ['All'] };
      const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand(asked));
      return Messages;
    };
    const [failure] = await eventually(
      () => received(QueueUrl),
      ({ length }) => length > 0,
    );
    expect(JSON.parse(failure?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { a: 1 },
      responsePayload: { errorMessage: 'oops' },
    });
    const [letter] = await eventually(
      () => received(dead),
      ({ length }) => length > 0,
    );
    expect(letter).toMatchObject({
      Body: '{"a":1}',
      MessageAttributes: {
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        ErrorMessage: { StringValue: 'oops' },
      },
    });
  });
});

describe('a bucket that tells a function of its objects', () => {
  const permit = () =>
    clients.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'hello',
        StatementId: 'bucket',
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        SourceArn: `arn:aws:s3:::${BUCKET}`,
        SourceAccount: ACCOUNT,
      }),
    );

  const configure = (configuration: Partial<LambdaFunctionConfiguration> = {}) =>
    clients.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [
            {
              Id: 'images',
              LambdaFunctionArn: FUNCTION_ARN,
              Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
              ...configuration,
            },
          ],
        },
      }),
    );

  interface S3Event {
    readonly Records: readonly {
      readonly eventName: string;
      readonly s3: { readonly object: { readonly key: string; readonly sequencer: string } };
    }[];
  }

  /** The events that the function got, once there are so many; in the order in which they happened. */
  async function events(count: number): Promise<S3Event['Records']> {
    const all = await eventually(
      async () =>
        (await log()).flatMap((line) => {
          const [, json] = /\tINFO\t(\{.*\})$/.exec(line) ?? [];
          return json === undefined ? [] : (JSON.parse(json) as S3Event).Records;
        }),
      ({ length }) => length >= count,
    );
    return all.toSorted((one, other) =>
      one.s3.object.sequencer < other.s3.object.sequencer ? -1 : 1,
    );
  }

  beforeEach(async () => {
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await create('console.log(JSON.stringify(event));');
  });

  it('must be permitted to when it is configured, and whenever it tells', async () => {
    await expect(configure()).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: 'Unable to validate the following destination configurations',
    });
    await permit();
    await configure();
    const permission = { FunctionName: 'hello', StatementId: 'bucket' };
    await clients.lambda.send(new RemovePermissionCommand(permission));
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'before', Body: 'a' }));
    await permit();
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'after', Body: 'a' }));
    const told = await events(1);
    expect(told.map(({ s3: { object } }) => object.key)).toEqual(['after']);
  });

  it('sends the event that AWS documents', async () => {
    await permit();
    await configure();
    const Key = 'a b/ü(1)+.jpg';
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'bytes' }));
    expect(await events(1)).toEqual([
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: `AWS:${ACCOUNT}` },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {
          'x-amz-request-id': expect.any(String),
          'x-amz-id-2': expect.any(String),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'images',
          bucket: {
            name: BUCKET,
            ownerIdentity: { principalId: ACCOUNT },
            arn: `arn:aws:s3:::${BUCKET}`,
          },
          object: {
            key: 'a+b/%C3%BC%281%29%2B.jpg',
            size: 5,
            // The MD5 of "bytes".
            eTag: '4b3a6218bb3e3a7303e8a171a60fcf92',
            sequencer: expect.stringMatching(/^[\dA-F]{18}$/),
          },
        },
      },
    ]);
  });

  it('tells of every way to create and remove an object, and of nothing else', async () => {
    await permit();
    await configure();
    const { s3 } = clients;
    const at = (Key: string) => ({ Bucket: BUCKET, Key });
    await s3.send(new PutObjectCommand({ ...at('put'), Body: 'a' }));
    await s3.send(new CopyObjectCommand({ ...at('copied'), CopySource: `${BUCKET}/put` }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at('parts')));
    const part = { ...at('parts'), UploadId, PartNumber: 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: 'abc' }));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    const completion = { ...at('parts'), UploadId, MultipartUpload };
    await s3.send(new CompleteMultipartUploadCommand(completion));
    const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] };
    await s3.send(new PutObjectTaggingCommand({ ...at('put'), Tagging }));
    expect((await upload('posted')).status).toBe(204);
    await s3.send(new DeleteObjectCommand(at('put')));
    const Objects = [{ Key: 'copied' }, { Key: 'parts' }];
    await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    const told = await events(7);
    expect(told.map(({ eventName, s3: { object } }) => [eventName, object.key])).toEqual([
      ['ObjectCreated:Put', 'put'],
      ['ObjectCreated:Copy', 'copied'],
      ['ObjectCreated:CompleteMultipartUpload', 'parts'],
      ['ObjectCreated:Post', 'posted'],
      ['ObjectRemoved:Delete', 'put'],
      ['ObjectRemoved:Delete', 'copied'],
      ['ObjectRemoved:Delete', 'parts'],
    ]);
    expect(told[2]?.s3.object).toMatchObject({ size: 3, eTag: expect.stringMatching(/-1$/) });
    expect(told[4]?.s3.object).toEqual({ key: 'put', sequencer: expect.any(String) });
  });

  it('tells of versions and delete markers', async () => {
    await permit();
    await configure();
    const { s3 } = clients;
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
    const object = { Bucket: BUCKET, Key: 'a' };
    const { VersionId } = await s3.send(new PutObjectCommand({ ...object, Body: 'a' }));
    const marker = await s3.send(new DeleteObjectCommand(object));
    await s3.send(new DeleteObjectCommand({ ...object, VersionId }));
    const Delete = { Objects: [{ Key: 'b' }] };
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'b', Body: 'b' }));
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    const told = await events(5);
    expect(told.map(({ eventName, s3: { object: of } }) => ({ eventName, ...of }))).toMatchObject([
      { eventName: 'ObjectCreated:Put', key: 'a', versionId: VersionId },
      { eventName: 'ObjectRemoved:DeleteMarkerCreated', key: 'a', versionId: marker.VersionId },
      { eventName: 'ObjectRemoved:Delete', key: 'a', versionId: VersionId },
      { eventName: 'ObjectCreated:Put', key: 'b' },
      {
        eventName: 'ObjectRemoved:DeleteMarkerCreated',
        key: 'b',
        versionId: Deleted?.[0]?.DeleteMarkerVersionId,
      },
    ]);
  });

  it('tells of the events and keys that it is to, and by no other way', async () => {
    await permit();
    const rules = { prefix: 'in/', suffix: '.jpg' };
    const FilterRules = Object.entries(rules).map(([Name, Value]) => ({
      Name: Name as 'prefix' | 'suffix',
      Value,
    }));
    await configure({ Events: ['s3:ObjectCreated:Put'], Filter: { Key: { FilterRules } } });
    for (const Key of ['out/1.jpg', 'in/1.png', 'in/1.jpg']) {
      await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'a' }));
    }
    await clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/1.jpg' }));
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'in/2.jpg', Body: 'a' }));
    const told = await events(2);
    expect(told.map(({ s3: { object } }) => object.key)).toEqual(['in/1.jpg', 'in/2.jpg']);
    // moto would try Docker, and say so in the function's log.
    expect((await log()).filter((line) => line.includes('docker'))).toEqual([]);
  });

  /** Uploads a form as a browser does. */
  function upload(key: string): Promise<Response> {
    const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const credential = `${ACCOUNT}/${now.slice(0, 8)}/us-east-1/s3/aws4_request`;
    const expiration = new Date(Date.now() + 60_000).toISOString();
    const conditions = [
      { bucket: BUCKET },
      { key },
      { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
      { 'x-amz-credential': credential },
      { 'x-amz-date': now },
    ];
    const fields = signedFields({ expiration, conditions }, 'local', credential);
    const body = formOf({ key, ...fields, 'x-amz-date': now }, 'form');
    return fetch(`${endpoint(aws.port)}/${BUCKET}`, { method: 'POST', body });
  }
});
