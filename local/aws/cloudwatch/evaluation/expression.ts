import { Tokens, type Grammar } from './tokens';

/** A metric math expression, parsed. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'id'; readonly id: string }
  /** A word that only means something as an argument, e.g. `REPEAT`. */
  | { readonly type: 'word'; readonly word: string }
  | { readonly type: 'array'; readonly items: readonly Expression[] }
  | { readonly type: 'negative'; readonly of: Expression }
  | {
      readonly type: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'call'; readonly name: string; readonly parameters: readonly Expression[] };

type Kind = 'number' | 'text' | 'id' | 'word' | 'operator' | 'sign';

const GRAMMAR: Grammar<Kind> = {
  number: /^\d+(?:\.\d*)?|^\.\d+/,
  text: /^"[^"]*"|^'[^']*'/,
  operator: /^(?:==|!=|<=|>=|&&|\|\||[<>+*/^-]|AND\b|OR\b)/,
  // An id begins with a small letter, a function is in capitals.
  id: /^[a-z]\w*/,
  word: /^[A-Z][A-Z_0-9]*/,
  sign: /^[()[\],]/,
};

/** Binary operators from loose to tight; all but `^`, which follows, group from the left. */
const LEVELS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];

/** One word for each of the two spellings. */
const SPELLINGS: Readonly<Record<string, string>> = { '||': 'OR', '&&': 'AND' };

/**
 * Reads a metric math expression.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws NotEvaluable where it is none.
 */
export function parseExpression(text: string): Expression {
  const tokens = new Tokens(text, GRAMMAR);
  const parsed = binary(tokens, 0);
  tokens.expectEnd();
  return parsed;
}

function binary(tokens: Tokens<Kind>, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return negative(tokens);
  let left = binary(tokens, level + 1);
  for (;;) {
    const taken = tokens.take('operator', ...operators);
    if (taken === undefined) return left;
    const operator = SPELLINGS[taken] ?? taken;
    left = { type: 'binary', operator, left, right: binary(tokens, level + 1) };
  }
}

function negative(tokens: Tokens<Kind>): Expression {
  if (tokens.take('operator', '-') === undefined) return power(tokens);
  return { type: 'negative', of: negative(tokens) };
}

function power(tokens: Tokens<Kind>): Expression {
  const left = operand(tokens);
  if (tokens.take('operator', '^') === undefined) return left;
  return { type: 'binary', operator: '^', left, right: negative(tokens) };
}

function operand(tokens: Tokens<Kind>): Expression {
  const number = tokens.take('number');
  if (number !== undefined) return { type: 'number', value: Number(number) };
  const text = tokens.take('text');
  if (text !== undefined) return { type: 'text', value: text.slice(1, -1) };
  const id = tokens.take('id');
  if (id !== undefined) return { type: 'id', id };
  const word = tokens.take('word');
  if (word !== undefined) {
    if (tokens.take('sign', '(') === undefined) return { type: 'word', word };
    return { type: 'call', name: word, parameters: list(tokens, ')') };
  }
  if (tokens.take('sign', '[') !== undefined) return { type: 'array', items: list(tokens, ']') };
  tokens.expect('sign', '(');
  const inner = binary(tokens, 0);
  tokens.expect('sign', ')');
  return inner;
}

function list(tokens: Tokens<Kind>, end: string): Expression[] {
  const items: Expression[] = [];
  if (tokens.take('sign', end) !== undefined) return items;
  do items.push(binary(tokens, 0));
  while (tokens.take('sign', ',') !== undefined);
  tokens.expect('sign', end);
  return items;
}
