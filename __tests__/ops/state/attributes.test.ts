import { describe, expect, it } from '@jest/globals';
import { attributesIn, changedAttributes, formatValue } from '../../../src/ops/state/attributes';
import { Sensitive } from '../../../src/ops/state/sensitive';

describe('attributesIn', () => {
  it('gives every value its path', () => {
    expect(
      attributesIn({
        a: 1,
        tags: { Name: 'n', 'a.b/c': 'x' },
        rule: [{ id: 'r' }],
        none: [],
        no: null,
      }),
    ).toEqual([
      { path: 'a', value: 1 },
      { path: 'tags.Name', value: 'n' },
      { path: 'tags["a.b/c"]', value: 'x' },
      { path: 'rule[0].id', value: 'r' },
      { path: 'none', value: [] },
      { path: 'no', value: null },
    ]);
  });
});

describe('changedAttributes', () => {
  it('names what differs, came and went', () => {
    expect(changedAttributes({ a: 1, b: 2, c: 3 }, { a: 1, b: 5, d: 4 })).toEqual([
      { path: 'b', before: 2, after: 5 },
      { path: 'c', before: 3, after: undefined },
      { path: 'd', before: undefined, after: 4 },
    ]);
  });

  it.each([
    { before: { tags: null }, after: { tags: {} } },
    { before: { text: '' }, after: { text: null } },
    { before: { list: [] }, after: {} },
  ])('takes one empty value for another: $before, $after', ({ before, after }) => {
    expect(changedAttributes(before, after)).toEqual([]);
  });

  it('still sees false and 0', () => {
    expect(changedAttributes({ a: false, b: 0 }, { a: null, b: null })).toHaveLength(2);
  });

  it('compares what it masks, and masks what only one side calls sensitive', () => {
    const same = changedAttributes({ a: new Sensitive('x') }, { a: new Sensitive('x') });
    expect(same).toEqual([]);
    const changes = changedAttributes({ a: new Sensitive('x') }, { a: 'y' });
    expect(JSON.parse(JSON.stringify(changes))).toEqual([
      { path: 'a', before: '(sensitive)', after: '(sensitive)' },
    ]);
    const added = changedAttributes({}, { a: new Sensitive('x') });
    expect(added[0]).toMatchObject({ before: undefined });
  });
});

describe('formatValue', () => {
  it.each([
    { value: 'x', text: '"x"' },
    { value: null, text: 'null' },
    { value: undefined, text: '(none)' },
    { value: new Sensitive('x'), text: '(sensitive)' },
    { value: 'y'.repeat(200), text: `"${'y'.repeat(99)}…` },
  ])('$text', ({ value, text }) => {
    expect(formatValue(value)).toBe(text);
  });
});
