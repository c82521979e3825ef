import type { Need } from './needs';
import type { RoleKind } from './role-kind';

/** What an operator's command asks of AWS itself, besides what Terraform does and the state takes. */
type OperationNeed = Pick<Need, 'on'> & { readonly read: readonly string[] };

/** By the name of the command: `pnpm ops <name>`. */
export const OPERATION_NEEDS = {
  alarms: [{ on: 'anyAlarm', read: ['cloudwatch:DescribeAlarms'] }],
  apply: [{ on: 'boundary', read: ['iam:GetPolicy'] }],
  'drift-issue': [],
  plan: [],
  verify: [
    { on: 'anyAlarm', read: ['cloudwatch:DescribeAlarms'] },
    { on: 'anything', read: ['ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs'] },
    { on: 'apiParts', read: ['apigateway:GET'] },
    { on: 'apis', read: ['apigateway:GET'] },
    {
      on: 'buckets',
      read: [
        's3:GetBucketCORS',
        's3:GetBucketPolicy',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketVersioning',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:ListBucket',
      ],
    },
    { on: 'cachePolicies', read: ['cloudfront:GetCachePolicy'] },
    { on: 'certificates', read: ['acm:DescribeCertificate'] },
    { on: 'dashboards', read: ['cloudwatch:GetDashboard'] },
    { on: 'distributions', read: ['cloudfront:GetDistribution'] },
    { on: 'functions', read: ['lambda:GetFunctionConfiguration'] },
    { on: 'originAccessControls', read: ['cloudfront:GetOriginAccessControl'] },
    {
      on: 'roles',
      read: ['iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
    },
    { on: 'table', read: ['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable'] },
    { on: 'topics', read: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'] },
  ],
} as const satisfies Readonly<Record<string, readonly OperationNeed[]>>;

/** Which of them the workflows run with which role. */
export const OPERATIONS_OF_ROLE = {
  plan: ['plan', 'drift-issue'],
  deploy: ['apply', 'verify', 'alarms'],
} as const satisfies Readonly<Record<RoleKind, readonly (keyof typeof OPERATION_NEEDS)[]>>;

/** What the role's commands ask. */
export const operationNeeds = (kind: RoleKind): readonly OperationNeed[] =>
  OPERATIONS_OF_ROLE[kind].flatMap(
    (operation): readonly OperationNeed[] => OPERATION_NEEDS[operation],
  );
