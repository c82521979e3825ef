import {
  IAMClient,
  ListPoliciesCommand,
  ListRolesCommand,
  type Policy,
  type Role,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { UserError } from '../../../src/config/user-error';
import {
  existingByName,
  requireNobodyLockedOut,
} from '../../../src/ops/bootstrap/bootstrap-access';
import { temporaryDirectory, write } from '../../support/temporary';

/** A plan's JSON in which these resources change. */
const plan = (...changes: readonly (readonly [address: string, ...actions: string[]])[]): string =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    applyable: true,
    complete: true,
    errored: false,
    resource_changes: changes.map(([address, ...actions]) => ({
      address,
      mode: 'managed',
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
      requireNobodyLockedOut(json, 'image-service-access');
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
      requireNobodyLockedOut(json, 'image-service-access');
    }).toThrow(
      new UserError(
        `GitHub's workflows would be locked out: image-service-access would lose ${what}. Set IMAGE_SERVICE_GITHUB_REPOSITORY to what it was. If it is meant: pnpm cdktf deploy image-service-access`,
      ),
    );
  });
});

describe('requireNobodyLockedOut, of a key', () => {
  it('stops when the key of a stage that is not here any more would go', () => {
    expect(() => {
      requireNobodyLockedOut(plan(['aws_kms_key.k', 'delete']), 'image-service-access-1');
    }).toThrow(
      new UserError(
        'The alarms of a stage would reach nobody: image-service-access-1 would lose aws_kms_key.k. Set IMAGE_SERVICE_<STAGE>_ACCOUNT_ID to what it was. If it is meant: pnpm cdktf deploy image-service-access-1',
      ),
    );
  });
});

describe('existingByName', () => {
  it('imports roles and policies of its names, from every page, and nothing else', async () => {
    const directory = temporaryDirectory();
    const resource = {
      aws_iam_role: { here: { name: 'ours' }, new: { name: 'not-yet' } },
      aws_iam_policy: { here: { name: 'ours' }, new: { name: 'not-yet' } },
    };
    write(directory, 'cdk.tf.json', JSON.stringify({ resource }));
    const iam = new IAMClient({ region: 'us-east-1' });
    const role = (RoleName: string): Role => ({ RoleName }) as Role;
    const policy = (PolicyName: string): Policy => ({ PolicyName, Arn: `arn of ${PolicyName}` });
    mockClient(iam)
      .on(ListRolesCommand)
      .resolves({ Roles: [role('theirs')], IsTruncated: true, Marker: 'more' })
      .on(ListRolesCommand, { Marker: 'more' })
      .resolves({ Roles: [role('ours')] })
      .on(ListPoliciesCommand, { Scope: 'Local' })
      .resolves({ Policies: [policy('theirs'), policy('ours')] });
    expect(await existingByName({ iam, env: undefined }, { directory })).toEqual([
      { to: 'aws_iam_role.here', id: 'ours' },
      { to: 'aws_iam_policy.here', id: 'arn of ours' },
    ]);
  });
});
