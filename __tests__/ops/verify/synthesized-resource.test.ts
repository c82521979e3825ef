import { describe, expect, it } from '@jest/globals';
import { resourceAt, valuesOf } from '../../../src/ops/verify/synthesized-resource';
import type { Block } from '../../../src/synthesized/synthesized';
import type { StateResource } from '../../../src/terraform/state/state-file';

const resource = (address: string, body: object): Block => ({
  ...{ address, body, kind: 'resource', type: 'aws_x', path: address, references: new Set() },
});

const applied = (address: string, attributes: StateResource['attributes']): StateResource => ({
  ...{ address, attributes, mode: 'managed', type: 'aws_x', tainted: false, sensitivePaths: [] },
});

const state = {
  ...{ serial: 1, lineage: '', terraformVersion: '', outputs: {} },
  resources: [
    applied('aws_x.one', { arn: 'arn:"x"', name: 'from the state' }),
    applied('aws_x.two', { tags: [{ both: 'computed' }] }),
  ],
};
const one = resource('aws_x.one', { name: 'from the stack' });
const two = resource('aws_x.two', {
  rule: [{ day: [{ at: 1 }, { at: 2 }] }, { day: { at: 3 } }, {}],
  target: '${aws_x.one.arn}/*',
  owner: '${aws_x.one.name}',
  tags: { both: '${join(",", [aws_x.one.arn])}' },
});
const stack = { expected: { resources: [one, two] }, state };

describe('valuesOf', () => {
  it.each([
    ['rule.day.at', [1, 2, 3]],
    ['rule.none', []],
    ['none', []],
    ['target', ['arn:"x"/*']],
    ['owner', ['from the stack']],
    ['tags.both', ['computed']],
  ])('of %s is %j', (attribute, expected) => {
    expect(valuesOf(two, attribute, stack)).toEqual(expected);
  });

  it('is what the stack says where nothing was applied', () => {
    const neverApplied = { ...stack, state: { ...state, resources: [] } };
    expect(valuesOf(two, 'target', neverApplied)).toEqual(['${aws_x.one.arn}/*']);
  });
});

describe('resourceAt', () => {
  it('names the path at which the stack has nothing', () => {
    expect(resourceAt(stack, 'aws_x.one')).toBe(one);
    expect(() => resourceAt(stack, 'gone')).toThrow('the stack has no resource gone');
  });
});
