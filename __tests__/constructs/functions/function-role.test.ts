import { describe, expect, it } from '@jest/globals';
import type { TerraformStack } from 'cdktf';
import type { FunctionRoleProps } from '../../../src/constructs/functions/function-role';
import { FunctionRole } from '../../../src/constructs/functions/function-role';
import { testNetwork } from '../../support/network';
import { only, resolved, statements, synthesize, testStack } from '../../support/stack';
import { testStorage } from '../../support/storage';

function testRole(stack: TerraformStack, overrides: Partial<FunctionRoleProps> = {}): FunctionRole {
  return new FunctionRole(stack, 'role', {
    functionName: 'resize',
    logRetentionDays: 14,
    network: undefined,
    isTraced: false,
    ...overrides,
  });
}

describe('FunctionRole', () => {
  const stack = testStack();
  const role = testRole(stack);
  const synthesized = synthesize(stack);

  it('is taken by functions of this account only', () => {
    expect(statements(synthesized).FunctionsOfThisAccount).toEqual({
      sid: 'FunctionsOfThisAccount',
      principals: [{ type: 'Service', identifiers: ['lambda.amazonaws.com'] }],
      actions: ['sts:AssumeRole'],
      condition: [
        {
          test: 'StringEquals',
          variable: 'aws:SourceAccount',
          values: [expect.stringMatching(/^\$\{data\.aws_caller_identity\..*\.account_id\}$/)],
        },
      ],
    });
  });

  it('may write its own log and nothing else, until something is granted', () => {
    expect(Object.keys(statements(synthesized)).sort()).toEqual([
      'FunctionsOfThisAccount',
      'WriteOwnLog',
    ]);
    expect(statements(synthesized).WriteOwnLog).toEqual({
      sid: 'WriteOwnLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`${resolved(stack, role.logGroup.arn) as string}:*`],
    });
  });

  it('keeps to its one policy', () => {
    expect(only(synthesized, 'aws_iam_role_policies_exclusive').policy_names).toEqual([
      resolved(stack, role.policy.name),
    ]);
    expect(only(synthesized, 'aws_iam_role_policy_attachments_exclusive').policy_arns).toEqual([]);
  });

  it('keeps that log under the name that Lambda looks for, for as long as it is told', () => {
    expect(only(synthesized, 'aws_cloudwatch_log_group')).toMatchObject({
      name: '/aws/lambda/resize',
      retention_in_days: 14,
    });
  });

  it('lets Lambda attach it to the VPC, and denies its own code the same', () => {
    const inVpc = testStack();
    testRole(inVpc, { network: testNetwork(inVpc) });
    const { LetLambdaAttachVpc: allow, DenyOwnCodeTheSame: deny } = statements(synthesize(inVpc));
    const actions = [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ];
    expect(allow).toEqual({ sid: 'LetLambdaAttachVpc', actions, resources: ['*'] });
    expect(deny).toMatchObject({
      effect: 'Deny',
      actions: [...actions, 'ec2:DetachNetworkInterface'],
      resources: ['*'],
      condition: [
        {
          test: 'ArnEquals',
          variable: 'lambda:SourceFunctionArn',
          values: [expect.stringMatching(/^arn:.*:lambda:.*:function:resize$/)],
        },
      ],
    });
  });

  it.each(['', 'with space', 'a'.repeat(65), 'dot.ted'])('refuses the name "%s"', (name) => {
    expect(() => testRole(testStack(), { functionName: name })).toThrow(
      new Error(`test/role: functionName must be 1 to 64 letters, digits, - and _, not "${name}"`),
    );
  });
});

describe('the grants of the table', () => {
  const stack = testStack();
  const { table } = testStorage(stack);
  const arn = resolved(stack, table.table.arn) as string;
  const read = ['ReadImageMetadata', 'ReadImageMetadataByUser'];

  it.each([
    { grant: 'grantRead', sids: read },
    { grant: 'grantWrite', sids: ['WriteImageMetadata'] },
    { grant: 'grantReadWrite', sids: [...read, 'WriteImageMetadata'] },
  ] as const)('$grant gives $sids', ({ grant, sids }) => {
    const other = testStack();
    const role = testRole(other);
    testStorage(other).table[grant](role);
    const granted = Object.keys(statements(synthesize(other))).filter((sid) =>
      sid.includes('Image'),
    );
    expect(granted).toEqual(sids);
  });

  it('say once what is granted twice', () => {
    const other = testStack();
    const role = testRole(other);
    const storage = testStorage(other);
    storage.table.grantRead(role);
    storage.table.grantReadWrite(role);
    storage.bucket.grantPut(role, 'up-loads/*');
    storage.bucket.grantPut(role, 'uploads/*');
    const documents = Object.values(synthesize(other).data?.aws_iam_policy_document ?? {});
    const granted = documents.map((one) => one.statement as { sid: string; resources: string[] }[]);
    const [permissions = []] = granted.filter((list) =>
      list.some(({ sid }) => sid === 'PutImages'),
    );
    expect(permissions.map(({ sid, resources }) => [sid, resources.length])).toEqual([
      ['WriteOwnLog', 1],
      ['ReadImageMetadata', 1],
      ['ReadImageMetadataByUser', 1],
      ['WriteImageMetadata', 1],
      ['PutImages', 2],
    ]);
  });

  it('name actions and resources one by one', () => {
    table.grantReadWrite(testRole(stack));
    const granted = statements(synthesize(stack));
    expect(granted.ReadImageMetadata).toEqual({
      sid: 'ReadImageMetadata',
      actions: [
        'dynamodb:BatchGetItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:GetItem',
        'dynamodb:Query',
      ],
      resources: [arn],
    });
    expect(granted.ReadImageMetadataByUser).toEqual({
      sid: 'ReadImageMetadataByUser',
      actions: ['dynamodb:Query'],
      resources: [`${arn}/index/UserIndex`],
    });
    expect(granted.WriteImageMetadata).toEqual({
      sid: 'WriteImageMetadata',
      actions: [
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
      resources: [arn],
    });
  });
});

describe('the grants of the bucket', () => {
  it.each([
    { grant: 'grantGet', sid: 'GetImages', actions: ['s3:GetObject'] },
    {
      grant: 'grantPut',
      sid: 'PutImages',
      actions: ['s3:AbortMultipartUpload', 's3:PutObject'],
    },
    { grant: 'grantDelete', sid: 'DeleteImages', actions: ['s3:DeleteObject'] },
  ] as const)('$grant gives $actions below the prefix', ({ grant, sid, actions }) => {
    const stack = testStack();
    const { bucket } = testStorage(stack);
    bucket[grant](testRole(stack), 'uploads/*');
    expect(statements(synthesize(stack))[sid]).toEqual({
      sid,
      actions,
      resources: [`${resolved(stack, bucket.bucket.arn) as string}/uploads/*`],
    });
  });

  it.each(['*', '', '/uploads/*', 'uploads/*/thumb', 'up?'])('refuse the keys "%s"', (keys) => {
    const stack = testStack();
    const { bucket } = testStorage(stack);
    expect(() => {
      bucket.grantGet(testRole(stack), keys);
    }).toThrow(
      new Error(
        `test/images: keys must be a prefix and one star at the end, such as 'uploads/*', or one key, not "${keys}"`,
      ),
    );
  });
});
