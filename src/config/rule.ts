import type { z } from 'zod';

/** The rule that a value breaks, where its schema names none. */
export function ruleOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_value' && issue.input !== undefined) return oneOf(issue.values);
  if (issue.code === 'invalid_union' && Array.isArray(issue.options)) return oneOf(issue.options);
  if (issue.input === undefined) return 'must be set';
  return issue.code === 'invalid_type' ? `must be of the type ${issue.expected}` : undefined;
}

const oneOf = (values: readonly unknown[]): string =>
  `must be ${values.length === 1 ? '' : 'one of '}${values.join(', ')}`;

/** What a value has at a path, as JSON; `(not set)` where it has nothing there. */
export function valueAt(values: unknown, path: readonly PropertyKey[]): string {
  let value = values;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value === undefined ? '(not set)' : JSON.stringify(value);
}
