import { ADDED, add, addStatement, breaks, set, type Break } from '../../support/editable-stack';

const ROLE = 'functions/hello/role/role';
const POLICY = 'functions/hello/role/policy';
const TRUST = 'functions/hello/role/trust';

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
  ...breaks(
    'iam-policy-document',
    POLICY,
    'has a policy written as text',
    set(POLICY, 'policy', '{"Statement":[]}'),
  ),
  ...breaks(
    'iam-policy-document',
    ROLE,
    'has a policy written as text',
    set(ROLE, 'assume_role_policy', '${jsonencode({})}'),
    set(ROLE, 'inline_policy', [{ policy: '{}' }]),
  ),
  ...breaks(
    'iam-no-wildcard-actions',
    ADDED,
    'statement Added allows actions by a wildcard',
    addStatement({ actions: ['*'] }),
    addStatement({ actions: ['s3:*'] }),
    addStatement({ actions: ['s3:Get*'] }),
    addStatement({ not_actions: ['s3:DeleteBucket'] }),
    addStatement({ not_resources: ['s3:DeleteBucket'] }),
    addStatement({ not_principals: ['s3:DeleteBucket'] }),
  ),
  ...breaks(
    'iam-no-wildcard-principals',
    ADDED,
    'statement Added allows everyone',
    addStatement({ principals: [{ type: '*', identifiers: ['*'] }] }),
    addStatement({
      principals: [{ type: 'AWS', identifiers: ['arn:aws:iam::*:root'] }],
      condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['true'] }],
    }),
  ),
  ...breaks(
    'iam-service-principals',
    TRUST,
    "statement FunctionsOfThisAccount lets a service act for anyone's account",
    set(TRUST, 'statement.0.condition', undefined),
  ),
  ...breaks(
    'iam-resources',
    ADDED,
    'statement Added allows its actions on every resource',
    addStatement({ resources: ['arn:aws:s3:::*'] }),
    addStatement({ resources: ['arn:aws:s3:::*/*'] }),
    addStatement({ resources: ['arn:aws:lambda:us-east-1:111122223333:*'] }),
    addStatement({ resources: ['*'] }),
    addStatement({ actions: ['ec2:CreateNetworkInterface', 'iam:PassRole'], resources: ['*'] }),
  ),
  ...breaks(
    'iam-managed-policies',
    ROLE,
    "has a policy of AWS's",
    set(ROLE, 'managed_policy_arns', ['arn:aws:iam::aws:policy/AdministratorAccess']),
  ),
  ...breaks(
    'iam-managed-policies',
    ADDED,
    "has a policy of AWS's",
    add('aws_iam_role_policy_attachment', { policy_arn: 'arn:aws:iam::aws:policy/IAMFullAccess' }),
  ),
  ...breaks(
    'iam-github-subjects',
    ADDED,
    'statement Added lets any repository in',
    ...[[], [subject('repo:*')], [subject('repo:us/ours:*')], [subject('*')]].map((condition) =>
      addStatement({ principals: [github], condition }),
    ),
  ),
];
