import { NotEvaluable } from './not-evaluable';

/** A word or sign of a text, and where it stands, for the message if it is wrong. */
export interface Token<Kind extends string> {
  readonly kind: Kind;
  readonly text: string;
  readonly at: number;
}

/** What each kind of token looks like; the first kind that fits is taken. */
export type Grammar<Kind extends string> = Readonly<Record<Kind, RegExp>>;

/** The tokens of a text, read one after the other. */
export class Tokens<Kind extends string> {
  private readonly tokens: Token<Kind>[] = [];
  private next = 0;

  /** @throws NotEvaluable at the first character that begins no token. */
  constructor(
    private readonly text: string,
    grammar: Grammar<Kind>,
  ) {
    const kinds = Object.entries<RegExp>(grammar) as [Kind, RegExp][];
    let at = 0;
    while (at < text.length) {
      const rest = text.slice(at);
      const space = /^\s+/.exec(rest)?.[0];
      const found = kinds
        .map(([kind, pattern]) => ({ kind, text: pattern.exec(rest)?.[0], at }))
        .find((token): token is Token<Kind> => token.text !== undefined);
      if (space === undefined && found === undefined) throw this.unexpected(rest.charAt(0), at);
      if (space === undefined && found) this.tokens.push(found);
      at += (space ?? found?.text ?? '').length;
    }
  }

  /** The next token, without taking it. */
  private peek(): Token<Kind> | undefined {
    return this.tokens[this.next];
  }

  /** Takes the next token if it is of that kind and, if given, one of those texts. */
  take(kind: Kind, ...texts: readonly string[]): string | undefined {
    const token = this.peek();
    if (token?.kind !== kind || (texts.length > 0 && !texts.includes(token.text))) return undefined;
    this.next++;
    return token.text;
  }

  /** @throws NotEvaluable unless the next token is that one. */
  expect(kind: Kind, ...texts: readonly string[]): string {
    const taken = this.take(kind, ...texts);
    if (taken === undefined) throw this.unexpectedNext();
    return taken;
  }

  /** @throws NotEvaluable unless everything was taken. */
  expectEnd(): void {
    if (this.peek()) throw this.unexpectedNext();
  }

  private unexpectedNext(): NotEvaluable {
    const token = this.peek();
    return token
      ? this.unexpected(token.text, token.at)
      : new NotEvaluable(`"${this.text}" ends too early.`);
  }

  private unexpected(what: string, at: number): NotEvaluable {
    return new NotEvaluable(`"${what}" at character ${at + 1} of "${this.text}" is not expected.`);
  }
}
