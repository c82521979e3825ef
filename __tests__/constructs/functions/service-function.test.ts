import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { TerraformStack } from 'cdktf';
import { AssetType, TerraformAsset } from 'cdktf';
import type { ServiceFunctionProps } from '../../../src/constructs/functions/service-function';
import { ServiceFunction } from '../../../src/constructs/functions/service-function';
import { testNetwork } from '../../support/network';
import { only, synthesize, testStack } from '../../support/stack';

function testFunction(
  stack: TerraformStack,
  overrides: Partial<ServiceFunctionProps> = {},
): ServiceFunction {
  return new ServiceFunction(stack, 'hello', {
    functionName: 'hello',
    code: new TerraformAsset(stack, 'code', {
      path: path.dirname(__filename),
      type: AssetType.ARCHIVE,
    }),
    handler: 'index.handler',
    logRetentionDays: 14,
    network: undefined,
    ...overrides,
  });
}

function synth(overrides: Partial<ServiceFunctionProps> = {}): Readonly<Record<string, unknown>> {
  const stack = testStack();
  testFunction(stack, overrides);
  return only(synthesize(stack), 'aws_lambda_function');
}

describe('ServiceFunction', () => {
  it('runs Node.js with a role and a log group of its own, once the role has its rights', () => {
    expect(synth()).toMatchObject({
      function_name: 'hello',
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      role: expect.stringMatching(/^\$\{aws_iam_role\..*\.arn\}$/),
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\./)],
    });
  });

  it('is deployed again when its sources change, not when their zip does', () => {
    expect(synth().source_code_hash).toMatch(/^[0-9A-F]{32}$/);
  });

  it('takes memory, time and variables as told', () => {
    expect(synth()).toMatchObject({ memory_size: 256, timeout: 10 });
    expect(synth()).not.toHaveProperty('environment');
    expect(
      synth({ memoryMegabytes: 512, timeoutSeconds: 29, environment: { TABLE: 'images' } }),
    ).toMatchObject({
      memory_size: 512,
      timeout: 29,
      environment: { variables: { TABLE: 'images' } },
    });
  });

  it('runs in the private subnets of the network it is given, and in none otherwise', () => {
    const stack = testStack();
    testFunction(stack, { network: testNetwork(stack) });
    const { vpc_config: vpc } = only(synthesize(stack), 'aws_lambda_function');
    expect(vpc).toMatchObject({
      subnet_ids: [
        expect.stringContaining('private-subnet-a'),
        expect.stringContaining('private-subnet-b'),
      ],
      security_group_ids: [expect.stringContaining('function-security-group')],
    });
    expect(synth()).not.toHaveProperty('vpc_config');
  });

  it.each([0, 30])('refuses a timeout of %d seconds', (timeoutSeconds) => {
    expect(() => synth({ timeoutSeconds })).toThrow(
      new Error(
        `test/hello: timeoutSeconds must be 1 to 29: an HTTP API waits for 30 seconds and no longer, not ${timeoutSeconds}`,
      ),
    );
  });
});
