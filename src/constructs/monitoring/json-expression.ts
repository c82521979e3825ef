import { Fn, Lazy, Token, type IResolveContext } from 'cdktf';

/**
 * The expression `jsonencode(…)` of a large value, as `Fn.jsonencode` writes it. That resolves each
 * value again for every object and list around it: for a dashboard, half of a stage's synthesis.
 */
export function jsonExpression(value: object): string {
  const produce = (context: IResolveContext): string => {
    const { suppressBraces } = context;
    context.suppressBraces = true;
    const known = new Map<unknown, string>();
    const leaf = (item: unknown): string => {
      const text =
        known.get(item) ??
        String(context.resolve(Fn.jsonencode(item))).slice('jsonencode('.length, -1);
      known.set(item, text);
      return text;
    };
    const call = `jsonencode(${expression(value, leaf)})`;
    return suppressBraces === true ? call : `\${${call}}`;
  };
  return Lazy.stringValue({ produce });
}

function expression(value: unknown, leaf: (item: unknown) => string): string {
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return leaf(value);
  if (Array.isArray(value)) return `[${value.map((item) => expression(item, leaf)).join(', ')}]`;
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${members.map(([key, item]) => `"${key}" = ${expression(item, leaf)}`).join(', ')}}`;
}
