import { beforeEach, describe, expect, it } from '@jest/globals';
import { FUNCTION_ARN, LambdaSuite, until } from './lambda-harness';

const suite = new LambdaSuite();

const CONFIGURATION = '/2019-09-25/functions/hello/event-invoke-config';
const CONCURRENCY = '/2019-09-30/functions/hello/concurrency';
const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:failures';

const later = (event: unknown) => suite.invoke(event, { InvocationType: 'Event' });

const runs = (): number => suite.values('Invocations').length;

const messages = () => suite.inputsOf('SendMessage');

beforeEach(() => {
  suite.answers.GetQueueUrl = { QueueUrl: 'http://moto/123456789012/failures' };
});

const fails = (changes: Record<string, unknown> = {}) =>
  suite.deploy("throw new Error('oops');", changes);

const onFailure = (Destination: string, settings: object = {}): void => {
  suite.answers[CONFIGURATION] = { DestinationConfig: { OnFailure: { Destination } }, ...settings };
};

/** Lets the function fail three times, with the waits between. */
async function failThreeTimes(): Promise<void> {
  await later({ a: 1 });
  await until(() => runs() === 1);
  await pass(60);
  await until(() => runs() === 2);
  await pass(120);
  await until(() => runs() === 3);
}

/** Moves the clock, once what there was to do is done. */
async function pass(seconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  suite.gateway.advance(seconds * 1000);
}

describe('an asynchronous invocation', () => {
  it('is answered at once, and runs', async () => {
    await suite.deploy('console.log(JSON.stringify(event)); return 1;');
    expect(await later({ a: 1 })).toMatchObject({ status: 202, payload: undefined });
    await until(() => runs() === 1);
    expect(suite.log).toContainEqual(expect.stringMatching(/\tINFO\t\{"a":1\}$/));
  });

  it('is tried again after one minute and after two, as the same request, and no more', async () => {
    await suite.deploy("console.log('id', context.awsRequestId); throw new Error('oops');");
    await later({});
    await until(() => runs() === 1);
    await pass(59);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(runs()).toBe(1);
    await pass(1);
    await until(() => runs() === 2);
    await pass(119);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(runs()).toBe(2);
    await pass(1);
    await until(() => runs() === 3);
    await pass(3600);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(runs()).toBe(3);
    const ids = suite.log.flatMap((line) => /\tid ([\da-f-]{36})$/.exec(line)?.[1] ?? []);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it('is tried as often as its function says', async () => {
    await fails();
    onFailure(QUEUE, { MaximumRetryAttempts: 0 });
    await later({});
    await until(() => messages().length === 1);
    expect(runs()).toBe(1);
  });

  it('tells the destination of failures, a queue, what became of it', async () => {
    await fails();
    onFailure(QUEUE);
    await failThreeTimes();
    await until(() => messages().length === 1);
    expect(suite.inputsOf('GetQueueUrl')).toEqual([{ QueueName: 'failures' }]);
    const [{ QueueUrl, MessageBody } = {}] = messages();
    expect(QueueUrl).toBe('http://moto/123456789012/failures');
    expect(JSON.parse(String(MessageBody))).toEqual({
      version: '1.0',
      timestamp: '2030-01-01T00:03:00.000Z',
      requestContext: {
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        functionArn: `${FUNCTION_ARN}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { a: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'oops', trace: expect.any(Array) },
    });
  });

  it('tells the destination of successes what it returned, and nobody else', async () => {
    await suite.deploy("return 'done';", { DeadLetterConfig: { TargetArn: QUEUE } });
    suite.answers[CONFIGURATION] = { DestinationConfig: { OnSuccess: { Destination: QUEUE } } };
    await later({ a: 1 });
    await until(() => messages().length === 1);
    expect(JSON.parse(String(messages()[0]?.MessageBody))).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: 'done',
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(messages()).toHaveLength(1);
  });

  it('goes to the dead-letter queue once it has failed', async () => {
    await fails({ DeadLetterConfig: { TargetArn: QUEUE } });
    suite.answers[CONFIGURATION] = { MaximumRetryAttempts: 0 };
    await later({ a: 1 });
    await until(() => messages().length === 1);
    expect(messages()).toMatchObject([
      {
        MessageBody: '{"a":1}',
        MessageAttributes: {
          RequestID: { DataType: 'String', StringValue: expect.stringMatching(/^[\da-f-]{36}$/) },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: { DataType: 'String', StringValue: 'oops' },
        },
      },
    ]);
  });

  it('waits while its function is throttled, and runs then', async () => {
    await suite.deploy('await new Promise((done) => setTimeout(done, 700)); return event;');
    suite.answers[CONCURRENCY] = { ReservedConcurrentExecutions: 1 };
    await Promise.all([later({}), later({})]);
    await until(() => suite.values('Throttles').includes(1));
    await until(() => runs() === 1);
    await pass(1);
    await until(() => runs() === 2);
  });

  it('gives up when its event is too old', async () => {
    await fails();
    onFailure(QUEUE, { MaximumEventAgeInSeconds: 100 });
    await later({});
    await until(() => runs() === 1);
    await pass(60);
    await until(() => messages().length === 1);
    expect(runs()).toBe(2);
    expect(String(messages()[0]?.MessageBody)).toContain('"condition":"EventAgeExceeded"');
  });

  it('runs not at all where concurrency is reserved to zero', async () => {
    await suite.deploy('return 1;');
    suite.answers[CONCURRENCY] = { ReservedConcurrentExecutions: 0 };
    onFailure(QUEUE);
    await later({ a: 1 });
    await until(() => messages().length === 1);
    expect(JSON.parse(String(messages()[0]?.MessageBody))).toEqual({
      version: '1.0',
      timestamp: '2030-01-01T00:00:00.000Z',
      requestContext: {
        requestId: expect.any(String),
        functionArn: `${FUNCTION_ARN}:$LATEST`,
        condition: 'ZeroReservedConcurrency',
        approximateInvokeCount: 0,
      },
      requestPayload: { a: 1 },
    });
    expect(runs()).toBe(0);
  });

  it('says in the log which destination it does not know', async () => {
    await fails();
    onFailure('arn:aws:events:us-east-1:123456789012:event-bus/default', {
      MaximumRetryAttempts: 0,
    });
    await later({});
    await until(() => suite.gateway.log.some((line) => line.includes('event-bus/default')));
    expect(suite.gateway.log).toContainEqual(
      expect.stringMatching(
        /^hello lost the event of [\da-f-]{36}: the local AWS sends nothing to arn:aws:events:us-east-1:123456789012:event-bus\/default$/,
      ),
    );
  });
});
