import type { Break } from '../../support/editable-stack';
import { ADDED, STACK } from '../../support/editable-stack';

const ROLE = 'functions/hello/role/role';

const added = (problem: string): Pick<Break, 'path' | 'problem'> => ({
  path: ADDED,
  problem: `statement Added ${problem}`,
});

const everyone = { type: '*', identifiers: ['*'] };
const github = {
  type: 'Federated',
  identifiers: ['arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'],
};
const subject = (value: string): object => ({
  test: 'StringLike',
  variable: 'token.actions.githubusercontent.com:sub',
  values: [value],
});

export const IAM_BREAKS: readonly Break[] = [
  {
    rule: 'iam-policy-document',
    breakIt: (stack) => stack.set('functions/hello/role/policy', 'policy', '{"Statement":[]}'),
    path: `${STACK}/functions/hello/role/policy`,
    problem: 'has a policy written as text',
  },
  {
    rule: 'iam-policy-document',
    breakIt: (stack) => stack.set(ROLE, 'assume_role_policy', '${jsonencode({})}'),
    path: `${STACK}/${ROLE}`,
    problem: 'has a policy written as text',
  },
  {
    rule: 'iam-policy-document',
    breakIt: (stack) => stack.set(ROLE, 'inline_policy', [{ policy: '{}' }]),
    path: `${STACK}/${ROLE}`,
    problem: 'has a policy written as text',
  },
  ...['*', 's3:*', 's3:Get*'].map((action): Break => ({
    rule: 'iam-no-wildcard-actions',
    breakIt: (stack) => stack.addStatement({ actions: [action] }),
    ...added('allows actions by a wildcard'),
  })),
  ...['not_actions', 'not_resources', 'not_principals'].map((key): Break => ({
    rule: 'iam-no-wildcard-actions',
    breakIt: (stack) => stack.addStatement({ [key]: ['s3:DeleteBucket'] }),
    ...added('allows actions by a wildcard'),
  })),
  {
    rule: 'iam-no-wildcard-principals',
    breakIt: (stack) => stack.addStatement({ principals: [everyone] }),
    ...added('allows everyone'),
  },
  {
    rule: 'iam-no-wildcard-principals',
    breakIt: (stack) =>
      stack.addStatement({
        principals: [{ type: 'AWS', identifiers: ['arn:aws:iam::*:root'] }],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['true'] }],
      }),
    ...added('allows everyone'),
  },
  {
    rule: 'iam-service-principals',
    breakIt: (stack) => stack.set('functions/hello/role/trust', 'statement.0.condition', undefined),
    path: `${STACK}/functions/hello/role/trust`,
    problem: "statement FunctionsOfThisAccount lets a service act for anyone's account",
  },
  ...['arn:aws:s3:::*', 'arn:aws:s3:::*/*', 'arn:aws:lambda:us-east-1:111122223333:*'].map(
    (resource): Break => ({
      rule: 'iam-resources',
      breakIt: (stack) => stack.addStatement({ resources: [resource] }),
      ...added('allows its actions on every resource'),
    }),
  ),
  {
    rule: 'iam-resources',
    breakIt: (stack) => stack.addStatement({ resources: ['*'] }),
    ...added('allows its actions on every resource'),
  },
  {
    rule: 'iam-resources',
    breakIt: (stack) =>
      stack.addStatement({
        actions: ['ec2:CreateNetworkInterface', 'iam:PassRole'],
        resources: ['*'],
      }),
    ...added('allows its actions on every resource'),
  },
  {
    rule: 'iam-managed-policies',
    breakIt: (stack) =>
      stack.set(ROLE, 'managed_policy_arns', ['arn:aws:iam::aws:policy/AdministratorAccess']),
    path: `${STACK}/${ROLE}`,
    problem: "has a policy of AWS's",
  },
  {
    rule: 'iam-managed-policies',
    breakIt: (stack) =>
      stack.add('resource', 'aws_iam_role_policy_attachment', {
        policy_arn: 'arn:aws:iam::aws:policy/IAMFullAccess',
      }),
    path: ADDED,
    problem: "has a policy of AWS's",
  },
  ...[[], [subject('repo:*')], [subject('repo:us/ours:*')], [subject('*')]].map(
    (condition): Break => ({
      rule: 'iam-github-subjects',
      breakIt: (stack) => stack.addStatement({ principals: [github], condition }),
      ...added('lets any repository in'),
    }),
  ),
];
