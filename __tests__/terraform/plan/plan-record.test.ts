import { describe, expect, it } from '@jest/globals';
import { planRecord, planRecordSchema } from '../../../src/terraform/plan/plan-record';
import { SECRETS } from '../../support/plans/configurations';
import { fixture, FIXTURES, reportOf } from '../../support/plans/goldens';

const extra = { summaryLine: '', isShortened: false, allowDestroy: [] };

describe('planRecord', () => {
  it.each(FIXTURES)('is what the schema says, and holds no value: %s', (name) => {
    const text = JSON.stringify(planRecord(reportOf(fixture(name)), extra));
    expect(() => planRecordSchema.parse(JSON.parse(text))).not.toThrow();
    for (const value of [...SECRETS, 'plan-test', 'PAY_PER_REQUEST']) {
      expect(text).not.toContain(value);
    }
  });

  it('counts what happens', () => {
    const summaries = FIXTURES.map((name) => {
      const { summary } = planRecord(reportOf(fixture(name)), extra);
      const counts = Object.entries(summary).filter(([, count]) => count > 0);
      return [name, Object.fromEntries(counts)];
    });
    expect(Object.fromEntries(summaries)).toEqual({
      costs: { add: 8 },
      create: { add: 9, outputs: 1 },
      'no-change': {},
      'in-place': { change: 4, outputs: 1 },
      'replace-table': { replace: 1, outputs: 1 },
      destroy: { destroy: 8, outputs: 1 },
      move: { change: 1, move: 2 },
      forget: { forget: 1 },
      sensitive: { change: 2, outputs: 1 },
      import: { change: 1, import: 1 },
      drift: { add: 1, change: 1, outputs: 1, drift: 2 },
    });
  });

  it.each([
    // A dashboard, an alarm on a metric, one on two, an interface endpoint in two zones: 3 + 0.1 + 0.2 + 14.6
    ['costs', { added: 17.9, removed: 0 }],
    ['create', { added: 1, removed: 0 }],
    ['destroy', { added: 0, removed: 1 }],
    // The key stays in AWS.
    ['forget', { added: 0, removed: 0 }],
    ['in-place', { added: 0, removed: 0 }],
  ] as const)('has the fixed monthly cost that is added and removed: %s', (name, fixedCost) => {
    const record = planRecord(reportOf(fixture(name)), extra);
    expect(record.fixedCost).toEqual(fixedCost);
    const changes = record.resources.map(({ costChange = 0 }) => costChange);
    const sum = changes.reduce((all, change) => all + change, 0);
    expect(sum).toBeCloseTo(fixedCost.added - fixedCost.removed, 10);
  });

  it('names the losses, and which are allowed', () => {
    const allowed = ['aws_dynamodb_table.images'];
    expect(planRecord(reportOf(fixture('replace-table'), { allowed }), extra)).toMatchObject({
      exitCode: 2,
      losses: [{ address: 'aws_dynamodb_table.images', isAllowed: true }],
    });
  });
});
