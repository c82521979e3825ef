import { z } from 'zod';

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const scalar = z.union([z.string(), z.boolean(), z.number()]).transform(String);

const condition = z.record(
  z.string(),
  z.record(
    z.string(),
    z.union([scalar, z.array(scalar)]).transform((value) => [value].flat()),
  ),
);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), texts)]),
  Action: texts,
  Resource: texts,
  Condition: condition.optional(),
});

const policyDocument = z.object({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

type Statement = z.infer<typeof statement>;

/** What an AWS service asks of a resource. */
export interface ServiceRequest {
  /** The service's principal, e.g. `cloudwatch.amazonaws.com`. */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** The condition keys of the request, e.g. `aws:SourceArn`. */
  readonly context: Readonly<Record<string, string>>;
}

/** The condition keys of a request that comes by TLS, as every one counts that no client signed. */
export const OVER_TLS = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' } as const;

/**
 * Whether a resource's policy lets a service do that: a statement allows it and none denies it.
 * @throws Error for a policy with elements that are not evaluated here, such as `NotAction`.
 */
export function isAllowed(policy: string, request: ServiceRequest): boolean {
  const { Statement } = policyDocument.parse(JSON.parse(policy));
  const effects = Statement.filter((each) => applies(each, request)).map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function applies(statement: Statement, request: ServiceRequest): boolean {
  return (
    isFor(statement.Principal, request.service) &&
    statement.Action.some((action) => like(action.toLowerCase(), request.action.toLowerCase())) &&
    statement.Resource.some((resource) => like(resource, request.resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, values, request.context)),
    )
  );
}

function isFor(principal: Statement['Principal'], service: string): boolean {
  if (principal === '*') return true;
  return (principal.AWS ?? []).includes('*') || (principal.Service ?? []).includes(service);
}

type Comparison = (expected: string, actual: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringEqualsIgnoreCase: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  NumericEquals: (expected, actual) => Number(actual) === Number(expected),
  NumericLessThan: (expected, actual) => Number(actual) < Number(expected),
  NumericLessThanEquals: (expected, actual) => Number(actual) <= Number(expected),
  NumericGreaterThan: (expected, actual) => Number(actual) > Number(expected),
  NumericGreaterThanEquals: (expected, actual) => Number(actual) >= Number(expected),
};

/**
 * One condition on one key. A key that the request does not have fails it, unless the operator
 * is negated or ends in `IfExists`.
 */
function holds(
  operator: string,
  key: string,
  values: readonly string[],
  context: ServiceRequest['context'],
): boolean {
  const [, name = '', ifExists] = /^(.*?)(IfExists)?$/.exec(operator) ?? [];
  const compare = COMPARISONS[name.replace('Not', '')];
  if (compare === undefined) {
    throw new Error(`the condition operator ${operator} is not evaluated by the local AWS`);
  }
  const isNegated = name.includes('Not');
  const actual = Object.entries(context).find(
    ([each]) => each.toLowerCase() === key.toLowerCase(),
  )?.[1];
  if (actual === undefined) return isNegated || ifExists !== undefined;
  return values.some((expected) => compare(expected, actual)) !== isNegated;
}

/** Whether the text has the pattern's form: `*` stands for anything, `?` for one character. */
export function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
