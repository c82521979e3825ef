import { describe, expect, it } from '@jest/globals';
import { decoded, encoder, type Encoded } from '../../src/pages/encoded';
import { differencesBetween } from '../../src/values/differences';
import { parseJson } from '../../src/values/json';
import { mark } from '../../src/values/mask';

const secret = (value: string) =>
  mark({ password: value, port: 1 }, { sensitive: { password: true } });

describe('a value in a page', () => {
  it.each([
    '{"a":[1,null,true,"x",{"b":{}}]}',
    '{"exact":9007199254740993.10}',
    '{"":"object","entries":{"":1}}',
    '{"__proto__":{"a":1}}',
  ])('is read as it was: %s', (text) => {
    const value = parseJson(text);
    const written = JSON.stringify(encoder()(value));
    expect(decoded(JSON.parse(written) as Encoded)).toEqual(value);
  });

  it('holds no secret, and tells whether it has changed', () => {
    const encode = encoder();
    const [one, same, other] = ['hunter2', 'hunter2', 'swordfish'].map((value) =>
      JSON.stringify(encode(secret(value) ?? null)),
    );
    expect(one).toBe('{"password":{"":"secret","number":1,"by":"mask"},"port":1}');
    expect(same).toBe(one);
    const [before, after] = [one, other].map((text = '') => decoded(JSON.parse(text) as Encoded));
    expect(differencesBetween(before, after)).toMatchObject([
      { path: ['password'], kind: 'value' },
    ]);
    expect(JSON.stringify([before, after])).not.toMatch(/hunter2|swordfish/);
  });
});
