import { describe, expect, it } from '@jest/globals';
import {
  allowOption,
  exitCodeOf,
  lossText,
  requireAllowed,
  statefulLosses,
} from '../../../src/terraform/plan/gate';
import type { StatefulLoss } from '../../../src/terraform/plan/gate';
import type { Change, TerraformPlan } from '../../../src/terraform/plan/terraform-plan';
import { fixture, reportOf } from '../../support/plans/goldens';
import type { Json } from '../../../src/values/json';

const TABLE = 'aws_dynamodb_table.images';

function losses(plan: TerraformPlan, ...allowed: string[]): StatefulLoss[] {
  return statefulLosses(reportOf(plan).view, allowed);
}

function exitCode(plan: TerraformPlan, ...allowed: string[]): number {
  return exitCodeOf(reportOf(plan).view, losses(plan, ...allowed));
}

function planOf(type: string, ...actions: Change['actions']): TerraformPlan {
  const change = { actions, before: { id: 'one' }, after: null };
  const resource = { address: `${type}.x`, mode: 'managed', type, change } as const;
  return { ...fixture('destroy'), resource_changes: [resource] };
}

describe('the gate for stateful resources', () => {
  it.each([
    { name: 'no-change', expected: 0 },
    { name: 'create', expected: 2 },
    { name: 'in-place', expected: 2 },
    { name: 'move', expected: 2 },
    { name: 'forget', expected: 2 },
    { name: 'import', expected: 2 },
    { name: 'drift', expected: 2 },
    { name: 'replace-table', expected: 3 },
    { name: 'destroy', expected: 3 },
  ] as const)('$name ends with $expected', ({ name, expected }) => {
    expect(exitCode(fixture(name))).toBe(expected);
  });

  it('is lifted by the address', () => {
    expect(exitCode(fixture('replace-table'), TABLE)).toBe(2);
  });

  it.each(['aws_dynamodb_table.image', 'aws_dynamodb_table', '*', ''])(
    'is not lifted by "%s"',
    (address) => {
      expect(exitCode(fixture('replace-table'), address)).toBe(3);
    },
  );

  it('is lifted only when every address is given', () => {
    const all = losses(fixture('destroy')).map(({ resource }) => resource.address);
    expect(all.length).toBeGreaterThan(1);
    expect(exitCode(fixture('destroy'), ...all.slice(1))).toBe(3);
    expect(exitCode(fixture('destroy'), ...all)).toBe(2);
  });

  it("keeps a subscription whose setting is not the last deploy's, and only then", () => {
    const plan = planOf('aws_sns_topic_subscription', 'delete');
    const lost = (key: 'alarmEmails' | 'pageEmails' | 'jwtIssuer') =>
      statefulLosses(reportOf(plan).view, [], [{ variable: 'X', key, isGiven: false }]);
    expect(losses(plan)).toEqual([]);
    expect(lost('jwtIssuer')).toEqual([]);
    expect([...lost('alarmEmails'), ...lost('pageEmails')].map(lossText)).toEqual([
      'aws_sns_topic_subscription.x: the subscription one is destroyed, with the confirmation by its address (X is not set)',
      'aws_sns_topic_subscription.x: the subscription one is destroyed, with the confirmation by its address (X is not set)',
    ]);
  });

  it.each(['aws_cloudwatch_log_group', 'aws_dynamodb_table', 'aws_kms_key', 'aws_s3_bucket'])(
    'keeps every %s',
    (type) => {
      expect(losses(planOf(type, 'delete'))).toHaveLength(1);
      expect(losses(planOf(type, 'delete', 'create'))).toHaveLength(1);
      expect(losses(planOf(type, 'create', 'delete'))).toHaveLength(1);
    },
  );

  it.each([['forget'], ['update'], ['no-op'], ['create', 'forget']] as const)(
    'lets %s %s pass: nothing is lost',
    (...actions) => {
      expect(losses(planOf('aws_s3_bucket', ...actions))).toEqual([]);
    },
  );

  it.each([
    {
      type: 'aws_dynamodb_table',
      on: { deletion_protection_enabled: true },
      off: { deletion_protection_enabled: false },
      said: 'table no longer protects its items and its recovery points (deletion_protection_enabled)',
    },
    {
      type: 'aws_dynamodb_table',
      on: { point_in_time_recovery: [{ enabled: true }] },
      off: { point_in_time_recovery: [] },
      said: 'table no longer protects its items and its recovery points (point_in_time_recovery[0].enabled)',
    },
    {
      type: 'aws_dynamodb_table',
      on: { ttl: [] },
      off: { ttl: [{ attribute_name: 'expires', enabled: true }] },
      said: 'table no longer protects its items and its recovery points (ttl[0].enabled)',
    },
    {
      type: 'aws_s3_bucket',
      on: { force_destroy: false },
      off: { force_destroy: true },
      said: 'bucket no longer protects its objects, all versions, and its name (force_destroy)',
    },
    {
      type: 'aws_s3_bucket_versioning',
      on: { versioning_configuration: [{ status: 'Enabled' }] },
      off: { versioning_configuration: [{ status: 'Suspended' }] },
      said: 'versioning no longer protects the versions of objects that are overwritten from then on (versioning_configuration[0].status)',
    },
  ])('keeps a protection: $said', ({ type, on, off, said }) => {
    const lost = (before: Json, after: Json): string[] => {
      const change = { actions: ['update'], before, after } as const;
      const resource = { address: `${type}.x`, mode: 'managed', type, change } as const;
      return losses({ ...fixture('destroy'), resource_changes: [resource] }).map(lossText);
    };
    expect(lost(on, off)).toEqual([`${type}.x: the ${said}`]);
    expect(lost(off, on)).toEqual([]);
    expect(lost({ ...on, tags: { a: 'b' } }, on)).toEqual([]);
  });

  it.each([
    { actions: ['update'], before: { force_destroy: false }, after: {}, lost: 0 },
    { actions: ['update'], before: {}, after: { force_destroy: false }, lost: 0 },
    // As an import leaves it.
    { actions: ['update'], before: {}, after: { force_destroy: true }, lost: 1 },
    { actions: ['create'], before: null, after: { force_destroy: true }, lost: 0 },
    // The plan that imports it.
    {
      actions: ['update'],
      before: { force_destroy: null },
      after: { force_destroy: true },
      importing: { id: 'x' },
      lost: 0,
    },
    {
      actions: ['update'],
      before: { force_destroy: false },
      after: { force_destroy: true },
      importing: { id: 'x' },
      lost: 1,
    },
  ] as const)(
    'takes an unset force_destroy for one that protects: $before → $after',
    ({ lost, ...change }) => {
      const type = 'aws_s3_bucket';
      const resource = { address: `${type}.x`, mode: 'managed', type, change } as const;
      const plan = { ...fixture('destroy'), resource_changes: [resource] };
      expect(losses(plan)).toHaveLength(lost);
    },
  );

  it('takes a time to live for a loss in the plan that imports the table, too', () => {
    const [type, before]: [string, Json] = ['aws_dynamodb_table', { ttl: [] }];
    const after: Json = { ttl: [{ attribute_name: 'expires', enabled: true }] };
    const change = { actions: ['update'], before, after, importing: { id: 'x' } } as const;
    const resource = { address: `${type}.x`, mode: 'managed', type, change } as const;
    expect(losses({ ...fixture('destroy'), resource_changes: [resource] })).toHaveLength(1);
  });

  it('keeps what is of a type that no stack has', () => {
    expect(losses(planOf('aws_efs_file_system', 'delete')).map(lossText)).toEqual([
      'aws_efs_file_system.x: the aws_efs_file_system one is destroyed, with whatever it holds: src/resource-types does not know this type',
    ]);
    expect(exitCode(planOf('aws_efs_file_system', 'create'))).toBe(2);
  });

  it('lets what an apply brings back be destroyed', () => {
    expect(losses(planOf('aws_s3_bucket_policy', 'delete'))).toEqual([]);
  });

  it('says what is lost and what allows it', () => {
    const [loss] = losses(fixture('replace-table'));
    expect(loss && lossText(loss)).toBe(
      'aws_dynamodb_table.images: the table plan-test is destroyed and created anew, with its items and its recovery points',
    );
    expect(() => {
      requireAllowed(losses(fixture('replace-table')));
    }).toThrow(/If that is meant: --allow-destroy aws_dynamodb_table\.images$/);
    expect(() => {
      requireAllowed(losses(fixture('replace-table'), TABLE));
    }).not.toThrow();
  });

  it.each([
    { address: 'aws_s3_bucket.a-b_C1', expected: '--allow-destroy aws_s3_bucket.a-b_C1' },
    { address: 'aws_s3_bucket.a["x y"]', expected: `--allow-destroy 'aws_s3_bucket.a["x y"]'` },
    { address: `a["it's"]`, expected: `--allow-destroy 'a["it'\\''s"]'` },
  ])('quotes $address for a shell', ({ address, expected }) => {
    expect(allowOption(address)).toBe(expected);
  });
});
