import { describe, expect, it } from '@jest/globals';
import { formatJson } from '../../src/values/json';
import { mark, maskOf, secretsIn } from '../../src/values/mask';

const asPrinted = (value: unknown): unknown => JSON.parse(formatJson(value));

describe('mark', () => {
  const value = { password: 'p', nested: [{ pin: 1234, name: 'n' }], flag: true, port: 5432 };

  it('masks what is sensitive, numbers, flags and whole blocks too', () => {
    const sensitive = maskOf([['password'], ['nested', 0, 'pin'], ['flag']]);
    expect(asPrinted(mark(value, { sensitive }))).toEqual({
      password: '(sensitive)',
      nested: [{ pin: '(sensitive)', name: 'n' }],
      flag: '(sensitive)',
      port: 5432,
    });
    expect(asPrinted(mark(value, { sensitive: maskOf([['nested']]) }))).toMatchObject({
      nested: '(sensitive)',
    });
    expect(asPrinted(mark(value, { sensitive: maskOf([[]]) }))).toBe('(sensitive)');
  });

  it('masks a secret wherever it is repeated', () => {
    const isSecret = secretsIn([['a long secret', true]]);
    expect(
      asPrinted(mark({ arn: ['arn:aws:x/a long secret/1'], id: 'open' }, { isSecret })),
    ).toEqual({ arn: ['(sensitive)'], id: 'open' });
  });

  it('does not call sensitive what is not there', () => {
    expect(mark({ value: null }, { sensitive: { value: true, other: true } })).toEqual({
      value: null,
    });
  });

  it('has a place for what is known only after apply', () => {
    expect(
      asPrinted(mark({ list: ['x'] }, { unknown: { arn: true, list: [false, true] } })),
    ).toEqual({ list: ['x', '(known after apply)'], arn: '(known after apply)' });
  });
});

describe('secretsIn', () => {
  const isSecret = secretsIn([
    [
      { name: 'short', list: ['a long secret', 'open'], number: 5 },
      { name: true, list: [true] },
    ],
    [
      { key: { nested: 'with "quotes" in it' }, pin: '12', empty: '' },
      { key: true, pin: true, empty: true },
    ],
  ]);

  it.each([
    'short',
    'arn:aws:sns:us-east-1:123456789012:short',
    'a long secret',
    'not a long secret!',
    'with "quotes" in it',
    '{"key":"with \\"quotes\\" in it"}',
    '12',
    '{"pin":"12"}',
  ])('recognizes %s', (text) => {
    expect(isSecret(text)).toBe(true);
  });

  it.each(['', 'open', 'shorter', 'a long', 'us-east-12', '2012', '5'])(
    'does not take "%s" for one',
    (text) => {
      expect(isSecret(text)).toBe(false);
    },
  );

  it('finds none where nothing is sensitive', () => {
    expect(secretsIn([['a', false]])('a')).toBe(false);
  });
});
