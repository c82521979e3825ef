import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DOCUMENT, withTables } from '../../src/guardrails/document';
import { RULES } from '../../src/guardrails/rules';

/** What the project has set out to satisfy. */
const CHECKOV = [
  ...ids('CKV_AWS', [53, 54, 55, 56, 19, 21, 18, 300, 70, 93, 20, 57, 375, 379]),
  ...ids('CKV2_AWS', [6, 61, 65]),
  ...ids('CKV_AWS', [34, 174, 259, 86, 216]),
  ...ids('CKV2_AWS', [42, 32, 46, 54, 72]),
  ...ids('CKV_AWS', [233, 234]),
  ...ids('CKV2_AWS', [71, 23]),
  ...ids('CKV_AWS', [28]),
  ...ids('CKV2_AWS', [16]),
  ...ids('CKV_AWS', [76, 309]),
  ...ids('CKV2_AWS', [51]),
  ...ids('CKV_AWS', [26, 27, 169, 385, 319, 66]),
  ...ids('CKV_AWS', [60, 61, 62, 63, 107, 108, 109, 110, 111, 274, 356, 358, 393]),
  ...ids('CKV2_AWS', [40, 56]),
  ...ids('CKV_AWS', [338, 7, 227, 301, 363, 364]),
  ...ids('CKV2_AWS', [12]),
];

function ids(prefix: string, numbers: readonly number[]): string[] {
  return numbers.map((number) => `${prefix}_${number}`);
}

describe('docs/guardrails.md', () => {
  it('is what the rules and the waivers say (node src/bundled.cjs src/guardrails/update-document.ts)', () => {
    const text = readFileSync(DOCUMENT, 'utf8');
    expect(text).toBe(withTables(text));
  });

  it('has every rule of Checkov that we set out to satisfy, once', () => {
    const covered = RULES.flatMap(({ checkov = {} }) => Object.keys(checkov));
    expect([...covered].sort()).toEqual([...CHECKOV].sort());
  });

  it('names each of our rules once', () => {
    const names = RULES.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
  });
});
