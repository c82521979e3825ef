import { certificates } from '../resource-types/acm';
import { apiParts, apis } from '../resource-types/apigateway';
import { cachePolicies, distributions, originAccessControls } from '../resource-types/cloudfront';
import { dashboards } from '../resource-types/cloudwatch';
import { table } from '../resource-types/dynamodb';
import { rules } from '../resource-types/events';
import { boundary, roles } from '../resource-types/iam';
import { functions } from '../resource-types/lambda';
import type { Right } from '../resource-types/resource-type';
import { buckets } from '../resource-types/s3';
import { anything } from '../resource-types/scope';
import { topics } from '../resource-types/sns';
import { queues } from '../resource-types/sqs';

/**
 * A plan reads; one that is stored is put beside the state as well; a deploy does everything that its
 * stage's resources take.
 */
export const ROLE_KINDS = ['plan', 'store', 'deploy'] as const;

export type RoleKind = (typeof ROLE_KINDS)[number];

/** IAM actions that an operator's command takes, besides what Terraform does and the state takes. */
type CommandRight = Pick<Right, 'on'> & { readonly read: readonly string[] };

/** By the name of the command: `pnpm ops <name>`. */
export const COMMAND_RIGHTS = {
  alarms: [{ on: anything, read: ['cloudwatch:DescribeAlarms'] }],
  apply: [{ on: boundary, read: ['iam:GetPolicy'] }],
  'drift-issue': [],
  plan: [],
  state: [],
  verify: [
    {
      on: anything,
      read: [
        'cloudwatch:DescribeAlarms',
        'ec2:DescribeVpcEndpoints',
        'ec2:DescribeVpcs',
        'logs:DescribeLogGroups',
      ],
    },
    { on: apiParts, read: ['apigateway:GET'] },
    { on: apis, read: ['apigateway:GET'] },
    {
      on: buckets,
      read: [
        's3:GetBucketCORS',
        's3:GetBucketNotification',
        's3:GetBucketPolicy',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketVersioning',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:ListBucket',
      ],
    },
    { on: cachePolicies, read: ['cloudfront:GetCachePolicy'] },
    { on: certificates, read: ['acm:DescribeCertificate'] },
    { on: dashboards, read: ['cloudwatch:GetDashboard'] },
    { on: distributions, read: ['cloudfront:GetDistribution'] },
    { on: functions, read: ['lambda:GetFunction', 'lambda:GetPolicy'] },
    { on: originAccessControls, read: ['cloudfront:GetOriginAccessControl'] },
    { on: queues, read: ['sqs:GetQueueAttributes'] },
    {
      on: roles,
      read: ['iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
    },
    { on: rules, read: ['events:DescribeRule', 'events:ListTargetsByRule'] },
    { on: table, read: ['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable'] },
    { on: topics, read: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'] },
  ],
} as const satisfies Readonly<Record<string, readonly CommandRight[]>>;

/** Commands that the workflows run with each role. */
export const COMMANDS_OF_ROLE = {
  plan: ['plan', 'drift-issue'],
  store: ['plan'],
  deploy: ['apply', 'state', 'verify', 'alarms'],
} as const satisfies Readonly<Record<RoleKind, readonly (keyof typeof COMMAND_RIGHTS)[]>>;

/** IAM actions of all commands of a role. */
export const commandRights = (kind: RoleKind): readonly CommandRight[] =>
  COMMANDS_OF_ROLE[kind].flatMap((command): readonly CommandRight[] => COMMAND_RIGHTS[command]);
