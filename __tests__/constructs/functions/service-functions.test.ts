import { describe, expect, it } from '@jest/globals';
import { ImageApi } from '../../../src/constructs/api/image-api';
import type {
  FunctionDefinition,
  FunctionTrigger,
} from '../../../src/constructs/functions/function-definition';
import { ServiceFunctions } from '../../../src/constructs/functions/service-functions';
import { largeFunction } from '../../support/large-function';
import { only, synthesize, testStack, type SynthesizedStack } from '../../support/stack';
import { testStorage } from '../../support/storage';

const entry = 'examples/hello-function/handler.ts';

function build(definitions: readonly FunctionDefinition[]) {
  const stack = testStack();
  const api = new ImageApi(stack, 'api', {
    apiName: 'api',
    logGroupName: '/aws/vendedlogs/api',
    logRetentionDays: 14,
    jwtIssuer: 'https://issuer.example',
    jwtAudiences: ['audience'],
    allowedOrigins: ['https://site.example'],
    rateLimit: 1,
    burstLimit: 1,
  });
  const { accessLogs, ...storage } = testStorage(stack);
  const functions = new ServiceFunctions(stack, 'functions', {
    definitions,
    functionName: (name) => `service-${name}`,
    storage,
    runtime: 'nodejs22.x',
    codeBucket: {
      bucketName: 'code',
      protection: 'disposable',
      noncurrentVersionDays: 7,
      accessLogs,
    },
    api,
    logRetentionDays: 14,
    network: undefined,
  });
  return { functions, synthesized: () => synthesize(stack) };
}

const synth = (...definitions: FunctionDefinition[]): SynthesizedStack =>
  build(definitions).synthesized();

/** A SHA-256, in Base64. */
const HASH: unknown = expect.stringMatching(/^[\w+/]{43}=$/);

const triggered = (name: string, trigger: FunctionTrigger): FunctionDefinition => ({
  name,
  entry,
  ...trigger,
});

describe('ServiceFunctions', () => {
  it('watch all functions, and deploy those with an entry', () => {
    const { functions, synthesized } = build([
      { name: 'later' },
      triggered('now', { route: 'GET /now' }),
    ]);
    expect(functions.monitored).toEqual([
      { handler: 'later', functionName: 'service-later' },
      { handler: 'now', functionName: 'service-now' },
    ]);
    expect([...functions.deployed.keys()]).toEqual(['now']);
    expect(only(synthesized(), 'aws_lambda_function').function_name).toBe('service-now');
  });

  it('sends code to Lambda itself, and what is too large for that through a private bucket', () => {
    const small = triggered('small', { route: 'GET /small' });
    const buckets = ({ resource }: SynthesizedStack): unknown[] =>
      Object.values(resource.aws_s3_bucket ?? {})
        .map(({ bucket }) => bucket)
        .sort();
    expect(buckets(synth(small))).toEqual(['images', 'logs']);
    const stack = synth(
      small,
      { name: 'one', route: 'GET /one', ...largeFunction() },
      { name: 'two', route: 'GET /two', ...largeFunction() },
    );
    expect(buckets(stack)).toEqual(['code', 'images', 'logs']);
    const objects = Object.values(stack.resource.aws_s3_object ?? {});
    expect(objects).toEqual(
      ['service-one.zip', 'service-two.zip'].map((key) => ({
        bucket: expect.stringMatching(/^\$\{aws_s3_bucket\.functions_code-bucket_/),
        key,
        source: expect.stringMatching(/^assets\/.*\/code\.zip$/),
        source_hash: HASH,
        depends_on: [
          expect.stringMatching(/^aws_s3_bucket_policy\.functions_code-bucket_/),
          expect.stringMatching(/^aws_s3_bucket_versioning\.functions_code-bucket_/),
        ],
      })),
    );
    const functions = Object.values(stack.resource.aws_lambda_function ?? {}).map(
      ({ s3_bucket, s3_key, filename, source_code_hash }) => [
        s3_bucket,
        s3_key,
        filename,
        source_code_hash,
      ],
    );
    const of = (name: string): readonly unknown[] =>
      ['bucket', 'key'].map((attribute) =>
        expect.stringMatching(
          new RegExp(`^\\$\\{aws_s3_object\\.functions_${name}_.*\\.${attribute}\\}$`),
        ),
      );
    expect(functions).toEqual([
      [...of('one'), undefined, HASH],
      [undefined, undefined, expect.stringMatching(/\/code\.zip$/), HASH],
      [...of('two'), undefined, HASH],
    ]);
  });

  it('puts a route before a function, which asks for a token unless it says otherwise', () => {
    const stack = synth(
      triggered('a', { route: 'GET /a' }),
      triggered('b', {
        route: 'GET /b',
        authorization: { type: 'public' },
        throttling: { rateLimit: 3, burstLimit: 4 },
      }),
    );
    const routes = Object.values(stack.resource.aws_apigatewayv2_route ?? {});
    expect(routes.map((route) => [route.route_key, route.authorization_type])).toEqual([
      ['GET /a', 'JWT'],
      ['GET /b', 'NONE'],
    ]);
    expect(only(stack, 'aws_apigatewayv2_stage').route_settings).toEqual([
      expect.objectContaining({ throttling_rate_limit: 3, throttling_burst_limit: 4 }),
    ]);
  });

  it('invokes a function by the clock, and lets nothing but its rule do so', () => {
    const stack = synth(triggered('nightly', { schedule: 'cron(0 4 * * ? *)' }));
    expect(only(stack, 'aws_cloudwatch_event_rule')).toMatchObject({
      name: 'service-nightly',
      schedule_expression: 'cron(0 4 * * ? *)',
    });
    expect(only(stack, 'aws_cloudwatch_event_target')).toMatchObject({
      rule: expect.stringMatching(/^\$\{aws_cloudwatch_event_rule\..*\.name\}$/),
      arn: expect.stringMatching(/^\$\{aws_lambda_function\..*\.arn\}$/),
      depends_on: [expect.stringMatching(/^aws_lambda_permission\./)],
    });
    expect(only(stack, 'aws_lambda_permission')).toMatchObject({
      principal: 'events.amazonaws.com',
      source_arn: expect.stringMatching(/^\$\{aws_cloudwatch_event_rule\..*\.arn\}$/),
    });
  });

  it.each([
    'rate(1 days)',
    'rate(2 day)',
    'rate(0 minutes)',
    'cron(0 4 * * *)',
    'cron(0 4 * * ? *) ',
  ] as const)('refuses the schedule %j', (schedule) => {
    expect(() => synth(triggered('nightly', { schedule: schedule as 'rate()' }))).toThrow(
      new Error(
        `test/functions/nightly/schedule: schedule must be such as rate(1 day), rate(5 minutes) or cron(0 4 * * ? *), with six fields, of which either the third or the fifth is ?, not "${schedule}"`,
      ),
    );
  });

  it('invokes functions for new objects, by the one notification of the bucket', () => {
    const stack = synth(
      triggered('resize', { objects: { prefix: 'uploads/' } }),
      triggered('index', { objects: { prefix: 'imports/', suffix: '.json' } }),
    );
    const fn = (name: string): unknown =>
      expect.stringMatching(new RegExp(`^\\$\\{aws_lambda_function\\.functions_${name}_`));
    expect(only(stack, 'aws_s3_bucket_notification')).toMatchObject({
      lambda_function: [
        {
          lambda_function_arn: fn('resize'),
          events: ['s3:ObjectCreated:*'],
          filter_prefix: 'uploads/',
        },
        {
          lambda_function_arn: fn('index'),
          events: ['s3:ObjectCreated:*'],
          filter_prefix: 'imports/',
          filter_suffix: '.json',
        },
      ],
      depends_on: [
        expect.stringMatching(/^aws_lambda_permission\.functions_resize_/),
        expect.stringMatching(/^aws_lambda_permission\.functions_index_/),
      ],
    });
    for (const permission of Object.values(stack.resource.aws_lambda_permission ?? {})) {
      expect(permission).toMatchObject({
        principal: 's3.amazonaws.com',
        source_arn: expect.stringMatching(/^\$\{aws_s3_bucket\.images_.*\.arn\}$/),
        source_account: expect.stringMatching(/^\$\{data\.aws_caller_identity\..*\.account_id\}$/),
      });
    }
  });

  it.each([{ prefix: '' }, { prefix: 'uploads/*' }, { prefix: 'uploads/', suffix: '*.jpg' }])(
    'refuses the objects %j',
    (objects) => {
      expect(() => synth(triggered('resize', { objects }))).toThrow(
        new Error(
          `test/images: objects must have a prefix such as uploads/, without a star, and a suffix such as .jpg or none, not ${JSON.stringify(objects)}`,
        ),
      );
    },
  );

  it('refuses objects that another function has already', () => {
    const both = (second: { readonly prefix: string; readonly suffix?: string }) => () =>
      synth(
        triggered('one', { objects: { prefix: 'uploads/', suffix: '.jpg' } }),
        triggered('two', { objects: second }),
      );
    expect(both({ prefix: 'uploads/raw/' })).toThrow(
      new Error(
        'test/images: objects must not catch the same keys as another function\'s (prefix uploads/): S3 refuses that, not {"prefix":"uploads/raw/"}',
      ),
    );
    expect(both({ prefix: 'uploads/', suffix: '.png' })).not.toThrow();
  });

  it.each(['Upload', '1st', 'up_load', 'upload-', 'a-handler-with-more-than-31-chars', ''])(
    'refuse the name "%s"',
    (name) => {
      expect(() => synth({ name })).toThrow(
        new Error(
          `test/functions: name must be 1 to 31 lower-case letters, digits and hyphens, a letter first, not "${name}"`,
        ),
      );
    },
  );

  it('refuse a name that there is twice, and to be none', () => {
    expect(() => synth({ name: 'get' }, { name: 'get' })).toThrow(
      new Error('test/functions: name must be that of one function, not "get"'),
    );
    expect(() => synth()).toThrow(
      new Error('test/functions: definitions must be at least one, not []'),
    );
  });
});
