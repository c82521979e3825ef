import { Tokens } from './tokens';

/** A metric math expression, parsed. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'id'; readonly id: string }
  | { readonly type: 'negative'; readonly of: Expression }
  | {
      readonly type: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'call'; readonly name: string; readonly parameters: readonly Expression[] };

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
 * @throws AwsError where it is none.
 */
export function parseExpression(text: string): Expression {
  const tokens = new Tokens(text);
  const parsed = binary(tokens, 0);
  tokens.expectEnd();
  return parsed;
}

function binary(tokens: Tokens, level: number): Expression {
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

function negative(tokens: Tokens): Expression {
  if (tokens.take('operator', '-') === undefined) return power(tokens);
  return { type: 'negative', of: negative(tokens) };
}

function power(tokens: Tokens): Expression {
  const left = operand(tokens);
  if (tokens.take('operator', '^') === undefined) return left;
  return { type: 'binary', operator: '^', left, right: negative(tokens) };
}

function operand(tokens: Tokens): Expression {
  const number = tokens.take('number');
  if (number !== undefined) return { type: 'number', value: Number(number) };
  const id = tokens.take('id');
  if (id !== undefined) return { type: 'id', id };
  const name = tokens.take('function');
  tokens.expectSign('(');
  if (name !== undefined) return { type: 'call', name, parameters: parametersOf(tokens) };
  const inner = binary(tokens, 0);
  tokens.expectSign(')');
  return inner;
}

function parametersOf(tokens: Tokens): Expression[] {
  const parameters: Expression[] = [];
  if (tokens.take('sign', ')') !== undefined) return parameters;
  do parameters.push(binary(tokens, 0));
  while (tokens.take('sign', ',') !== undefined);
  tokens.expectSign(')');
  return parameters;
}
