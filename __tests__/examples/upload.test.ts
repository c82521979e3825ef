import { Readable } from 'node:stream';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sdkStreamMixin } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';
import { WITH_EXAMPLES } from '../../examples/functions';
import { handler as get } from '../../examples/upload/get-handler';
import { handler as publish } from '../../examples/upload/publish-handler';
import { handler as upload } from '../../examples/upload/upload-handler';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config, stage } from '../support/config';
import { testApp } from '../support/stack';

describe.each(config.stages.map(({ name }) => name))('the examples in %s', (name) => {
  it('pass the guardrails', () => {
    const app = testApp();
    const props = { shared: config.shared, stage: stage(name), functions: WITH_EXAMPLES };
    const { functions } = new ImageServiceStack(app, props);
    expect([...functions.deployed.keys()]).toEqual(['hello', 'upload', 'publish', 'get']);
    expect(() => {
      app.synth();
    }).not.toThrow();
  });
});

describe('POST /uploads', () => {
  const ask = async (claims: Readonly<Record<string, string>>, contentType?: string) => {
    const answer = await upload({
      requestContext: { authorizer: { jwt: { claims } } },
      ...(contentType !== undefined && { queryStringParameters: { contentType } }),
    });
    return { ...answer, body: JSON.parse(answer.body) as Upload };
  };

  interface Upload {
    readonly id: string;
    readonly form: { readonly fields: Readonly<Record<string, string>> };
  }

  it('gives a form for one key of the caller, one content type and 5 MiB, for 5 minutes', async () => {
    jest.useFakeTimers({ now: new Date('2026-01-02T03:04:05Z'), doNotFake: ['nextTick'] });
    jest.replaceProperty(process, 'env', {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      BUCKET_NAME: 'pics',
    });
    const { statusCode, body } = await ask({ sub: 'auth0|ada' }, 'image/jpeg');
    jest.useRealTimers();
    jest.restoreAllMocks();
    expect(statusCode).toBe(201);
    expect(body.id).toMatch(/^[\da-f-]{36}$/);
    const policy = Buffer.from(body.form.fields.Policy ?? '', 'base64').toString('utf8');
    expect(JSON.parse(policy)).toEqual({
      expiration: '2026-01-02T03:09:05Z',
      conditions: [
        ['content-length-range', 1, 5_242_880],
        { 'Content-Type': 'image/jpeg' },
        { bucket: 'pics' },
        { 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256' },
        { 'X-Amz-Credential': 'AKIA/20260102/eu-west-1/s3/aws4_request' },
        { 'X-Amz-Date': '20260102T030405Z' },
        { key: `uploads/auth0%7Cada/${body.id}.jpg` },
      ],
    });
  });

  it.each(['image/svg+xml', 'image/png,text/html', 'constructor', undefined])(
    'gives none for the content type %s',
    async (contentType) => {
      expect(await ask({ sub: 'ada' }, contentType)).toMatchObject({ statusCode: 415 });
    },
  );

  it('gives none to a token that names nobody', async () => {
    expect(await ask({}, 'image/png')).toMatchObject({ statusCode: 403 });
  });
});

describe('an upload', () => {
  const s3 = mockClient(S3Client);
  const dynamodb = mockClient(DynamoDBClient);
  const ID = '0b1e2d3c-0000-4000-8000-123456789abc';
  const ITEM = { PK: { S: `IMAGE#${ID}` }, SK: { S: 'METADATA' } };
  const PNG = '\x89PNG\r\n\x1a\nrest';

  beforeEach(() => {
    s3.reset();
    dynamodb.reset();
    dynamodb.on(GetItemCommand).resolves({});
  });

  const arrives = (ContentType: string, bytes: string): Promise<void> => {
    const body = Readable.from([Buffer.from(bytes, 'latin1')]);
    const Body = sdkStreamMixin(body) as never;
    s3.on(GetObjectCommand).resolves({ ContentType, Body });
    return publish(eventOf(`uploads/auth0%257Cada/${ID}.png`));
  };

  const eventOf = (key: string) => ({ Records: [{ s3: { object: { key } } }] });

  /** Names of the S3 operations, with their keys. */
  const calls = (): string[] =>
    s3.calls().map(({ args: [command] }) => {
      const { Key } = command.input as { readonly Key: string };
      return `${command.constructor.name} ${Key}`;
    });

  it.each([
    ['image/png', PNG],
    ['image/jpeg', '\xff\xd8\xff\xe0'],
    ['image/webp', 'RIFF\x24\x00\x00\x00WEBPVP8 '],
  ])('of %s is published with its bytes and type, and gets its item', async (type, bytes) => {
    await arrives(type, bytes);
    expect(calls()).toEqual([
      `GetObjectCommand uploads/auth0%7Cada/${ID}.png`,
      `PutObjectCommand images/${ID}.png`,
      `DeleteObjectCommand uploads/auth0%7Cada/${ID}.png`,
    ]);
    const [put] = s3.commandCalls(PutObjectCommand);
    expect(put?.args[0].input.ContentType).toBe(type);
    expect(Buffer.from(put?.args[0].input.Body as Uint8Array).toString('latin1')).toBe(bytes);
    expect(dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input.Item).toEqual({
      ...ITEM,
      userId: { S: 'auth0|ada' },
      createdAt: { S: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
      outcome: { S: 'published' },
      imageKey: { S: `images/${ID}.png` },
    });
  });

  it.each([
    ['image/png', 'a text'],
    ['image/png', '\xff\xd8\xff\xe0'],
    ['image/jpeg', PNG],
    ['image/webp', 'RIFF\x24\x00\x00\x00WAVEfmt '],
    ['text/html', PNG],
    ['image/png', ''],
  ])('of %s that begins with %j is refused and deleted', async (type, bytes) => {
    await arrives(type, bytes);
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
    expect(s3.commandCalls(DeleteObjectCommand)).toHaveLength(1);
    const { Item } = dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input ?? {};
    expect(Item).toMatchObject({ ...ITEM, outcome: { S: 'refused' } });
    expect(Item).not.toHaveProperty('imageKey');
  });

  it('that is told of twice changes nothing the second time', async () => {
    dynamodb.on(GetItemCommand, { Key: ITEM }).resolves({ Item: ITEM });
    await arrives('image/png', PNG);
    expect(calls()).toEqual([`DeleteObjectCommand uploads/auth0%7Cada/${ID}.png`]);
    expect(dynamodb.commandCalls(PutItemCommand)).toHaveLength(0);
  });

  it('has no item before its image is there', async () => {
    s3.on(PutObjectCommand).rejects(new Error('S3 is away'));
    await expect(arrives('image/png', PNG)).rejects.toThrow('S3 is away');
    expect(dynamodb.commandCalls(PutItemCommand)).toHaveLength(0);
    expect(s3.commandCalls(DeleteObjectCommand)).toHaveLength(0);
  });

  it('whose key the API has not given out is left alone', async () => {
    await expect(publish(eventOf('uploads/a+b.png'))).rejects.toThrow(
      'uploads/a b.png is not the key of an upload',
    );
    expect(calls()).toEqual([]);
  });

  it('is found by its id once it has its item', async () => {
    const found = async () => {
      const { statusCode, body } = await get({ pathParameters: { id: ID } });
      return [statusCode, JSON.parse(body) as unknown];
    };
    expect(await found()).toEqual([404, { message: 'No image of that id has been processed' }]);
    const Item = { ...ITEM, outcome: { S: 'published' }, imageKey: { S: 'images/a.png' } };
    dynamodb.on(GetItemCommand, { Key: ITEM }).resolves({ Item });
    expect(await found()).toEqual([200, { outcome: 'published', imageKey: 'images/a.png' }]);
  });
});
