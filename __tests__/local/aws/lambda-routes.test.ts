import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { callApi, REACHED as FAILED, type Answer, type CallOptions } from './api-harness';
import { ApiSuite } from './api-suite';
import { deploymentOf, FUNCTION_ARN as ARN, handlerOf, until } from './lambda-harness';
import { signedAs } from './harness';

const SCOPE = '123456789012/us-east-1';
const SOURCE = 'arn:aws:execute-api:us-east-1:123456789012:abc123/*/*';
const FUNCTIONS = '/2015-03-31/functions';

const suite = new ApiSuite(() => ({
  [`${SCOPE}/v2/apis/abc123/integrations/x`]: {
    integrationType: 'AWS_PROXY',
    integrationUri: ARN,
    timeoutInMillis: 30_000,
  },
  [`${SCOPE}${FUNCTIONS}`]: {},
  // The log.
  [`${SCOPE}/`]: {},
}));

beforeEach(() => {
  permit(SOURCE);
});

/** Lets API Gateway invoke the function for those routes. */
function permit(source: string): void {
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'apigateway.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: ARN,
    Condition: { ArnLike: { 'AWS:SourceArn': source } },
  };
  suite.apis[`${SCOPE}${FUNCTIONS}/hello/policy`] = {
    Policy: JSON.stringify({ Statement: [Statement] }),
  };
}

/** Deploys a handler with that body. */
async function deploy(body: string, changes: Record<string, unknown> = {}): Promise<void> {
  const Environment = { Variables: { STAGE: 'dev' } };
  const { configuration, ZipFile } = deploymentOf(handlerOf(body), { Environment, ...changes });
  suite.apis[`${SCOPE}${FUNCTIONS}/hello`] = { Configuration: configuration };
  await fetch(`${suite.gateway.url}${FUNCTIONS}`, {
    method: 'POST',
    headers: { authorization: signedAs('lambda', '123456789012') },
    body: JSON.stringify({ FunctionName: 'hello', Code: { ZipFile } }),
  });
}

const call = (path = '/open', options: CallOptions = {}, method = 'GET'): Promise<Answer> =>
  callApi(suite.gateway, method, path, options);

const logged = (): string => suite.gateway.log.join('\n');

describe('a function behind a route', () => {
  it('gets the event of payload format 2.0, with the claims of the token', async () => {
    await deploy('return { event };');
    const headers = {
      ...(await suite.issuer.bearer({ sub: 'user', groups: ['a', 'b'], scope: 'admin' })),
      cookie: 'a=1; b=2',
      'content-type': 'application/json',
      'user-agent': 'test',
    };
    const answer = await call('/v2/images?w=1&w=2', { headers, body: '{"a":1}' }, 'POST');
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    const { event } = JSON.parse(answer.body) as { event: unknown };
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /images',
      rawPath: '/v2/images',
      rawQueryString: 'w=1&w=2',
      queryStringParameters: { w: '1,2' },
      cookies: ['a=1', 'b=2'],
      headers: {
        'content-type': 'application/json',
        'user-agent': 'test',
        host: 'abc123.execute-api.localhost:4567',
        'content-length': '7',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-70dbd880-[\da-f]{24}$/),
      },
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '123456789012',
        apiId: 'abc123',
        stage: 'v2',
        routeKey: 'POST /images',
        domainName: 'abc123.execute-api.localhost',
        domainPrefix: 'abc123',
        http: {
          method: 'POST',
          path: '/v2/images',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        time: '01/Jan/2030:00:00:00 +0000',
        timeEpoch: Date.parse('2030-01-01T00:00:00Z'),
        authorizer: {
          jwt: {
            claims: { sub: 'user', groups: '[a b]', exp: '1893459600' },
            scopes: ['images/write', 'admin'],
          },
        },
      },
    });
    for (const name of ['cookie', 'connection', 'transfer-encoding']) {
      expect(event).not.toHaveProperty(`headers.${name}`);
    }
  });

  it('gets the trace and the addresses that the request came with', async () => {
    await deploy('return [event.headers, process.env._X_AMZN_TRACE_ID];');
    const headers = {
      'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
      'x-forwarded-for': '203.0.113.1',
      'x-forwarded-proto': 'http',
      connection: 'keep-alive, x-of-connection',
      'x-of-connection': '1',
    };
    const [given, trace] = JSON.parse((await call('/open', { headers })).body) as [object, string];
    expect(given).toMatchObject({
      'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
      'x-forwarded-for': '203.0.113.1, 127.0.0.1',
      'x-forwarded-proto': 'https',
    });
    expect(given).not.toHaveProperty('x-of-connection');
    expect(trace).toMatch(
      /^Root=1-67891233-abcdef012345678912345678;Parent=[\da-f]{16};Sampled=0$/,
    );
  });

  it('gets no more than 10 MB', async () => {
    await deploy('return event.body.length;');
    const headers = {
      ...(await suite.issuer.bearer({ scope: 'admin' })),
      'content-type': 'text/plain',
    };
    const post = (bytes: number) => call('/images', { headers, body: 'x'.repeat(bytes) }, 'POST');
    expect(await post(10_485_760)).toMatchObject({ status: 200, body: '10485760' });
    expect(await post(10_485_761)).toMatchObject({
      status: 413,
      body: '{"message":"Request Entity Too Large"}',
    });
  });

  it('gets its path variables, and no authorizer on an open route', async () => {
    await deploy('return [event.pathParameters ?? null, event.requestContext.authorizer ?? null];');
    expect((await call('/open')).body).toBe('[null,null]');
    const headers = await suite.issuer.bearer();
    const [pathParameters] = JSON.parse(
      (await call('/images/a%20b', { headers })).body,
    ) as unknown[];
    expect(pathParameters).toEqual({ id: 'a b' });
  });

  it('gets bytes as Base64, and may answer with them', async () => {
    await deploy(
      "return { statusCode: 201, headers: { 'Content-Type': 'image/png' }, cookies: ['a=1', 'b=2'], body: event.body, isBase64Encoded: event.isBase64Encoded };",
    );
    const headers = {
      ...(await suite.issuer.bearer({ scope: 'admin' })),
      'content-type': 'image/png',
    };
    const answer = await call('/images', { headers, body: 'bytes' }, 'POST');
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'content-type': 'image/png', 'set-cookie': ['a=1', 'b=2'] },
      body: 'bytes',
    });
  });

  it('has its own variables, those of Lambda and the local AWS, and no others', async () => {
    await deploy('return process.env;');
    expect(JSON.parse((await call()).body)).toEqual({
      STAGE: 'dev',
      LANG: 'en_US.UTF-8',
      PATH: path.dirname(process.execPath),
      TZ: ':UTC',
      _HANDLER: 'src/index.handler',
      _X_AMZN_TRACE_ID: expect.any(String),
      AWS_LAMBDA_FUNCTION_NAME: 'hello',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/hello',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: suite.gateway.url,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      LAMBDA_TASK_ROOT: expect.stringMatching(/[\da-f]{64}$/),
    });
  });

  it.each([
    ['a text', "return 'hello';", 'hello'],
    ['a list', 'return [1];', '[1]'],
    ['nothing', '', 'null'],
  ])('may answer %s, which is the body', async (_what, body, expected) => {
    await deploy(body);
    expect(await call()).toMatchObject({ status: 200, body: expected });
  });

  it('is in a snapshot', async () => {
    await deploy("return 'hello';");
    await suite.gateway.restore();
    expect((await call()).body).toBe('hello');
  });

  it('prints into the log', async () => {
    await deploy("console.log('printed'); return 1;");
    await call();
    expect(suite.gateway.log).toEqual([expect.stringMatching(/^hello: .+\tINFO\tprinted$/)]);
  });
});

describe('an invocation fails', () => {
  it.each<[string, string, Record<string, unknown>, string]>([
    [
      'when the function throws',
      "throw new Error('oops');",
      {},
      `${ARN} failed: {"errorType":"Error","errorMessage":"oops"`,
    ],
    [
      'when the answer has no status',
      "return { statusCode: 'x' };",
      {},
      'no response of payload format 2.0',
    ],
    [
      'when the body is no text',
      'return { statusCode: 200, body: {} };',
      {},
      'no response of payload format 2.0',
    ],
    [
      'when the code is not here',
      '',
      { CodeSha256: 'AAAA' },
      'was not deployed through the local AWS',
    ],
  ])('%s', async (_when, body, changes, reason) => {
    await deploy(body, changes);
    expect(await call()).toEqual(FAILED);
    expect(logged()).toContain(reason);
  });

  it('when no permission allows the route', async () => {
    await deploy('return 1;');
    permit('arn:aws:execute-api:us-east-1:123456789012:abc123/*/GET/other');
    expect(await call()).toEqual(FAILED);
    permit('arn:aws:execute-api:us-east-1:123456789012:abc123/*/GET/open');
    expect(await call()).toMatchObject({ status: 200 });
    Reflect.deleteProperty(suite.apis, `${SCOPE}${FUNCTIONS}/hello/policy`);
    expect(await call()).toEqual(FAILED);
    expect(logged()).toContain(
      `no permission of ${ARN} allows arn:aws:execute-api:us-east-1:123456789012:abc123/$default/GET/open`,
    );
  });

  it('when its integration wants another payload format', async () => {
    await deploy('return 1;');
    Object.assign(suite.apis[`${SCOPE}/v2/apis/abc123/integrations/x`] as object, {
      payloadFormatVersion: '1.0',
    });
    expect(await call()).toEqual(FAILED);
    expect(logged()).toContain('the local AWS has payload format 2.0 only');
  });

  it('with 503 when the integration has less time than the function, which goes on', async () => {
    await deploy("await new Promise((done) => setTimeout(done, 1500)); console.log('done');");
    Object.assign(suite.apis[`${SCOPE}/v2/apis/abc123/integrations/x`] as object, {
      timeoutInMillis: 500,
    });
    expect(await call()).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
    expect(logged()).not.toContain('done');
    await until(() => logged().includes('done'));
  });
});
