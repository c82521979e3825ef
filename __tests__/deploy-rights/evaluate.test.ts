import { describe, expect, it } from '@jest/globals';
import type { Question } from '../../local/aws/rights/enforce';
import { evaluate } from '../support/rights/evaluate';

const ACCOUNT = '123456789012';
const BUCKET = 'arn:aws:s3:::bucket';

const statement = (given: object): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...given }],
});

const policy = (given: object = {}) => ({ name: 'policy', policy: statement(given) });

const question = (given: Partial<Question> = {}): Question => ({
  principal: `arn:aws:sts::${ACCOUNT}:assumed-role/role/session`,
  accountId: ACCOUNT,
  action: 's3:ListBucket',
  kind: 's3:bucket',
  resource: BUCKET,
  identityPolicies: [policy()],
  ...given,
});

const condition = (test: string, key: string, value: string) => ({
  Condition: { [test]: { [key]: value } },
});

const ofStage = (stage: string) => ({
  identityPolicies: [policy(condition('StringEquals', 'aws:ResourceTag/Stage', stage))],
});

const vpc = {
  action: 'ec2:DeleteVpc',
  kind: 'ec2:vpc',
  resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/vpc-1`,
  context: { 'aws:ResourceTag/Stage': 'dev' },
} as const;

const key = {
  action: 'kms:DescribeKey',
  kind: 'kms:key',
  resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/k1`,
} as const;

const root = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };

describe('what the local AWS of the suites lets a role do', () => {
  it.each<[what: string, given: Partial<Question>, verdict: string]>([
    ['a policy allows', {}, 'allowed'],
    ['no policy allows', { identityPolicies: [] }, 'not allowed by a policy'],
    [
      'a policy allows elsewhere',
      { identityPolicies: [policy({ Resource: `${BUCKET}-b` })] },
      'not allowed by a policy',
    ],
    [
      'a policy denies beside another',
      { identityPolicies: [policy(), policy({ Effect: 'Deny' })] },
      'explicitly denied',
    ],
    [
      'the boundary does not allow',
      { boundary: policy({ Action: 's3:GetObject' }) },
      'not allowed by the boundary',
    ],
    ['the boundary allows', { boundary: policy({ Action: 's3:List*' }) }, 'allowed'],
    [
      'the bucket denies',
      { resourcePolicy: statement({ Effect: 'Deny', Principal: '*' }) },
      'explicitly denied',
    ],
    [
      'the bucket denies without TLS',
      {
        resourcePolicy: statement({
          ...{ Effect: 'Deny', Principal: '*' },
          ...condition('Bool', 'aws:SecureTransport', 'false'),
        }),
      },
      'allowed',
    ],
    ["has the stage's tag", { ...vpc, ...ofStage('dev') }, 'allowed'],
    ["has another stage's tag", { ...vpc, ...ofStage('prod') }, 'not allowed by a policy'],
    [
      'AWS does not say what the policy asks for',
      {
        action: 'dynamodb:DescribeTable',
        kind: 'dynamodb:table',
        resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/t`,
        identityPolicies: [policy(condition('StringEquals', 'dynamodb:LeadingKeys', 'lock'))],
        context: { 'dynamodb:LeadingKeys': 'lock' },
      },
      'not allowed by a policy',
    ],
    [
      "is a key that leaves it to the account's policies",
      { ...key, resourcePolicy: statement(root) },
      'allowed',
    ],
    [
      'is a key that leaves it to nobody',
      { ...key, resourcePolicy: statement({ ...root, Action: 'kms:Encrypt' }) },
      'not allowed by a policy',
    ],
  ])('where %s', async (_what, given, verdict) => {
    expect(await evaluate(question(given))).toBe(verdict);
  });

  it.each<[given: Partial<Question>, message: string]>([
    [{ action: 's3:ListEverything' }, 'AWS has no action s3:ListEverything.'],
    [{ kind: 's3:object' }, 'AWS does not ask s3:ListBucket of s3:object.'],
    [{ kind: '*', resource: '*' }, 'AWS limits s3:ListBucket to resources.'],
    [{ action: 's3:ListAllMyBuckets' }, 'AWS does not limit s3:ListAllMyBuckets to resources.'],
  ])('judges nothing that AWS does not ask: %o', async (given, message) => {
    await expect(evaluate(question(given))).rejects.toThrow(message);
  });
});
