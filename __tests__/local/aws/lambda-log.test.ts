import { describe, expect, it } from '@jest/globals';
import { LambdaSuite } from './lambda-harness';

const suite = new LambdaSuite();

const JSON_LOG = { LoggingConfig: { LogFormat: 'JSON' } };

const ID = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';
const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';

const like = (pattern: string): unknown => expect.stringMatching(new RegExp(`^${pattern}$`, 's'));

describe('the log of a function', () => {
  it('frames what it prints', async () => {
    await suite.deploy(
      "console.log('one', { a: 1 }); console.error('two\\nlines'); process.stdout.write('plain\\n'); return 1;",
    );
    await suite.invoke();
    expect(suite.log).toEqual([
      like(`START RequestId: ${ID} Version: \\$LATEST`),
      like(`${TIME}\\t${ID}\\tINFO\\tone \\{ a: 1 \\}`),
      like(`${TIME}\\t${ID}\\tERROR\\ttwo\\nlines`),
      'plain',
      like(`END RequestId: ${ID}`),
      like(
        `REPORT RequestId: ${ID}\\tDuration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB\\tInit Duration: \\d+\\.\\d\\d ms`,
      ),
    ]);
  });

  it('bills the initialization too, and whole milliseconds', async () => {
    await suite.deploy('return 1;');
    await suite.invoke();
    const report = suite.log.at(-1) ?? '';
    const [duration = 0, billed = 0, init = 0] = [
      'Duration',
      'Billed Duration',
      'Init Duration',
    ].map((name) => Number(new RegExp(`\\t${name}: ([\\d.]+) ms`).exec(report)?.[1]));
    expect(init).toBeGreaterThan(1);
    expect(Math.abs(billed - (duration + init))).toBeLessThanOrEqual(1.01);
    expect(Number.isInteger(billed)).toBe(true);
  });

  it.each<[string, string, object, string]>([
    [
      'an error',
      "throw new TypeError('oops');",
      {},
      `${TIME}\\t${ID}\\tERROR\\tInvoke Error \\t\\{"errorType":"TypeError","errorMessage":"oops","stack":\\[.+\\]\\}`,
    ],
    [
      'a timeout',
      'await new Promise((done) => setTimeout(done, 60_000));',
      { Timeout: 1 },
      `${TIME} ${ID} Task timed out after 1\\.00 seconds`,
    ],
    [
      'an exit',
      'process.exit(3);',
      {},
      `RequestId: ${ID} Error: Runtime exited with error: exit status 3\\nRuntime\\.ExitError`,
    ],
  ])('has %s', async (_what, body, changes, line) => {
    await suite.deploy(body, changes as Record<string, unknown>);
    await suite.invoke();
    expect(suite.log).toContainEqual(like(line));
  });

  it('says that the time was up', async () => {
    await suite.deploy('await new Promise((done) => setTimeout(done, 60_000));', { Timeout: 1 });
    await suite.invoke();
    expect(suite.log.at(-1)).toMatch(/\tDuration: 1000\.00 ms\t.*\tStatus: timeout$/);
  });

  it('is JSON where its configuration says so', async () => {
    await suite.deploy(
      "console.log('a %s', 'text'); console.warn({ an: 'object' }); console.error('it', new Error('failed')); return 1;",
      JSON_LOG,
    );
    await suite.invoke();
    const requestId = expect.stringMatching(new RegExp(`^${ID}$`));
    const timestamp = expect.stringMatching(new RegExp(`^${TIME}$`));
    const written = { timestamp, requestId };
    expect(suite.log.map((line) => JSON.parse(line) as unknown)).toEqual([
      { time: timestamp, type: 'platform.start', record: { requestId, version: '$LATEST' } },
      { ...written, level: 'INFO', message: 'a text' },
      { ...written, level: 'WARN', message: { an: 'object' } },
      {
        ...written,
        level: 'ERROR',
        message: expect.stringMatching(/^it Error: failed\n/),
        errorType: 'Error',
        errorMessage: 'failed',
        stackTrace: expect.arrayContaining(['Error: failed']),
      },
      {
        time: timestamp,
        type: 'platform.report',
        record: {
          requestId,
          metrics: {
            durationMs: expect.any(Number),
            billedDurationMs: expect.any(Number),
            memorySizeMB: 128,
            maxMemoryUsedMB: expect.any(Number),
            initDurationMs: expect.any(Number),
          },
          status: 'success',
        },
      },
    ]);
  });

  it('has no level below the one that its configuration names', async () => {
    await suite.deploy("console.info('low'); console.warn('high'); return 1;", {
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' },
    });
    await suite.invoke();
    expect(suite.log).toEqual([expect.stringContaining('"message":"high"')]);
  });

  it('goes to the log group of its configuration, to the stream that the function is told', async () => {
    await suite.deploy('return [context.logGroupName, context.logStreamName, process.env];', {
      LoggingConfig: { LogGroup: '/own/group' },
    });
    const [group, stream, env] = (await suite.invoke()).payload as [string, string, object];
    expect(group).toBe('/own/group');
    expect(env).toMatchObject({
      AWS_LAMBDA_LOG_GROUP_NAME: '/own/group',
      AWS_LAMBDA_LOG_STREAM_NAME: stream,
    });
    const named = { logGroupName: '/own/group', logStreamName: stream };
    expect(suite.inputsOf('CreateLogStream')).toEqual([named]);
    expect(suite.inputsOf('PutLogEvents')).toEqual([expect.objectContaining(named)]);
  });

  it.each<[string, string[]]>([
    ['was not there', []],
    ['is there', ['ResourceAlreadyExistsException']],
  ])('is written where its group %s', async (_what, CreateLogGroup) => {
    await suite.deploy('return 1;');
    suite.errors = { CreateLogGroup };
    await suite.invoke();
    expect(suite.inputsOf('CreateLogGroup')).toEqual([{ logGroupName: '/aws/lambda/hello' }]);
    expect(suite.log).toHaveLength(3);
  });

  it('that cannot be written fails nothing, and the gateway says why', async () => {
    await suite.deploy('return 1;');
    suite.errors = { CreateLogStream: ['ServiceUnavailableException'] };
    expect(await suite.invoke()).toMatchObject({ payload: 1 });
    expect(suite.gateway.log).toEqual([expect.stringMatching(/^hello has no log: /)]);
  });
});
