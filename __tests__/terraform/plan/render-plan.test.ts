import { describe, expect, it } from '@jest/globals';
import {
  COMMENT_CHARACTERS,
  LINK_CHARACTERS,
  renderComment,
  renderPlan,
} from '../../../src/terraform/plan/render-plan';
import type { ResourceChange, TerraformPlan } from '../../../src/terraform/plan/terraform-plan';
import { parsePlan } from '../../../src/terraform/plan/terraform-plan';
import { SECRETS } from '../../support/plans/configurations';
import { fixture, FIXTURES, golden, reportOf } from '../../support/plans/goldens';

/** Copies of the fixture's tables and parameters, each with an address of its own. */
function many(name: 'create' | 'destroy', count: number): TerraformPlan {
  const [template] = (fixture(name).resource_changes ?? []).filter(
    ({ type }) => type === 'aws_dynamodb_table',
  );
  if (template === undefined) throw new Error('the fixture holds no table');
  const resource_changes = Array.from({ length: count }, (_, index): ResourceChange => ({
    ...template,
    address: `aws_dynamodb_table.t["${index}"]`,
  }));
  return { ...fixture(name), resource_changes };
}

describe('renderPlan', () => {
  it.each(FIXTURES)('renders the stored plan as it was reviewed: %s', (name) => {
    expect(renderComment(reportOf(fixture(name)))).toBe(golden(name));
  });

  it.each(FIXTURES)('shows no secret: %s', (name) => {
    const text = renderPlan(reportOf(fixture(name)));
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it.each(FIXTURES)('without values, shows names only: %s', (name) => {
    const text = renderPlan(reportOf(fixture(name), { values: 'none' }));
    expect(text).not.toContain('| Old |');
    expect(text).not.toContain('| Value |');
    expect(text).not.toContain('plan-test');
  });

  it('names the attributes when it shows no values', () => {
    const text = renderPlan(reportOf(fixture('replace-table'), { values: 'none' }));
    expect(text).toContain('\n- `hash_key` (forces replacement)\n');
    expect(text).toContain('> **The table is destroyed and created anew');
  });

  it('warns of what is allowed too, more softly', () => {
    const allowed = ['aws_dynamodb_table.images'];
    const text = renderPlan(reportOf(fixture('replace-table'), { allowed }));
    expect(text).toContain('> [!WARNING]');
    expect(text).toContain('Allowed by `--allow-destroy aws_dynamodb_table.images`');
    expect(text).not.toContain('[!CAUTION]');
  });

  it('names on top the settings that are not those of the last deploy, however short it is', () => {
    const settings = [
      { variable: 'A', key: 'jwtIssuer', isGiven: false },
      { variable: 'B', key: 'alarmEmails', isGiven: true },
    ] as const;
    const report = reportOf(fixture('replace-table'), { settings });
    const warning =
      /^.*\n\n## Plan for dev\n\n.*\n\n> \[!WARNING\]\n> \*\*Settings of the last deploy that are other ones here\*\*.*\n> - `A` is not set\n> - `B` has another value\n\n> \[!CAUTION\]/;
    expect(renderPlan(report)).toMatch(warning);
    expect(renderComment(report, 1_200)).toMatch(warning);
  });

  it('says when the checkout had changes, and when there is no commit', () => {
    const context = { scope: 'dev', providers: [] };
    const commit = { sha: 'f'.repeat(40), isModified: true };
    const plan = fixture('no-change');
    expect(renderPlan(reportOf(plan, { context: { ...context, commit } }))).toContain(
      'commit ffffffffffff with changes not committed',
    );
    expect(renderPlan(reportOf(plan, { context: { ...context, commit: undefined } }))).toContain(
      'no commit',
    );
  });

  it('says what is deferred, read, deposed or not complete', () => {
    const [resource] = fixture('destroy').resource_changes ?? [];
    if (resource === undefined) throw new Error('the fixture holds no resource');
    const read = { actions: ['read'], before: null, after: {} } as const;
    const text = renderPlan(
      reportOf({
        ...fixture('no-change'),
        complete: false,
        deferred_changes: [{ reason: 'instance_count_unknown', resource_change: resource }],
        resource_changes: [
          { ...resource, deposed: '0a1b2c3d' },
          { address: 'data.aws_x.y', mode: 'data', type: 'aws_x', change: read },
        ],
      }),
    );
    expect(text).toContain('This plan is not complete');
    expect(text).toContain(`- \`${resource.address}\`: instance_count_unknown`);
    expect(text).toContain('1 data source read during the apply');
    expect(text).toContain('(deposed object 0a1b2c3d)');
  });
});

describe('what a plan changes', () => {
  const planOf = (change: object, output: object = { actions: ['no-op'] }): TerraformPlan => {
    const resource = { address: 'a.b', mode: 'managed', type: 'a' };
    return parsePlan(
      JSON.stringify({
        ...fixture('no-change'),
        resource_drift: [],
        resource_changes: [{ ...resource, change: { actions: ['update'], ...change } }],
        output_changes: { one: output },
      }).replace(/"(\d{16})"/g, '$1'),
    );
  };
  const lines = (plan: TerraformPlan): string[] =>
    renderPlan(reportOf(plan))
      .split('\n')
      .filter((line) => line.startsWith('| `'));

  it('is shown to the last digit', () => {
    expect(
      lines(planOf({ before: { n: '9007199254740992' }, after: { n: '9007199254740993' } })),
    ).toEqual(['| `n` | `9007199254740992` | `9007199254740993` |']);
  });

  it('says what kind of difference it is where both sides look the same', () => {
    expect(lines(planOf({ before: { p: '{"a":1}' }, after: { p: '{ "a": 1 }' } }))).toEqual([
      '| `p` (the same JSON, written in another way) | `{"a": 1}` | `{"a": 1}` |',
    ]);
    expect(
      lines(planOf({ before: { p: 'x' }, after: { p: 'x' }, after_sensitive: { p: true } })),
    ).toEqual(['| `p` (only whether it is sensitive) | *sensitive* | *sensitive* |']);
    expect(lines(planOf({ before: { p: [] }, after: { p: null } }))).toEqual([
      '| `p` | `[]` | `null` |',
    ]);
  });

  it('lists every output that it counts', () => {
    const same = { before: 1, after: 1 };
    for (const [before, after] of [
      [[], null],
      [{}, null],
    ]) {
      const plan = planOf(same, { actions: ['update'], before, after });
      expect(lines(plan)).toEqual([`| \`one\` | \`${JSON.stringify(before)}\` | \`null\` |`]);
    }
  });

  it('says so where Terraform shows nothing of it', () => {
    expect(renderPlan(reportOf(planOf({ before: { a: 1 }, after: { a: 1 } })))).toContain(
      'Terraform shows no attribute that changes.',
    );
  });
});

describe('renderComment', () => {
  const destroyed = { 100: reportOf(many('destroy', 100)), 500: reportOf(many('destroy', 500)) };

  it('keeps a plan that just fits as it is', () => {
    const report = reportOf(fixture('destroy'));
    const full = renderPlan(report);
    expect(renderComment(report, full.length)).toBe(full);
    expect(renderComment(report, full.length - 1)).not.toBe(full);
  });

  it('first leaves out the values', () => {
    const report = reportOf(fixture('destroy'));
    const text = renderComment(report, renderPlan(report).length - 1);
    expect(text).toContain("Shortened to the attributes' names");
    expect(text).toContain('- `hash_key`');
  });

  it.each([
    { count: 300, what: 'new', report: reportOf(many('create', 300)) },
    { count: 100, what: 'destroyed', report: destroyed[100] },
    { count: 500, what: 'destroyed', report: destroyed[500] },
  ])(
    'fits $count $what tables, each still named, and says where the rest is',
    ({ count, report }) => {
      const text = renderComment(report);
      expect(renderPlan(report).length).toBeGreaterThan(COMMENT_CHARACTERS);
      expect(text.length).toBeLessThanOrEqual(COMMENT_CHARACTERS);
      for (let index = 0; index < count; index++) {
        expect(text).toContain(`aws_dynamodb_table.t["${index}"]`);
      }
      expect(text).toContain('`plan.full.md` of the artifact `plan-dev`');
      expect(text).toContain('Terraform 1.11.4');
    },
  );

  it('keeps every warning of what it shortens', () => {
    expect(renderComment(destroyed[100]).match(/\[!CAUTION]/g)).toHaveLength(100);
    expect(renderComment(destroyed[500]).match(/: table destroyed/g)).toHaveLength(500);
  });

  it('shows of too many changes as many addresses as fit, and says how many there are', () => {
    const resource_changes = Array.from({ length: 2000 }, (_, index) => ({
      address: `aws_ssm_parameter.p["${index}"]`,
      mode: 'managed',
      type: 'aws_ssm_parameter',
      change: { actions: ['update'], before: { v: index }, after: { v: -index - 1 } },
    }));
    const plan = parsePlan(JSON.stringify({ ...fixture('create'), resource_changes }));
    const text = renderComment(reportOf(plan));
    const shown = text.match(/^change {3}aws_ssm_parameter\.p\["\d+"\]$/gm) ?? [];
    expect(text.length).toBeLessThanOrEqual(COMMENT_CHARACTERS - LINK_CHARACTERS);
    expect(text.length).toBeGreaterThan(COMMENT_CHARACTERS - LINK_CHARACTERS - 100);
    expect(text).toContain(
      `Shortened to the first ${shown.length.toLocaleString('en')} of 2,000 addresses`,
    );
    expect(text).toContain('Terraform 1.11.4');
  });

  it('never passes the limit, whatever it takes', () => {
    const text = renderComment(reportOf(many('destroy', 1500)));
    expect(text.length).toBeLessThanOrEqual(COMMENT_CHARACTERS);
    expect(text).toContain('**Cut here.**');
  });

  it('cannot be broken out of by an address', () => {
    const plan = many('create', 300);
    const [first, ...rest] = plan.resource_changes ?? [];
    if (first === undefined) throw new Error('the fixture holds no resource');
    const hostile = { ...first, address: 'aws_x.y["```</details><script>"]' };
    const report = reportOf({ ...plan, resource_changes: [hostile, ...rest] });
    expect(renderComment(report)).toContain('\n````text\n');
    expect(renderPlan(report)).toContain('&lt;/details&gt;&lt;script&gt;');
  });
});
