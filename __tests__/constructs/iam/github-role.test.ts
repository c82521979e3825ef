import { describe, expect, it } from '@jest/globals';
import { GithubIdentity } from '../../../src/constructs/iam/github-identity';
import { GithubRole, type GithubRoleProps } from '../../../src/constructs/iam/github-role';
import { only, synthesize, testStack } from '../../support/stack';

const grant = { sid: 'Read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::bucket/key'] };

function role(overrides: Partial<GithubRoleProps> = {}) {
  const stack = testStack();
  const identity = new GithubIdentity(stack, 'github');
  new GithubRole(stack, 'role', {
    roleName: 'service-dev-plan',
    description: 'Plans',
    identity,
    subjects: ['repo:owner/name:pull_request'],
    policies: { state: [grant] },
    ...overrides,
  });
  return synthesize(stack);
}

describe('GithubRole', () => {
  it('attaches a managed policy per name', () => {
    const stack = role();
    expect(only(stack, 'aws_iam_role')).toMatchObject({
      name: 'service-dev-plan',
      description: 'Plans',
      max_session_duration: 7200,
    });
    expect(only(stack, 'aws_iam_policy').name).toBe('service-dev-plan-state');
    expect(only(stack, 'aws_iam_role_policy_attachment').policy_arn).toMatch(
      /^\$\{aws_iam_policy\..+\.arn\}$/,
    );
  });

  it('keeps to its own policies', () => {
    const stack = role({ policies: { state: [grant], storage: [grant] } });
    expect(only(stack, 'aws_iam_role_policies_exclusive').policy_names).toEqual([]);
    expect(only(stack, 'aws_iam_role_policy_attachments_exclusive').policy_arns).toEqual([
      expect.stringMatching(/^\$\{aws_iam_role_policy_attachment\..*state.*\.policy_arn\}$/),
      expect.stringMatching(/^\$\{aws_iam_role_policy_attachment\..*storage.*\.policy_arn\}$/),
    ]);
  });

  it('lets GitHub be recognized without thumbprints', () => {
    const provider = only(role(), 'aws_iam_openid_connect_provider');
    expect(provider).toMatchObject({
      url: 'https://token.actions.githubusercontent.com',
      client_id_list: ['sts.amazonaws.com'],
    });
    expect(provider).not.toHaveProperty('thumbprint_list');
  });

  it('leaves a provider that others use as it is', () => {
    expect(only(role(), 'aws_iam_openid_connect_provider').lifecycle).toEqual({
      ignore_changes: ['client_id_list', 'tags', 'tags_all', 'thumbprint_list'],
    });
  });

  it.each([
    [{ subjects: ['repo:owner/*'] }, 'subjects must be `repo:…` claims without wildcards'],
    [{ subjects: [] }, 'subjects must be `repo:…` claims without wildcards'],
    [{ roleName: 'r'.repeat(65) }, 'roleName must have at most 64 characters'],
    [
      { policies: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, [grant]])) },
      'policies must be at most 10',
    ],
  ])('refuses %j', (overrides, message) => {
    expect(() => role(overrides)).toThrow(`test/role: ${message}`);
  });
});
