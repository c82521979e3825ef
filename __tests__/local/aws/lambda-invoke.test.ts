import { describe, expect, it } from '@jest/globals';
import { FUNCTION_ARN, LambdaSuite } from './lambda-harness';

const suite = new LambdaSuite();

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

describe('Invoke', () => {
  it('answers what the function returns to its event', async () => {
    await suite.deploy('return { got: event };');
    expect(await suite.invoke({ a: 1 })).toMatchObject({
      status: 200,
      error: undefined,
      payload: { got: { a: 1 } },
    });
  });

  it('takes no payload for an empty event', async () => {
    await suite.deploy('return event;');
    expect(await suite.invoke({}, { Payload: '' })).toMatchObject({ payload: {} });
  });

  it.each(['hello:$LATEST', '123456789012:function:hello', FUNCTION_ARN])(
    'takes the name %s',
    async (FunctionName) => {
      await suite.deploy('return 1;');
      suite.answers['/2015-03-31/functions/hello?Qualifier=%24LATEST'] =
        suite.answers['/2015-03-31/functions/hello'];
      expect(await suite.invoke({}, { FunctionName })).toMatchObject({ payload: 1 });
    },
  );

  it('gives the function a context as Lambda does', async () => {
    await suite.deploy('return { ...context, left: context.getRemainingTimeInMillis() };');
    const { payload } = await suite.invoke();
    expect(payload).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'hello',
      functionVersion: '$LATEST',
      invokedFunctionArn: FUNCTION_ARN,
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(UUID),
      logGroupName: '/aws/lambda/hello',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/),
      left: expect.any(Number),
    });
    expect((payload as { left: number }).left).toBeGreaterThan(9000);
    expect((payload as { left: number }).left).toBeLessThanOrEqual(10_000);
  });

  it('gives the function keys of its role', async () => {
    const keys = '<AccessKeyId>ASIAKEY</AccessKeyId><SessionToken>token</SessionToken>';
    suite.answers.AssumeRole = `<AssumeRoleResponse>${keys}</AssumeRoleResponse>`;
    const Role = 'arn:aws:iam::123456789012:role/of-hello';
    await suite.deploy('return process.env;', { Role });
    expect((await suite.invoke()).payload).toMatchObject({
      AWS_ACCESS_KEY_ID: 'ASIAKEY',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'token',
    });
    expect(suite.inputsOf('AssumeRole')).toEqual([
      expect.objectContaining({ RoleArn: Role, RoleSessionName: 'hello' }),
    ]);
  });

  it('answers the end of the log where it is asked for', async () => {
    await suite.deploy("console.log('x'.repeat(5000)); console.log('end'); return 1;");
    const { log = '' } = await suite.invoke();
    expect(log).toHaveLength(4096);
    expect(log).toMatch(/\tINFO\tend\nEND RequestId: [\da-f-]+\nREPORT RequestId: .+\n$/);
    expect((await suite.invoke({}, { LogType: 'None' })).log).toBeUndefined();
  });

  it('runs nothing when it is a dry run', async () => {
    await suite.deploy('return 1;');
    const dry = { InvocationType: 'DryRun' } as const;
    expect(await suite.invoke({}, dry)).toMatchObject({ status: 204, payload: undefined });
    expect(suite.log).toEqual([]);
  });

  it.each<[string, object]>([
    ['RequestResponse', {}],
    ['DryRun', { InvocationType: 'DryRun' }],
    ['Event', { InvocationType: 'Event' }],
  ])('refuses a function that is not there: %s', async (_type, options) => {
    await expect(suite.invoke({}, options)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${FUNCTION_ARN}`,
    });
  });

  it('refuses what is not JSON', async () => {
    await suite.deploy('return 1;');
    await expect(suite.invoke({}, { Payload: Buffer.from('x') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it.each<['RequestResponse' | 'Event', number]>([
    ['RequestResponse', 6_291_456],
    ['Event', 1_048_576],
  ])('takes a payload of %s up to %i bytes', async (InvocationType, most) => {
    await suite.deploy('return 1;');
    const ofSize = (bytes: number) => ({
      InvocationType,
      Payload: Buffer.from(JSON.stringify('x'.repeat(bytes - 2))),
    });
    expect((await suite.invoke({}, ofSize(most))).status).toBeLessThan(300);
    await expect(suite.invoke({}, ofSize(most + 1))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  it('refuses other runtimes than Node.js', async () => {
    await suite.deploy('', { Runtime: 'python3.12' });
    await expect(suite.invoke()).rejects.toMatchObject({
      name: 'InvalidRuntimeException',
      message: `${FUNCTION_ARN} has the runtime python3.12; the local AWS runs Node.js only.`,
    });
  });
});

describe('a function that fails', () => {
  it.each<[string, string, Record<string, unknown>, object]>([
    [
      'throws',
      "throw new TypeError('oops');",
      {},
      { errorType: 'TypeError', errorMessage: 'oops', trace: expect.any(Array) },
    ],
    [
      'throws what is no error',
      "throw 'oops';",
      {},
      { errorType: 'string', errorMessage: 'oops', trace: [] },
    ],
    [
      'leaves a rejection unhandled',
      "Promise.reject(new Error('oops')); await new Promise((done) => setTimeout(done, 1000));",
      {},
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: oops' },
    ],
    [
      'ends its process',
      'process.exit(3);',
      {},
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: [\da-f-]{36} Error: Runtime exited with error: exit status 3$/,
        ),
      },
    ],
    [
      'takes too long',
      'await new Promise((done) => setTimeout(done, 60_000));',
      { Timeout: 1 },
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(
          /^RequestId: [\da-f-]{36} Error: Task timed out after 1\.00 seconds$/,
        ),
      },
    ],
    [
      'returns what JSON cannot hold',
      'return 1n;',
      {},
      { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
    ],
    [
      'returns too much',
      "return 'x'.repeat(6_291_555);",
      {},
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage:
          'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    ],
    [
      'has no such file',
      '',
      { Handler: 'src/other.handler' },
      {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: "Error: Cannot find module 'src/other'",
      },
    ],
    [
      'exports no such handler',
      '',
      { Handler: 'src/index.other' },
      {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'src/index.other is undefined or not exported',
      },
    ],
    [
      'has a handler without a dot',
      '',
      { Handler: 'index' },
      { errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' },
    ],
  ])('answers with an error when it %s', async (_what, body, changes, payload) => {
    await suite.deploy(body, changes);
    expect(await suite.invoke()).toMatchObject({ status: 200, error: 'Unhandled', payload });
  });
});

describe('a handler', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a CommonJS module', { 'index.js': 'exports.handler = async () => 1;' }, 'index.handler'],
    [
      'an ES module by its package',
      {
        'package.json': '{"type":"module"}',
        'index.js': 'export const handler = async () => 1;',
      },
      'index.handler',
    ],
    ['a file .cjs', { 'a/b/index.cjs': 'exports.run = async () => 1;' }, 'a/b/index.run'],
    ['an object', { 'index.mjs': 'export const api = { get: async () => 1 };' }, 'index.api.get'],
    [
      'a module that waits for something',
      {
        'index.mjs':
          'const one = await Promise.resolve(1); export const handler = async () => one;',
      },
      'index.handler',
    ],
  ])('may stand in %s', async (_what, files, Handler) => {
    await suite.deployFiles(files, { Handler });
    expect(await suite.invoke()).toMatchObject({ error: undefined, payload: 1 });
  });

  const callback = (body: string) =>
    suite.deployFiles(
      { 'index.js': `exports.handler = (event, context, callback) => { ${body} };` },
      { Handler: 'index.handler' },
    );

  it('may answer by its callback, once nothing is left to do', async () => {
    await callback("setTimeout(() => console.log('late'), 100); callback(null, 1);");
    expect(await suite.invoke()).toMatchObject({
      payload: 1,
      log: expect.stringContaining('late'),
    });
    await callback(
      "context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => console.log('late'), 100); callback(null, 2);",
    );
    expect(await suite.invoke()).toMatchObject({
      payload: 2,
      log: expect.not.stringContaining('late'),
    });
  });

  it('may fail by its callback', async () => {
    await callback("callback(new Error('oops'));");
    expect(await suite.invoke()).toMatchObject({
      error: 'Unhandled',
      payload: { errorType: 'Error', errorMessage: 'oops' },
    });
  });

  it('answers null when it neither promises nor calls back', async () => {
    await callback('return 1;');
    expect(await suite.invoke()).toMatchObject({ error: undefined, payload: null });
  });

  it('has source maps where NODE_OPTIONS asks for them', async () => {
    const map = Buffer.from(
      JSON.stringify({ version: 3, sources: ['original.ts'], names: [], mappings: 'AAAA' }),
    );
    const source = `export const handler = async () => new Error('x').stack;\n//# sourceMappingURL=data:application/json;base64,${map.toString('base64')}`;
    await suite.deployFiles(
      { 'src/index.mjs': source },
      { Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } } },
    );
    expect((await suite.invoke()).payload).toContain('original.ts:1');
  });
});

describe('the metrics of a function', () => {
  it('are measured with each invocation', async () => {
    await suite.deploy("if (event.fail) throw new Error('oops'); return 1;");
    await suite.invoke();
    await suite.invoke({ fail: true });
    expect(suite.values('Invocations')).toEqual([1, 1]);
    expect(suite.values('Errors')).toEqual([0, 1]);
    expect(suite.values('Throttles')).toEqual([0, 0]);
    expect(suite.values('ConcurrentExecutions')).toEqual([1, 1]);
    const duration = suite.metrics.find(({ metricName }) => metricName === 'Duration');
    expect(duration).toEqual({
      namespace: 'AWS/Lambda',
      metricName: 'Duration',
      dimensions: { FunctionName: 'hello' },
      value: expect.any(Number),
      unit: 'Milliseconds',
    });
  });
});

describe('reserved concurrency', () => {
  const CONCURRENCY = '/2019-09-30/functions/hello/concurrency';

  it('lets so many executions run at once, and no more', async () => {
    await suite.deploy('await new Promise((done) => setTimeout(done, 500)); return 1;');
    suite.answers[CONCURRENCY] = { ReservedConcurrentExecutions: 1 };
    const outcomes = await Promise.allSettled([suite.invoke(), suite.invoke()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: {
        name: 'TooManyRequestsException',
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        message: 'Rate Exceeded.',
        $metadata: { httpStatusCode: 429 },
      },
    });
    expect(suite.values('Throttles').toSorted()).toEqual([0, 1]);
    expect(suite.values('Invocations')).toEqual([1]);
    expect(await suite.invoke()).toMatchObject({ payload: 1 });
  });

  it('of zero lets none run', async () => {
    await suite.deploy('return 1;');
    suite.answers[CONCURRENCY] = { ReservedConcurrentExecutions: 0 };
    await expect(suite.invoke()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect(suite.log).toEqual([]);
  });
});
