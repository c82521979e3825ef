import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { callApi, REACHED as FAILED, type Answer, type CallOptions } from './api-harness';
import { ApiSuite } from './api-suite';

const SCOPE = '123456789012/us-east-1';
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hello';
const SOURCE = 'arn:aws:execute-api:us-east-1:123456789012:abc123/*/*';
const FUNCTIONS = '/2015-03-31/functions';

const suite = new ApiSuite(() => ({
  [`${SCOPE}/v2/apis/abc123/integrations/x`]: {
    integrationType: 'AWS_PROXY',
    integrationUri: ARN,
    timeoutInMillis: 30_000,
  },
  [`${SCOPE}${FUNCTIONS}`]: {},
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
  const source = `export const handler = async (event, context) => { ${body} };`;
  const zip = zipSync({ 'src/index.mjs': strToU8(source) });
  suite.apis[`${SCOPE}${FUNCTIONS}/hello`] = {
    Configuration: {
      FunctionName: 'hello',
      FunctionArn: ARN,
      Runtime: 'nodejs20.x',
      Handler: 'src/index.handler',
      Timeout: 10,
      MemorySize: 128,
      Version: '$LATEST',
      CodeSha256: createHash('sha256').update(zip).digest('base64'),
      Environment: { Variables: { STAGE: 'dev' } },
      ...changes,
    },
  };
  const credential = `${SCOPE.replace('/', '/20300101/')}/lambda/aws4_request`;
  await fetch(`${suite.gateway.url}${FUNCTIONS}`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ Code: { ZipFile: Buffer.from(zip).toString('base64') } }),
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
      headers: { 'content-type': 'application/json', 'user-agent': 'test' },
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '123456789012',
        apiId: 'abc123',
        stage: 'v2',
        routeKey: 'POST /images',
        domainName: 'abc123.execute-api.localhost',
        domainPrefix: 'abc123',
        http: { method: 'POST', path: '/v2/images', protocol: 'HTTP/1.1', userAgent: 'test' },
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
    expect(event).not.toHaveProperty('headers.cookie');
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

  it('has its own variables and those that lead to the local AWS, and no others', async () => {
    await deploy('return process.env;');
    expect(JSON.parse((await call()).body)).toEqual({
      STAGE: 'dev',
      TZ: ':UTC',
      _HANDLER: 'src/index.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'hello',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: suite.gateway.url,
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
    expect(suite.gateway.log).toEqual(['hello: printed']);
  });
});

describe('an invocation fails', () => {
  it.each<[string, string, Record<string, unknown>, string]>([
    ['when the function throws', "throw new Error('oops');", {}, `${ARN} failed: Error: oops`],
    ['when the process ends', 'process.exit(3);', {}, 'the process ended with exit code 3'],
    [
      'when it takes too long',
      'await new Promise(() => setInterval(() => 1, 1000));',
      { Timeout: 0.5 },
      'hello: no answer within 500 ms',
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
    ['when there is no such handler', '', { Handler: 'index.other' }, 'no handler index.other'],
    [
      'when the runtime is another',
      '',
      { Runtime: 'python3.12' },
      'the local AWS runs Node.js only',
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

  it('with 503 when the integration has less time than the function', async () => {
    await deploy('await new Promise(() => setInterval(() => 1, 1000));');
    Object.assign(suite.apis[`${SCOPE}/v2/apis/abc123/integrations/x`] as object, {
      timeoutInMillis: 500,
    });
    expect(await call()).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
  });
});
