import type { AwsError } from '../../errors';
import { invalid } from '../invalid';

/** What each kind of token looks like; the first kind that fits is taken. */
const GRAMMAR = {
  number: /^\d+(?:\.\d*)?|^\.\d+/,
  operator: /^(?:==|!=|<=|>=|&&|\|\||[<>+*/^-]|AND\b|OR\b)/,
  // An id begins with a small letter, a function is in capitals.
  id: /^[a-z]\w*/,
  function: /^[A-Z][A-Z_0-9]*/,
  sign: /^[(),]/,
};

type Kind = keyof typeof GRAMMAR;

/** A word or sign of an expression, and where it stands, for the message if it is wrong. */
interface Token {
  readonly kind: Kind;
  readonly text: string;
  readonly at: number;
}

/** The tokens of a metric math expression, read one after the other. */
export class Tokens {
  private readonly tokens: Token[] = [];
  private next = 0;

  /** @throws AwsError at the first character that begins no token. */
  constructor(private readonly text: string) {
    const kinds = Object.entries(GRAMMAR) as [Kind, RegExp][];
    let rest = text.trimStart();
    while (rest !== '') {
      const at = text.length - rest.length;
      const found = kinds
        .map(([kind, pattern]) => ({ kind, text: pattern.exec(rest)?.[0], at }))
        .find((token): token is Token => token.text !== undefined);
      if (found === undefined) throw this.unexpected(rest.charAt(0), at);
      this.tokens.push(found);
      rest = rest.slice(found.text.length).trimStart();
    }
  }

  /** Takes the next token if it is of that kind and, if given, one of those texts. */
  take(kind: Kind, ...texts: readonly string[]): string | undefined {
    const token = this.tokens[this.next];
    if (token?.kind !== kind || (texts.length > 0 && !texts.includes(token.text))) return undefined;
    this.next++;
    return token.text;
  }

  /** @throws AwsError unless the next token is that sign. */
  expectSign(text: string): void {
    if (this.take('sign', text) === undefined) throw this.unexpectedNext();
  }

  /** @throws AwsError unless everything was taken. */
  expectEnd(): void {
    if (this.next < this.tokens.length) throw this.unexpectedNext();
  }

  private unexpectedNext(): AwsError {
    const token = this.tokens[this.next];
    return token
      ? this.unexpected(token.text, token.at)
      : invalid(`"${this.text}" ends too early.`);
  }

  private unexpected(what: string, at: number): AwsError {
    return invalid(`"${what}" at character ${at + 1} of "${this.text}" is not expected.`);
  }
}
