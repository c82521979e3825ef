import type { Needs } from './needs';

/**
 * The roles of functions and flow logs. Every change but of tags takes the stage's permissions
 * boundary: a role that could make roles without one could make itself an administrator.
 */
export const IDENTITY_NEEDS = {
  aws_iam_role: [
    {
      on: 'roles',
      read: ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
      create: ['iam:TagRole'],
      delete: ['iam:ListInstanceProfilesForRole'],
      tag: ['iam:TagRole', 'iam:UntagRole'],
    },
    {
      on: 'boundedRoles',
      create: ['iam:CreateRole'],
      update: ['iam:PutRolePermissionsBoundary', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole'],
      delete: ['iam:DeleteRole'],
    },
  ],
  aws_iam_role_policy: [
    { on: 'roles', read: ['iam:GetRolePolicy'] },
    {
      on: 'boundedRoles',
      create: ['iam:PutRolePolicy'],
      update: ['iam:PutRolePolicy'],
      delete: ['iam:DeleteRolePolicy'],
    },
  ],
} as const satisfies Needs;
