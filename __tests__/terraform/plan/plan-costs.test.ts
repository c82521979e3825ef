import { describe, expect, it } from '@jest/globals';
import { costChange, costLine } from '../../../src/terraform/plan/plan-costs';
import type { Change } from '../../../src/terraform/plan/terraform-plan';
import { fixture } from '../../support/plans/goldens';

/** What a change of an alarm adds to the fixed costs. */
const ofAlarm = (change: Change): number =>
  costChange(
    { address: 'a', mode: 'managed', type: 'aws_cloudwatch_metric_alarm', change },
    fixture('no-change'),
  );

const one = { metric_name: 'Errors' };
const three = { metric_query: [1, 2, 3].map(() => ({ metric: [one] })) };

describe('costChange', () => {
  it.each<readonly [string, Change, number]>([
    ['created', { actions: ['create'], before: null, after: one }, 0.1],
    ['deleted', { actions: ['delete'], before: three, after: null }, -0.3],
    ['changed', { actions: ['update'], before: one, after: three }, 0.2],
    ['replaced', { actions: ['delete', 'create'], before: three, after: three }, 0],
    ['forgotten', { actions: ['forget'], before: one, after: null }, 0],
    [
      'forgotten and created',
      { actions: ['forget', 'create'], before: one, after: one } as never,
      0.1,
    ],
    ['imported', { actions: ['no-op'], before: one, after: one, importing: { id: 'a' } }, 0],
  ])('of an alarm that is %s', (_, change, cost) => {
    expect(ofAlarm(change)).toBe(cost);
  });

  it('is none of what is only read', () => {
    const { resource_changes: [resource] = [] } = fixture('costs');
    if (resource === undefined) throw new Error('the fixture is empty');
    expect(costChange(resource, fixture('costs'))).toBe(3);
    expect(costChange({ ...resource, mode: 'data' }, fixture('costs'))).toBe(0);
  });
});

describe('costLine', () => {
  it.each([
    [{ added: 0, removed: 0 }, ''],
    [{ added: 1234.5, removed: 0 }, 'Fixed monthly cost: $1,234.50 added'],
    [{ added: 0, removed: 0.1 }, 'Fixed monthly cost: $0.10 removed'],
    [{ added: 1, removed: 2 }, 'Fixed monthly cost: $1.00 added, $2.00 removed'],
  ])('of %j', (summary, line) => {
    const end = ' (list prices of us-east-1; what is used comes on top)';
    expect(costLine(summary)).toBe(line === '' ? '' : line + end);
  });
});
