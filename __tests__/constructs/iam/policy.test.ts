import type { TerraformStack } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { Policy, type Statement } from '../../../src/constructs/iam/policy';
import { synthesize, testStack } from '../../support/stack';

const read = { sid: 'Read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::a/*'] };
const when = (...values: string[]) => ({
  ...read,
  conditions: [
    { test: 'ArnEquals', variable: 'aws:SourceArn', values },
    { test: 'StringEquals', variable: 'aws:SourceAccount', values: ['1'] },
  ],
});

function grown(...statements: readonly Statement[]): unknown {
  const stack = testStack();
  const policy = new Policy(stack, 'policy', []);
  for (const statement of statements) policy.add(statement);
  return statementsOf(stack)[0];
}

const statementsOf = (stack: TerraformStack): unknown[] =>
  Object.values(synthesize(stack).data?.aws_iam_policy_document ?? {}).map(
    ({ statement }) => statement,
  );

describe('Policy', () => {
  it('says once what is added twice', () => {
    expect(grown(read, { ...read })).toEqual([read]);
  });

  it('says the same of more resources in one statement', () => {
    expect(grown(read, { ...read, resources: ['arn:aws:s3:::b/*'] })).toEqual([
      { ...read, resources: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'] },
    ]);
  });

  it('says the same under more values of one condition', () => {
    expect(grown(when('x'), when('y'))).toEqual([
      { ...read, condition: when('x', 'y').conditions },
    ]);
  });

  it.each([
    ['other actions', { ...read, actions: ['s3:PutObject'] }],
    ['another effect', { ...read, effect: 'Deny' as const }],
    ['a condition', when('x')],
  ])('refuses %s under the same sid', (_, other) => {
    expect(() => grown(read, other)).toThrow(
      'test/policy: sid Read must stand for one kind of right, not for two',
    );
  });

  it('refuses conditions that differ in more than one value: both together mean something else', () => {
    const other = when('y').conditions.map((one) => ({ ...one, values: [...one.values, 'z'] }));
    expect(() => grown(when('x'), { ...read, conditions: other })).toThrow(
      'sid Read must stand for',
    );
  });
});
