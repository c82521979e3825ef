import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inspect } from '../../src/guardrails/inspect';
import { RULES } from '../../src/guardrails/rules';
import { WAIVERS } from '../../src/guardrails/waivers';
import { RESOURCE_TYPES } from '../../src/resource-types';
import { DATA_DOCUMENT, dataDocument } from '../support/data/document';
import { SETTINGS, STATEFUL, WITHOUT_DATA } from '../support/data/losses';
import { everyStack } from '../support/data/lost-module';
import { EditableStack } from '../support/editable-stack';

it('docs/data.md has what the suites expect (`pnpm test:update-data`)', () => {
  expect(readFileSync(DATA_DOCUMENT, 'utf8')).toBe(dataDocument());
});

describe('src/resource-types', () => {
  const types = [...RESOURCE_TYPES];

  it('has the types that hold data, and no others', () => {
    const holding = types.flatMap(([type, { data }]) => (data === 'none' ? [] : [type]));
    expect(holding.sort()).toEqual([...new Set(STATEFUL.map(({ type }) => type))].sort());
  });

  it('has no data of the types of which an apply brings all back', () => {
    const without = Object.keys(WITHOUT_DATA).map((type) => RESOURCE_TYPES.get(type)?.data);
    expect(new Set(without)).toEqual(new Set(['none']));
  });
});

describe('the guardrails, where a protection is switched off', () => {
  const stacks = everyStack();

  /** The rules that stop the synthesis of a stack for that change, and of no other. */
  function brokenBy(place: string, key: string, value: unknown): string[] {
    const [scope = '', at = ''] = place.split(' ');
    const { of, json } = stacks.get(scope) ?? { json: '{}' };
    const findings = (edit: (stack: EditableStack) => unknown): readonly string[] => {
      const stack = new EditableStack(of?.protection, of?.stack, json);
      edit(stack);
      return inspect(stack.synthesized(), RULES, WAIVERS).findings;
    };
    expect(findings(() => undefined)).toEqual([]);
    return findings((stack) => stack.set(at, key, value)).map((line) => line.split(': ')[1] ?? '');
  }

  it.each(SETTINGS)('stop what the table says: $what', (setting) => {
    const { key, value, refusedAt, guardrail, letThrough } = setting;
    const expected = guardrail === 'none' ? [] : [guardrail];
    const found = refusedAt.map((place) => [place, brokenBy(place, key, value)]);
    expect(found).toEqual(refusedAt.map((place) => [place, expected]));
    for (const place of letThrough?.at ?? []) expect(brokenBy(place, key, value)).toEqual([]);
  });
});
