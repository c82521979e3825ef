import { describe, expect, it } from '@jest/globals';
import { inspect } from '../../src/guardrails/inspect';
import type { Rule } from '../../src/guardrails/rule';
import type { Synthesized } from '../../src/guardrails/synthesized';
import type { Waiver } from '../../src/guardrails/waiver';
import { matches } from '../../src/guardrails/waiver';
import { WAIVERS } from '../../src/guardrails/waivers';

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

function findings(
  waivers: readonly Waiver[],
  today = '2026-11-22',
  rules: readonly Rule[] = [broken],
): string[] {
  return inspect([stack], { rules, waivers, today });
}

describe('a waiver', () => {
  it('silences its rule at its place', () => {
    expect(findings([])).toEqual(['image-service-dev/a/b: never-right: is wrong: give up']);
    expect(findings([waiver])).toEqual([]);
  });

  it('holds on its last day, and fails on the next', () => {
    expect(findings([waiver], '2027-01-31')).toEqual([]);
    expect(findings([waiver], '2027-02-01')).toEqual([
      'src/guardrails/waivers.ts: never-right at image-service-dev/a/b: it expired on 2027-01-31: correct it, or decide again (us)',
    ]);
  });

  it('fails when nothing needs it', () => {
    const unused = { ...waiver, path: 'image-service-dev/elsewhere' };
    expect(findings([waiver, unused])).toEqual([
      'src/guardrails/waivers.ts: never-right at image-service-dev/elsewhere: nothing needs it any more: remove it',
    ]);
    expect(findings([waiver], '2026-11-22', [{ ...broken, check: () => [] }])).toEqual([
      'src/guardrails/waivers.ts: never-right at image-service-dev/a/b: nothing needs it any more: remove it',
    ]);
  });

  it('is not needed where it is about an opt-in', () => {
    const optIn = { ...waiver, path: 'image-service-dev/elsewhere', isOptIn: true };
    expect(findings([waiver, optIn])).toEqual([]);
  });

  it('is not judged by an app without its stack', () => {
    expect(findings([waiver, { ...waiver, path: 'image-service-prod/a/b' }])).toEqual([]);
  });

  it.each([
    { change: { rule: 'no-such' }, problem: 'there is no such rule' },
    { change: { expires: 'never' }, problem: '"never" is no day such as 2027-01-31' },
    { change: { expires: '2027-13-01' }, problem: '"2027-13-01" is no day such as 2027-01-31' },
    { change: { reason: ' ' }, problem: 'it has no reason' },
    { change: { owner: '' }, problem: 'it has no owner' },
  ])('fails when $problem', ({ change, problem }) => {
    const wrong = { ...waiver, ...change };
    expect(findings([waiver, wrong])).toEqual([
      `src/guardrails/waivers.ts: ${wrong.rule} at ${wrong.path}: ${problem}: correct it, or decide again (${wrong.owner})`,
    ]);
  });

  it.each([
    { pattern: '**', path: 'a/b/c', matched: true },
    { pattern: 'a/b', path: 'a/b', matched: true },
    { pattern: 'a/b', path: 'a/b/c', matched: false },
    { pattern: 'a-*/b', path: 'a-1/b', matched: true },
    { pattern: 'a-*', path: 'a-1/b', matched: false },
    { pattern: 'a-*/**', path: 'a-1/b/c', matched: true },
    { pattern: 'a.c', path: 'abc', matched: false },
  ])('at $pattern is about $path: $matched', ({ pattern, path, matched }) => {
    expect(matches(pattern, path)).toBe(matched);
  });
});

describe('waivers.ts', () => {
  it('decides again within two years', () => {
    for (const { expires } of WAIVERS) expect(expires < '2028-11-22').toBe(true);
  });
});
