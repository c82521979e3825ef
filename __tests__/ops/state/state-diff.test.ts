import { describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../src/cli/terminal';
import {
  addressesOf,
  compareStates,
  formatDifference,
  isSame,
} from '../../../src/ops/state/state-diff';
import { parseState } from '../../../src/terraform/state/state-file';
import { stateText, type StateContent } from '../../support/state-text';

const marked = { sensitive_attributes: [[{ type: 'get_attr', value: 'password' }]] };

const state = (content: StateContent) => parseState(stateText(content), 'state');

const before = state({
  outputs: { url: { value: 'old' }, key: { value: 'old-secret', sensitive: true } },
  resources: [
    { address: 'a.kept', attributes: { x: 1 } },
    { address: 'a.gone' },
    {
      address: 'aws_db_instance.db',
      attributes: { password: 'old-secret', name: 'n' },
      instance: marked,
    },
    { address: 'data.a.read', attributes: { now: 1 } },
  ],
});
const after = state({
  outputs: { url: { value: 'new' }, key: { value: 'new-secret', sensitive: true } },
  resources: [
    { address: 'a.kept', attributes: { x: 1 } },
    { address: 'a.fresh' },
    {
      address: 'aws_db_instance.db',
      attributes: { password: 'new-secret', name: 'm' },
      instance: { ...marked, status: 'tainted' },
    },
    { address: 'data.a.read', attributes: { now: 2 } },
  ],
});

describe('compareStates', () => {
  const difference = compareStates(before, after);

  it('sorts addresses by what became of them; what is only read does not count', () => {
    expect(addressesOf(difference, 'added')).toEqual(['a.fresh']);
    expect(addressesOf(difference, 'removed')).toEqual(['a.gone']);
    expect(addressesOf(difference, 'changed')).toEqual(['aws_db_instance.db']);
  });

  it('prints resources, attributes and outputs, with the secrets masked', () => {
    expect(formatDifference(difference, PLAIN)).toBe(
      [
        '+ a.fresh',
        '- a.gone',
        '~ aws_db_instance.db',
        '    name: "n" → "m"',
        '    password: (sensitive) → (sensitive)',
        '    (tainted): false → true',
        '~ output key: (sensitive) → (sensitive)',
        '~ output url: "old" → "new"',
      ].join('\n'),
    );
    expect(JSON.stringify(difference)).not.toContain('-secret');
  });

  it('finds nothing between a state and itself, and everything before the first', () => {
    expect(isSame(compareStates(before, before))).toBe(true);
    expect(addressesOf(compareStates(undefined, after), 'added')).toEqual([
      'a.fresh',
      'a.kept',
      'aws_db_instance.db',
    ]);
  });

  it('sees the last digit of a number, and says what kind of difference cannot be seen', () => {
    const one = (value: string) =>
      parseState(
        stateText({ resources: [{ address: 'a.a', attributes: { x: 1 } }] }).replace(
          '"x": 1',
          `"x": ${value}`,
        ),
        'state',
      );
    const text = (from: string, to: string): string =>
      formatDifference(compareStates(one(from), one(to)), PLAIN);
    expect(text('9007199254740992', '9007199254740993')).toBe(
      '~ a.a\n    x: 9007199254740992 → 9007199254740993',
    );
    expect(text('"{\\"n\\":1}"', '"{ \\"n\\": 1 }"')).toBe(
      '~ a.a\n    x: {"n": 1} → {"n": 1} (the same JSON, written in another way)',
    );
    expect(text('[1]', '[ 1 ]')).toBe('');
  });

  it('counts what only says in another way that nothing is set, and does not call it changed', () => {
    const one = (attributes: object) => state({ resources: [{ address: 'a.a', attributes }] });
    const unset = compareStates(one({ tags: null, x: 1 }), one({ tags: {}, x: 1 }));
    expect(isSame(unset)).toBe(false);
    expect(addressesOf(unset, 'changed')).toEqual([]);
    expect(formatDifference(unset, PLAIN)).toBe(
      '  Resources that only say in another way that nothing is set: 1 (--json)',
    );
    const changed = compareStates(one({ tags: null, x: 1 }), one({ tags: {}, x: 2 }));
    expect(formatDifference(changed, PLAIN)).toBe('~ a.a\n    x: 1 → 2');
  });
});
