import { describe, expect, it } from '@jest/globals';
import { cell, code, html, shownPair, shownValue } from '../../../src/terraform/plan/markdown';
import type { Json } from '../../../src/values/json';

describe('code', () => {
  it.each([
    { text: 'plain', expected: '`plain`' },
    { text: 'a `b` c', expected: '``a `b` c``' },
    { text: '`at the edge', expected: '`` `at the edge ``' },
    { text: ' spaces ', expected: '`  spaces  `' },
    { text: 'two ``', expected: '``` two `` ```' },
    { text: '</details><img>', expected: '`</details><img>`' },
    { text: 'two\nlines', expected: '`two lines`' },
    { text: 'abc\u202edef\u200b', expected: '`abc\\u202edef\\u200b`' },
    { text: '', expected: '`  `' },
  ])('cannot be ended from within: $text', ({ text, expected }) => {
    expect(code(text)).toBe(expected);
  });
});

describe('cell', () => {
  it('cannot begin another column', () => {
    expect(cell(code('a | b'))).toBe('`a \\| b`');
  });
});

describe('html', () => {
  it('holds neither tags nor line ends', () => {
    expect(html('a["<b>"]\n\n& c')).toBe('a[&quot;&lt;b&gt;&quot;] &amp; c');
  });
});

describe('shown values', () => {
  const text = (value: Json): string => shownValue(value);

  it('tells a text from a number and from nothing', () => {
    expect([text('1'), text(1), text(null), text('null')]).toEqual([
      '`"1"`',
      '`1`',
      '`null`',
      '`"null"`',
    ]);
  });

  it('shortens what is long, and says how long it is', () => {
    const long = text('x'.repeat(1000));
    expect(long.length).toBeLessThan(250);
    expect(long).toMatch(/^`"x+… \(1002 characters\)`$/);
  });

  it('shows of two long texts the part where they begin to differ', () => {
    const of = (word: string): string => `${'same\n'.repeat(100)}${word}${'\nsame'.repeat(100)}`;
    const [before, after] = shownPair(of('morning'), of('evening'));
    expect(before).toContain('morning');
    expect(after).toContain('evening');
    expect(before).toMatch(/^`….*… \(\d+ characters\)`$/);
  });

  it('shows both ends of a text that only grows', () => {
    const [before, after] = shownPair('x'.repeat(300), `${'x'.repeat(300)}NEW`);
    expect(before).not.toContain('NEW');
    expect(after).toContain('NEW');
  });

  it('does not cut a character in two', () => {
    const cut = text(`${'a'.repeat(198)}${'😀'.repeat(20)}`);
    expect(cut).toBe(Buffer.from(cut, 'utf8').toString('utf8'));
  });
});
