/** A JSON value with its numbers as they were written. */
export type Json =
  | null
  | boolean
  | number
  | string
  | ExactNumber
  | Json[]
  | { [key: string]: Json };

/** What a number is called on its way through JSON.parse and JSON.stringify; no text begins so. */
const MARK = `number ${crypto.randomUUID()} `;

const MARKED_NUMBER = new RegExp(`"${MARK}([^"]+)"`, 'g');

/** A number with more digits than JavaScript's own keep, e.g. 9007199254740993. */
export class ExactNumber {
  constructor(readonly digits: string) {}

  toJSON(): string {
    return MARK + this.digits;
  }
}

const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/**
 * Reads JSON without rounding its numbers.
 * @throws SyntaxError when it is none.
 */
export function parseJson(text: string): Json {
  const plain = JSON.parse(text) as Json;
  const marked = text.replace(TEXT_OR_NUMBER, (token) =>
    token.startsWith('"') || isKept(token) ? token : `"${MARK}${token}"`,
  );
  if (marked === text) return plain;
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK)
      ? new ExactNumber(value.slice(MARK.length))
      : value,
  ) as Json;
}

/** What parseJson reads; undefined where the text is no JSON. */
export function jsonOrNothing(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Writes JSON, numbers with the digits that they were read with. */
export const formatJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(MARKED_NUMBER, '$1');

/** Whether JavaScript's number has the same digits. */
const isKept = (number: string): boolean => digitsOf(number) === digitsOf(String(Number(number)));

/** A number's digits without sign, point, exponent and the zeros around them. */
const digitsOf = (number: string): string =>
  number.replace(/e.*$/i, '').replace('.', '').replace(/^-?0*/, '').replace(/0+$/, '');
