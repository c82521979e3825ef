import { describe, expect, it } from '@jest/globals';
import { ExactNumber, formatJson, parseJson } from '../../src/values/json';

describe('parseJson', () => {
  it.each([
    '9007199254740993',
    '12345678901234567890',
    '-0.1234567890123456789',
    '1e400',
    '[9007199254740993,{"a":9007199254740993}]',
    String.raw`{"text \"9007199254740993\" \\":9007199254740993}`,
  ])('keeps every digit of %s', (text) => {
    expect(formatJson(parseJson(text))).toBe(text);
  });

  it('reads what JavaScript keeps as its own numbers', () => {
    expect(parseJson('[0, 1.0, -2.50, 1e3, 9007199254740992, 0.1]')).toEqual([
      0, 1, -2.5, 1000, 9007199254740992, 0.1,
    ]);
    expect(parseJson('9007199254740993')).toEqual(new ExactNumber('9007199254740993'));
  });

  it('takes no text for a number', () => {
    expect(parseJson('["9007199254740993", "-1e400"]')).toEqual(['9007199254740993', '-1e400']);
  });

  it.each(['', '{9007199254740993:1}', '[01]', '[1', '12345678901234567890 1', '-'])(
    'refuses %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );
});
