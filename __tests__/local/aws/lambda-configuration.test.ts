import { describe, expect, it } from '@jest/globals';
import { LambdaSuite } from './lambda-harness';

const suite = new LambdaSuite();

const FUNCTION = '/2015-03-31/functions/hello';
const EVENT_CONFIG = '/2019-09-25/functions/hello/event-invoke-config';

/** What moto has of the function, however it is asked. */
function motoHas(configuration: object): void {
  suite.answers[FUNCTION] = { Configuration: configuration };
  suite.answers[`${FUNCTION}/configuration`] = configuration;
  suite.answers[`${FUNCTION}/code`] = configuration;
}

describe('the configuration of a function', () => {
  it('has a log group of the function’s name, in text', async () => {
    motoHas({ FunctionName: 'hello' });
    expect(await suite.ask('GET', `${FUNCTION}/configuration`)).toEqual({
      FunctionName: 'hello',
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/hello' },
    });
  });

  it('has the levels of AWS where its log is JSON', async () => {
    await suite.deploy('', { LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' } });
    motoHas({ FunctionName: 'hello' });
    expect(await suite.ask('GET', `${FUNCTION}/configuration`)).toMatchObject({
      LoggingConfig: {
        LogFormat: 'JSON',
        LogGroup: '/aws/lambda/hello',
        ApplicationLogLevel: 'INFO',
        SystemLogLevel: 'WARN',
      },
    });
  });

  it.each(['GET ', 'GET /configuration', 'PUT /configuration', 'PUT /code'])(
    'has what moto forgets in the answer to %s, also after a fork',
    async (request) => {
      const DeadLetterConfig = { TargetArn: 'arn:aws:sqs:us-east-1:123456789012:q' };
      const set = { DeadLetterConfig, TracingConfig: { Mode: 'Active' } };
      await suite.deploy('', { ...set, LoggingConfig: { LogGroup: '/own' } });
      motoHas({ FunctionName: 'hello', TracingConfig: { Mode: 'PassThrough' } });
      await suite.gateway.restore();
      const [method = '', part = ''] = request.split(' ');
      const sent = method === 'PUT' ? {} : undefined;
      const answer = await suite.ask(method, FUNCTION + part, sent);
      expect(answer.Configuration ?? answer).toEqual({
        FunctionName: 'hello',
        ...set,
        LoggingConfig: { LogFormat: 'Text', LogGroup: '/own' },
      });
    },
  );

  it('is that of the last update', async () => {
    await suite.deploy('', { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:1:q' } });
    motoHas({ FunctionName: 'hello' });
    const update = { DeadLetterConfig: { TargetArn: '' }, EphemeralStorage: { Size: 1024 } };
    await suite.ask('PUT', `${FUNCTION}/configuration`, update);
    const answer = await suite.ask('GET', `${FUNCTION}/configuration`);
    expect(answer).not.toHaveProperty('DeadLetterConfig');
    expect(answer).toMatchObject({ EphemeralStorage: { Size: 1024 } });
  });

  it('is new with a new function of that name', async () => {
    await suite.deploy('', { LoggingConfig: { LogGroup: '/own' } });
    await suite.deploy('');
    motoHas({ FunctionName: 'hello' });
    expect(await suite.ask('GET', `${FUNCTION}/configuration`)).toMatchObject({
      LoggingConfig: { LogGroup: '/aws/lambda/hello' },
    });
  });

  it('says that concurrency is reserved to zero, which moto leaves out', async () => {
    motoHas({ FunctionName: 'hello' });
    expect(await suite.ask('GET', FUNCTION)).not.toHaveProperty('Concurrency');
    suite.answers['/2019-09-30/functions/hello/concurrency'] = { ReservedConcurrentExecutions: 0 };
    expect(await suite.ask('GET', FUNCTION)).toMatchObject({
      Concurrency: { ReservedConcurrentExecutions: 0 },
    });
  });
});

describe('the configuration of asynchronous invocations', () => {
  const before = { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 };

  it.each<[string, string, object]>([
    ['replaced by PUT', 'PUT', { MaximumRetryAttempts: 0 }],
    ['changed by POST', 'POST', { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }],
  ])('is %s, where moto would keep the first', async (_what, method, after) => {
    suite.answers[EVENT_CONFIG] = before;
    await suite.ask(method, EVENT_CONFIG, { MaximumRetryAttempts: 0 });
    expect(suite.sent).toEqual([
      { operation: `DELETE ${EVENT_CONFIG}`, input: {} },
      { operation: `PUT ${EVENT_CONFIG}`, input: after },
    ]);
  });
});
