import { describe, expect, it } from '@jest/globals';
import { shownPair } from '../../src/terraform/plan/markdown';
import { attributeChanges } from '../../src/terraform/plan/attribute-changes';
import type { Change } from '../../src/terraform/plan/terraform-plan';
import { differencesBetween, isMeant } from '../../src/values/differences';
import { parseJson } from '../../src/values/json';
import { mark } from '../../src/values/mask';
import { pathText } from '../../src/values/text';

/** Each difference of two attributes as `path kind`. */
const kinds = (before: string, after: string): string[] =>
  differencesBetween(parseJson(before), parseJson(after)).map(
    ({ path, kind }) => `${pathText(path)} ${kind}`,
  );

/** Each changed attribute as `path: old -> new`. */
function shown(change: Omit<Change, 'actions'>): string[] {
  return attributeChanges({ actions: ['update'], ...change }).map(
    ({ path, before, after, forcesReplacement }) =>
      `${pathText(path)}: ${shownPair(before, after).join(' -> ')}${forcesReplacement ? ' !' : ''}`,
  );
}

describe('differencesBetween', () => {
  it.each([
    ['null', '0'],
    ['0', 'null'],
    ['null', 'false'],
    ['null', '""'],
    ['null', '[]'],
    ['{}', 'null'],
    ['""', '[]'],
    ['[]', '[{ "enabled": false }]'],
  ])('says of %s and %s that nothing is set', (before, after) => {
    expect(kinds(`{ "a": ${before} }`, `{ "a": ${after} }`)).toEqual([
      expect.stringMatching(/^a.* unset$/),
    ]);
  });

  it.each([
    ['0', '1'],
    ['false', 'true'],
    ['null', '404'],
    ['""', '"x"'],
    ['[]', '[{ "enabled": true, "days": 0 }]'],
    ['"{}"', '"[]"'],
    ['"{\\"a\\":0}"', '"{\\"a\\":null}"'],
    ['9007199254740992', '9007199254740993'],
    ['"{\\"a\\":9007199254740992}"', '"{\\"a\\":9007199254740993}"'],
  ])('says of %s and %s that they mean something else', (before, after) => {
    const found = differencesBetween({ a: parseJson(before) }, { a: parseJson(after) });
    expect(found.filter(isMeant)).toHaveLength(1);
  });

  it('knows a set again whose order changed with what is not set in it', () => {
    const before = '{ "rule": [{ "code": 403, "ttl": null }, { "code": 404, "ttl": null }] }';
    const after = '{ "rule": [{ "code": 404, "ttl": 0 }, { "code": 403, "ttl": 0 }] }';
    expect(kinds(before, after)).toEqual(['rule[0].ttl unset', 'rule[1].ttl unset']);
    expect(kinds(before, after.replace('403', '500'))).toEqual([
      'rule[0].ttl unset',
      'rule[1].code value',
      'rule[1].ttl unset',
    ]);
  });

  it('calls the order of a list a change: Terraform sorts what has none', () => {
    expect(kinds('{ "a": ["x", "y"] }', '{ "a": ["y", "x"] }')).toEqual(['a order']);
  });

  it.each([
    { what: 'white space', after: '{ "a": 1, "b": [2] }' },
    { what: 'order of keys', after: '{"b":[2],"a":1}' },
    { what: 'a key twice', after: '{"a":0,"a":1,"b":[2]}' },
    { what: 'digits that say nothing', after: '{"a":1.0,"b":[2]}' },
  ])('tells JSON that only differs in its form: $what', ({ after }) => {
    const found = differencesBetween({ policy: '{"a":1,"b":[2]}' }, { policy: after });
    expect(found).toMatchObject([{ path: ['policy'], kind: 'form' }]);
  });

  it('tells that only the sensitivity changes, at whichever depth', () => {
    const value = { a: [{ pin: 1 }] };
    const masked = mark(value, { sensitive: { a: [{ pin: true }] } });
    expect(differencesBetween(value, masked)).toMatchObject([
      { path: ['a', 0, 'pin'], kind: 'sensitivity' },
    ]);
    expect(differencesBetween(masked, masked)).toEqual([]);
  });

  it('is not led astray by names that every object has', () => {
    expect(kinds('{ "tags": {} }', '{ "tags": { "constructor": "x" } }')).toEqual([
      'tags.constructor value',
    ]);
  });
});

describe('attributeChanges', () => {
  it('names only what differs, opened down to the single value', () => {
    expect(
      shown({
        before: { name: 'a', ttl: [{ enabled: false, attribute_name: 'x' }], tags: { A: '1' } },
        after: { name: 'a', ttl: [{ enabled: true, attribute_name: 'x' }], tags: { 'B c': '1' } },
      }),
    ).toEqual([
      'tags.A: `"1"` -> `null`',
      'tags["B c"]: `null` -> `"1"`',
      'ttl[0].enabled: `false` -> `true`',
    ]);
  });

  it('does not hide that something empty becomes nothing', () => {
    expect(shown({ before: { a: [], b: { x: [] } }, after: { a: null, b: { x: null } } })).toEqual([
      'a: `[]` -> `null`',
      'b.x: `[]` -> `null`',
    ]);
  });

  it('does not take an empty text for nothing', () => {
    expect(shown({ before: { a: '' }, after: { a: null } })).toEqual(['a: `""` -> `null`']);
  });

  it('leaves out what both lists hold, wherever it stands', () => {
    const item = (name: string) => ({ name, type: 'S' });
    expect(
      shown({
        before: { attribute: [item('PK'), item('SK')] },
        after: { attribute: [item('createdAt'), item('PK'), item('SK')] },
      }),
    ).toEqual(['attribute[0].name: `null` -> `"createdAt"`', 'attribute[0].type: `null` -> `"S"`']);
  });

  it('counts items that occur twice', () => {
    expect(shown({ before: { a: ['x', 'x'] }, after: { a: ['x'] } })).toEqual([
      'a[1]: `"x"` -> `null`',
    ]);
  });

  it('compares what was exchanged in a list part by part', () => {
    expect(
      shown({
        before: { rule: [{ id: 'keep' }, { id: 'old', days: 7 }] },
        after: { rule: [{ id: 'old', days: 9 }, { id: 'keep' }] },
      }),
    ).toEqual(['rule[0].days: `7` -> `9`']);
  });

  it('shows a list that only changes its order as a whole', () => {
    expect(shown({ before: { a: ['x', 'y'] }, after: { a: ['y', 'x'] } })).toEqual([
      'a: `["x", "y"]` -> `["y", "x"]`',
    ]);
  });

  it('opens a policy when both sides are JSON', () => {
    const policy = (Action: string): string =>
      JSON.stringify({ Statement: [{ Sid: 'A', Action }] });
    expect(
      shown({ before: { policy: policy('s3:Get') }, after: { policy: policy('s3:*') } }),
    ).toEqual(['policy.Statement[0].Action: `"s3:Get"` -> `"s3:*"`']);
  });

  it('opens a policy that is added or removed', () => {
    expect(shown({ before: {}, after: { policy: '{"Version":"1"}' } })).toEqual([
      'policy.Version: `null` -> `"1"`',
    ]);
  });

  it('does not open a policy when the other side is plain text', () => {
    expect(shown({ before: { policy: 'none' }, after: { policy: '{"Version":"1"}' } })).toEqual([
      'policy: `"none"` -> `{"Version": "1"}`',
    ]);
  });

  it('still shows a document of which only the white space changes', () => {
    expect(shown({ before: { policy: '{"A":1}' }, after: { policy: '{ "A": 1 }' } })).toEqual([
      'policy: `{"A": 1}` -> `{"A": 1}`',
    ]);
  });

  it('masks what is sensitive, on whichever side', () => {
    expect(
      shown({
        before: { password: 'one', tags: { a: 'x' } },
        after: { password: 'two', tags: { a: 'y' } },
        before_sensitive: { password: true },
        after_sensitive: { password: true, tags: { a: true } },
      }),
    ).toEqual(['password: *sensitive* -> *sensitive*', 'tags.a: *sensitive* -> *sensitive*']);
  });

  it('does not name a secret that stays the same', () => {
    const value = { password: 'one' };
    const mask = { password: true };
    expect(
      shown({ before: value, after: value, before_sensitive: mask, after_sensitive: mask }),
    ).toEqual([]);
  });

  it('masks a secret within a block that is shown as a whole', () => {
    expect(
      shown({
        before: { block: [{ user: 'u', password: 'p' }] },
        before_sensitive: { block: [{ password: true }] },
        after: {},
        after_unknown: { block: true },
      }),
    ).toEqual(['block: `[{"user": "u", "password": (sensitive)}]` -> *known after apply*']);
  });

  it('knows what is known only after apply, within lists too', () => {
    expect(
      shown({
        before: { arn: 'a', list: ['x'] },
        after: { list: ['x', null] },
        after_unknown: { arn: true, list: [false, true] },
      }),
    ).toEqual(['arn: `"a"` -> *known after apply*', 'list[1]: `null` -> *known after apply*']);
  });

  it('marks what forces the replacement, also from within', () => {
    expect(
      shown({
        before: { key: [{ name: 'a' }], size: 1 },
        after: { key: [{ name: 'b' }], size: 2 },
        replace_paths: [['key']],
      }),
    ).toEqual(['key[0].name: `"a"` -> `"b"` !', 'size: `1` -> `2`']);
  });

  it('says only once what tags and tags_all both say', () => {
    expect(
      shown({
        before: { tags: { A: '1' }, tags_all: { A: '1', Stage: 'dev' } },
        after: { tags: { A: '2' }, tags_all: { A: '2', Stage: 'test' } },
      }),
    ).toEqual(['tags.A: `"1"` -> `"2"`', 'tags_all.Stage: `"dev"` -> `"test"`']);
  });

  it('shows the value of an output, which has no attributes', () => {
    expect(shown({ before: 'a', after: 'b' })).toEqual([': `"a"` -> `"b"`']);
  });
});
