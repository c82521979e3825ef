import { boundaryName, stackName } from '../config/names';
import { namesOf, type ResourceTypes } from './resource-type';
import { scope, type ScopedStage } from './scope';

/** Services that take the roles of a stage: functions, and what writes the flow logs. */
const SERVICES = ['lambda.amazonaws.com', 'vpc-flow-logs.amazonaws.com'];

const roleArn = ({ name, account }: ScopedStage): string =>
  `arn:aws:iam::${account}:role/${stackName(name)}-*`;

const boundaryArn = ({ name, account }: ScopedStage): string =>
  `arn:aws:iam::${account}:policy/${boundaryName(name)}`;

export const boundary = scope('Boundary', (stage) => ({ resources: [boundaryArn(stage)] }));
export const roles = scope('Roles', (stage) => ({ resources: [roleArn(stage)] }));
/**
 * Every change of a role but of tags takes the stage's permissions boundary: a role that could make
 * roles without one could make itself an administrator.
 */
const boundedRoles = scope('BoundedRoles', (stage) => ({
  resources: [roleArn(stage)],
  conditions: [
    { test: 'ArnEquals', variable: 'iam:PermissionsBoundary', values: [boundaryArn(stage)] },
  ],
}));
export const passedRoles = scope('PassedRoles', (stage) => ({
  resources: [roleArn(stage)],
  conditions: [{ test: 'StringEquals', variable: 'iam:PassedToService', values: SERVICES }],
}));

/** Roles of functions and flow logs; the rest lets GitHub in. */
export const IAM = {
  aws_iam_openid_connect_provider: { rights: 'bootstrap', data: 'none' },
  aws_iam_policy: { rights: 'bootstrap', data: 'none', filledIn: ['attachment_count'] },
  aws_iam_role: {
    rights: [
      {
        on: roles,
        read: ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
        create: ['iam:TagRole'],
        delete: ['iam:ListInstanceProfilesForRole'],
        tag: ['iam:TagRole', 'iam:UntagRole'],
      },
      {
        on: boundedRoles,
        create: ['iam:CreateRole'],
        update: [
          'iam:PutRolePermissionsBoundary',
          'iam:UpdateAssumeRolePolicy',
          'iam:UpdateRole',
          'iam:UpdateRoleDescription',
        ],
        delete: ['iam:DeleteRole'],
      },
    ],
    data: 'none',
    listOf: {
      inline_policy: 'aws_iam_role_policy',
      managed_policy_arns: 'aws_iam_role_policy_attachment',
    },
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    names: namesOf('name', 64, '_ + = , . @ -'),
  },
  aws_iam_role_policy: {
    rights: [
      { on: roles, read: ['iam:GetRolePolicy'] },
      {
        on: boundedRoles,
        create: ['iam:PutRolePolicy'],
        update: ['iam:PutRolePolicy'],
        delete: ['iam:DeleteRolePolicy'],
      },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
    names: namesOf('name', 128, '_ + = , . @ -'),
  },
  // It takes away what is not on its list; the list's own are there by then.
  aws_iam_role_policies_exclusive: {
    rights: [
      { on: roles, read: ['iam:ListRolePolicies'] },
      {
        on: boundedRoles,
        create: ['iam:DeleteRolePolicy'],
        update: ['iam:DeleteRolePolicy'],
      },
    ],
    data: 'none',
  },
  aws_iam_role_policy_attachment: { rights: 'bootstrap', data: 'none' },
  aws_iam_role_policy_attachments_exclusive: {
    rights: [
      { on: roles, read: ['iam:ListAttachedRolePolicies'] },
      {
        on: boundedRoles,
        create: ['iam:DetachRolePolicy'],
        update: ['iam:DetachRolePolicy'],
      },
    ],
    data: 'none',
  },
  'data.aws_caller_identity': { rights: [] },
  'data.aws_iam_policy_document': { rights: [] },
  'data.aws_partition': { rights: [] },
  'data.aws_region': { rights: [] },
} as const satisfies ResourceTypes;
