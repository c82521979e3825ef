import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/config/user-error';
import { requireNobodyLockedOut } from '../../src/ops/bootstrap-access';

/** A plan's JSON in which these resources change. */
const plan = (...changes: readonly (readonly [address: string, ...actions: string[]])[]): string =>
  JSON.stringify({
    format_version: '1.2',
    applyable: true,
    resource_changes: changes.map(([address, ...actions]) => ({
      address,
      type: address.split('.')[0],
      change: { actions },
    })),
  });

describe('requireNobodyLockedOut', () => {
  it.each([
    ['nothing', plan()],
    ['new roles', plan(['aws_iam_role.a', 'create'])],
    ['another trust', plan(['aws_iam_role.a', 'update'])],
    ['fewer rights', plan(['aws_iam_role_policy_attachment.a', 'delete'])],
    ['a role that a stopped run left half made', plan(['aws_iam_role.a', 'delete', 'create'])],
  ])('lets %s pass', (_, json) => {
    expect(() => {
      requireNobodyLockedOut(json);
    }).not.toThrow();
  });

  it.each([
    [plan(['aws_iam_role.a', 'delete']), 'aws_iam_role.a'],
    [
      plan(['aws_iam_openid_connect_provider.p', 'delete'], ['aws_iam_role.a', 'delete']),
      'aws_iam_openid_connect_provider.p and 1 more',
    ],
  ])('stops when roles would go', (json, what) => {
    expect(() => {
      requireNobodyLockedOut(json);
    }).toThrow(
      new UserError(
        `GitHub's workflows would be locked out: image-service-access would lose ${what}. Set IMAGE_SERVICE_GITHUB_REPOSITORY to what it was. If it is meant: pnpm cdktf deploy image-service-access`,
      ),
    );
  });
});
