import { describe, expect, it } from '@jest/globals';
import { namesOf } from '../../src/resource-types/resource-type';

describe('namesOf', () => {
  const { allowed, rule } = namesOf('name', 5, '. /', 3);

  it.each(['a.Z/9', '...', 'aZ9'])('takes %s', (name) => {
    expect(allowed.test(name)).toBe(true);
  });

  it.each(['ab', 'abcdef', 'a_b', 'a b', 'a-b'])('refuses %s', (name) => {
    expect(allowed.test(name)).toBe(false);
  });

  it('says the rule', () => {
    expect(rule).toBe('3 to 5 of letters, digits, . /');
  });
});
