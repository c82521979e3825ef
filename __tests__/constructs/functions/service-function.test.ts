import { describe, expect, it } from '@jest/globals';
import type { TerraformStack } from 'cdktf';
import type { DeployedFunction } from '../../../src/constructs/functions/function-definition';
import type { ServiceFunctionProps } from '../../../src/constructs/functions/service-function';
import { ServiceFunction } from '../../../src/constructs/functions/service-function';
import { testNetwork } from '../../support/network';
import {
  only,
  statements,
  synthesize,
  testStack,
  type SynthesizedStack,
} from '../../support/stack';
import { testStorage } from '../../support/storage';

const ENTRY = 'examples/hello-function/handler.ts';

function testFunction(
  stack: TerraformStack,
  definition: Partial<DeployedFunction> = {},
  overrides: Partial<ServiceFunctionProps> = {},
): ServiceFunction {
  return new ServiceFunction(stack, 'hello', {
    functionName: 'hello',
    definition: {
      name: 'hello',
      route: 'GET /hello',
      entry: ENTRY,
      ...definition,
    } as DeployedFunction,
    storage: overrides.storage ?? testStorage(stack),
    runtime: 'nodejs22.x',
    codeBucket: () => {
      throw new Error('nothing was to be put into a bucket');
    },
    logRetentionDays: 14,
    network: undefined,
    ...overrides,
  });
}

function synth(definition: Partial<DeployedFunction> = {}): SynthesizedStack {
  const stack = testStack();
  testFunction(stack, definition);
  return synthesize(stack);
}

const lambda = (definition: Partial<DeployedFunction> = {}) =>
  only(synth(definition), 'aws_lambda_function');

/** Nobody waits for its answer. */
const NIGHTLY = { route: undefined, schedule: 'rate(1 day)' } as const;

const LAYER = 'arn:aws:lambda:us-east-1:444455556666:layer:shared:1';

const logging = (setting: object): object => ({
  logging_config: expect.objectContaining(setting) as unknown,
});

/** With it, all variables have 4096 bytes as JSON. */
const LONGEST = 'x'.repeat(4096 - '{"NODE_OPTIONS":"--enable-source-maps","XX":""}'.length);

describe('ServiceFunction', () => {
  it('runs Node.js with a role and a log group of its own, once the role has its rights', () => {
    expect(lambda()).toMatchObject({
      function_name: 'hello',
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      role: expect.stringMatching(/^\$\{aws_iam_role\..*\.arn\}$/),
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\./)],
    });
  });

  it('logs in JSON, into its own log group', () => {
    expect(lambda().logging_config).toEqual({
      log_format: 'JSON',
      log_group: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.name\}$/),
      application_log_level: 'INFO',
      system_log_level: 'INFO',
    });
  });

  it('has defaults for everything that an entry leaves out', () => {
    expect(lambda()).toMatchObject({ memory_size: 256, timeout: 10 });
    expect(lambda().environment).toEqual({ variables: { NODE_OPTIONS: '--enable-source-maps' } });
    for (const left of [
      'dead_letter_config',
      'ephemeral_storage',
      'layers',
      'reserved_concurrent_executions',
      'tracing_config',
      'vpc_config',
    ]) {
      expect(lambda()).not.toHaveProperty(left);
    }
  });

  it.each<readonly [Partial<DeployedFunction>, object]>([
    [{ memoryMegabytes: 512 }, { memory_size: 512 }],
    [{ timeoutSeconds: 29 }, { timeout: 29 }],
    [{ ...NIGHTLY, timeoutSeconds: 900 }, { timeout: 900 }],
    [{ architecture: 'x86_64' }, { architectures: ['x86_64'] }],
    [{ ephemeralStorageMegabytes: 2048 }, { ephemeral_storage: { size: 2048 } }],
    [{ reservedConcurrency: 5 }, { reserved_concurrent_executions: 5 }],
    [{ tracing: 'active' }, { tracing_config: { mode: 'Active' } }],
    [{ layers: [LAYER] }, { layers: [LAYER] }],
    [{ applicationLogLevel: 'ERROR' }, logging({ application_log_level: 'ERROR' })],
    [{ systemLogLevel: 'WARN' }, logging({ system_log_level: 'WARN' })],
    [
      { environment: () => ({ NODE_OPTIONS: '--max-http-header-size=32768' }) },
      {
        environment: {
          variables: { NODE_OPTIONS: '--enable-source-maps --max-http-header-size=32768' },
        },
      },
    ],
    [{ environment: () => ({ XX: LONGEST }) }, {}],
    [
      { environment: ({ table }) => ({ TABLE: table.table.name, KIND: 'small' }) },
      {
        environment: {
          variables: {
            NODE_OPTIONS: '--enable-source-maps',
            TABLE: expect.stringMatching(/^\$\{aws_dynamodb_table\..*\.name\}$/),
            KIND: 'small',
          },
        },
      },
    ],
  ])('takes %j as told', (definition, expected) => {
    expect(lambda(definition)).toMatchObject(expected);
  });

  it('may do what its entry grants', () => {
    const { ReadImageMetadata, PutImages } = statements(
      synth({
        grants: ({ table, bucket }, role) => {
          table.grantRead(role);
          bucket.grantPut(role, 'uploads/*');
        },
      }),
    );
    expect(ReadImageMetadata).toBeDefined();
    expect(PutImages).toMatchObject({
      resources: [expect.stringMatching(/^\$\{aws_s3_bucket\..*\.arn\}\/uploads\/\*$/)],
    });
    expect(statements(synth())).not.toHaveProperty('ReadImageMetadata');
  });

  it('may send traces where it is traced, and not otherwise', () => {
    expect(statements(synth({ tracing: 'active' })).Trace).toEqual({
      sid: 'Trace',
      actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      resources: ['*'],
    });
    expect(statements(synth())).not.toHaveProperty('Trace');
  });

  it('keeps the events that nobody learns the failure of, for 14 days', () => {
    const nightly = synth(NIGHTLY);
    expect(only(nightly, 'aws_sqs_queue')).toMatchObject({
      name: 'hello-failures',
      message_retention_seconds: 1_209_600,
      sqs_managed_sse_enabled: true,
    });
    const queue: unknown = expect.stringMatching(/^\$\{aws_sqs_queue\.hello_failures_\w+\.arn\}$/);
    expect(only(nightly, 'aws_lambda_function').dead_letter_config).toEqual({ target_arn: queue });
    expect(statements(nightly).KeepFailures).toEqual({
      sid: 'KeepFailures',
      actions: ['sqs:SendMessage'],
      resources: [queue],
    });
    expect(synth().resource).not.toHaveProperty('aws_sqs_queue');
  });

  it('runs in the private subnets of the network, where it has one and asks for no other', () => {
    const vpcOf = (definition: Partial<DeployedFunction>): unknown => {
      const stack = testStack();
      const storage = testStorage(stack);
      testFunction(stack, definition, { storage, network: testNetwork(stack, {}, storage) });
      return only(synthesize(stack), 'aws_lambda_function').vpc_config;
    };
    expect(vpcOf({})).toMatchObject({
      subnet_ids: [
        expect.stringContaining('private-subnet-a'),
        expect.stringContaining('private-subnet-b'),
      ],
      security_group_ids: [expect.stringContaining('function-security-group')],
    });
    expect(vpcOf({ network: 'outside' })).toBeUndefined();
  });

  it.each<readonly [Partial<DeployedFunction>, string]>([
    [
      { timeoutSeconds: 0 },
      'timeoutSeconds must be 1 to 29: an HTTP API waits for 30 seconds and no longer, not 0',
    ],
    [
      { timeoutSeconds: 30 },
      'timeoutSeconds must be 1 to 29: an HTTP API waits for 30 seconds and no longer, not 30',
    ],
    [
      { ...NIGHTLY, timeoutSeconds: 901 },
      'timeoutSeconds must be 1 to 900: Lambda lets no function run longer, not 901',
    ],
    [{ memoryMegabytes: 127 }, 'memoryMegabytes must be 128 to 10240, not 127'],
    [{ memoryMegabytes: 10_241 }, 'memoryMegabytes must be 128 to 10240, not 10241'],
    [{ memoryMegabytes: 256.5 }, 'memoryMegabytes must be 128 to 10240, not 256.5'],
    [{ ephemeralStorageMegabytes: 511 }, 'ephemeralStorageMegabytes must be 512 to 10240, not 511'],
    [{ reservedConcurrency: 0 }, 'reservedConcurrency must be 1 to 900, not 0'],
    [{ reservedConcurrency: 901 }, 'reservedConcurrency must be 1 to 900, not 901'],
    [
      { layers: [LAYER.replace(/:1$/, '')] },
      'layers must be at most 5 ARNs of versions of layers, not ["arn:aws:lambda:us-east-1:444455556666:layer:shared"]',
    ],
    [
      { layers: Array<string>(6).fill(LAYER) },
      `layers must be at most 5 ARNs of versions of layers, not ["${Array<string>(6).fill(LAYER).join('","')}"]`,
    ],
    ...['AWS_REGION', 'AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT'].map(
      (name) =>
        [
          { environment: () => ({ [name]: '' }) },
          `environment must be a name that Lambda does not set, not "${name}"`,
        ] as const,
    ),
    ...['A', '1A', '_HANDLER', 'A-B', 'ÄB'].map(
      (name) =>
        [
          { environment: () => ({ [name]: '' }) },
          `environment must be letters, digits and _, two at least and a letter first, not "${name}"`,
        ] as const,
    ),
    [
      { environment: () => ({ XX: `${LONGEST}x` }) },
      'environment must have at most 4096 bytes as JSON, not 4097',
    ],
  ])('refuses %j', (definition, message) => {
    expect(() => synth(definition)).toThrow(new Error(`test/hello: ${message}`));
  });
});
