import { describe, expect, it } from '@jest/globals';
import { pathText, quoted, shownText, shownTexts, visible } from '../../src/values/text';

describe('quoted', () => {
  // As Terraform 1.11.4 prints the addresses of terraform_data with these keys.
  it.each([
    ['x', '"x"'],
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ['${a} %{b} $ % $${c}', '"$${a} %%{b} $ % $$${c}"'],
    ['zero\u200bwidth \u202eback', '"zero\\u200bwidth \\u202eback"'],
    ['line\nend\ttab\u0007bell', '"line\\nend\\ttab\\u0007bell"'],
    ['é 😀 \u{e0001}', '"é 😀 \\U000e0001"'],
  ])('writes the key of an address as Terraform does: %j', (key, text) => {
    expect(quoted(key)).toBe(text);
  });
});

describe('visible', () => {
  it('lets no control, zero width or change of direction through', () => {
    expect(visible('a\u001b[31mb\u200bc\u202ed\u2028')).toBe(
      'a\\u001b[31mb\\u200bc\\u202ed\\u2028',
    );
  });
});

describe('pathText', () => {
  it('writes a path as Terraform does', () => {
    expect(pathText(['rule', 0, 'tags', 'a.b/c'])).toBe('rule[0].tags["a.b/c"]');
    expect(pathText(['rule', 0, 'id'])).toBe('rule[0].id');
  });
});

describe('shown values', () => {
  it('show of two long texts the part where they begin to differ', () => {
    const of = (word: string): string => `${'same '.repeat(100)}${word}${' same'.repeat(100)}`;
    const [before, after] = shownTexts(of('morning'), of('evening'));
    expect(before).toMatch(/^….*morning.*… \(\d+ characters\)$/);
    expect(after).toMatch(/^….*evening.*… \(\d+ characters\)$/);
  });

  it('show JSON within a text as such, and what is not there as null', () => {
    expect(shownText('{"A":[1]}')).toBe('{"A": [1]}');
    expect(shownText(undefined)).toBe('null');
  });
});
