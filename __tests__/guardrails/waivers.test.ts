import { describe, expect, it } from '@jest/globals';
import { buildApp } from '../../src/app';
import { inspect } from '../../src/guardrails/inspect';
import type { Rule } from '../../src/guardrails/rule';
import { RULES } from '../../src/guardrails/rules';
import { synthesized, type Synthesized } from '../../src/synthesized/synthesized';
import { isExpired, WAIVERS, type Waiver } from '../../src/guardrails/waivers';
import { config } from '../support/config';

const stack: Synthesized = { stack: 'image-service-dev', protection: 'protected', blocks: [] };

const broken: Rule = {
  id: 'never-right',
  remedy: 'give up',
  checkov: {},
  check: ({ stack: name }) => [{ path: `${name}/a/b`, problem: 'is wrong' }],
};

const waiver: Waiver = {
  rule: 'never-right',
  path: 'image-service-dev/a/b',
  reason: 'because',
  owner: 'us',
  expires: '2027-01-31',
};

describe('a waiver', () => {
  it('silences its rule at its place', () => {
    const finding = 'image-service-dev/a/b: never-right: is wrong: give up';
    expect(inspect(stack, [broken], [])).toEqual({ findings: [finding], used: [] });
    const elsewhere = { ...waiver, path: 'image-service-dev/elsewhere' };
    expect(inspect(stack, [broken], [elsewhere])).toEqual({ findings: [finding], used: [] });
    expect(inspect(stack, [broken], [waiver])).toEqual({ findings: [], used: [waiver] });
  });

  it('holds on its last day, and has expired on the next', () => {
    expect(isExpired(waiver, '2027-01-31')).toBe(false);
    expect(isExpired(waiver, '2027-02-01')).toBe(true);
  });
});

describe('waivers.ts', () => {
  it('holds none that has expired', () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(WAIVERS.filter((one) => isExpired(one, today))).toEqual([]);
  });

  it('decides again within two years', () => {
    for (const { expires } of WAIVERS) {
      expect(expires).toMatch(/^202[678]-\d{2}-\d{2}$/);
      expect(expires < '2028-11-22').toBe(true);
    }
  });

  it('holds none without a rule, a reason and an owner', () => {
    const ids = RULES.map(({ id }) => id);
    const incomplete = WAIVERS.filter(
      ({ rule, reason, owner }) => !ids.includes(rule) || reason === '' || owner === '',
    );
    expect(incomplete).toEqual([]);
  });

  it('holds none that no stack needs any more', () => {
    const shared = { ...config.shared, githubRepositories: ['us/ours'] };
    const { accesses, states, stages } = buildApp({ ...config, shared });
    const stacks = [...accesses, ...states, ...stages.map((one) => one.stack)];
    const used = stacks.flatMap((one) => inspect(synthesized(one), RULES, WAIVERS).used);
    expect(WAIVERS.filter((one) => !used.includes(one))).toEqual([]);
  });
});
