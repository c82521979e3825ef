import { describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../src/ops/terminal';
import {
  addressesOf,
  compareStates,
  formatDifference,
  isSame,
  markedOutputs,
} from '../../../src/ops/state/state-diff';
import { parseState } from '../../../src/ops/state/state-file';
import type { StateContent } from '../../support/state-text';
import { stateText } from '../../support/state-text';

const state = (content: StateContent) => parseState(stateText(content), 'state');

const before = state({
  outputs: { url: { value: 'old' }, key: { value: 'old-secret', sensitive: true } },
  resources: [
    { address: 'a.kept', attributes: { x: 1 } },
    { address: 'a.gone' },
    { address: 'aws_db_instance.db', attributes: { password: 'old-secret', name: 'n' } },
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
      instance: { status: 'tainted' },
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
        '    password: (sensitive) → (sensitive)',
        '    name: "n" → "m"',
        '    (tainted): false → true',
        '~ output url: "old" → "new"',
        '~ output key: (sensitive) → (sensitive)',
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
});

describe('markedOutputs', () => {
  it('masks the sensitive ones unless they are asked for', () => {
    expect(JSON.stringify(markedOutputs(before))).toBe('{"url":"old","key":"(sensitive)"}');
    expect(markedOutputs(before, true)).toEqual({ url: 'old', key: 'old-secret' });
  });
});
