import { z } from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.string(), z.record(z.string(), oneOrMore)]).optional(),
  Action: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).default({}),
});

/** A statement of a resource's policy. */
export type Statement = z.infer<typeof statement>;

const policy = z.object({ Statement: z.union([statement, z.array(statement)]) });

/** When the policy denies everything to everyone. */
export interface Denial {
  /** e.g. `Bool` */
  readonly test: string;
  /** e.g. `aws:SecureTransport` */
  readonly key: string;
  readonly value: string;
}

/** Without TLS. */
export const PLAIN_HTTP: Denial = { test: 'Bool', key: 'aws:SecureTransport', value: 'false' };

/** With a TLS that is broken. */
export const OLD_TLS: Denial = { test: 'NumericLessThan', key: 's3:TlsVersion', value: '1.2' };

/** Whether a bucket's policy denies everyone everything, on the bucket and its objects, in that case. */
export function denies(text: string | undefined, bucket: string, denial: Denial): boolean {
  return policyStatements(text).some((one) => isDenial(one, bucket, denial));
}

/** The statements of a resource's policy; none where there is no policy. */
export const policyStatements = (text: string | undefined): Statement[] =>
  text === undefined ? [] : [policy.parse(JSON.parse(text)).Statement].flat();

function isDenial(one: Statement, bucket: string, { test, key, value }: Denial): boolean {
  const conditions = Object.entries(one.Condition);
  const values = one.Condition[test]?.[key] ?? [];
  const covers = (suffix: string): boolean =>
    (one.Resource ?? []).some((arn) => arn === '*' || arn.endsWith(`:::${bucket}${suffix}`));
  return (
    one.Effect === 'Deny' &&
    isEveryone(one.Principal) &&
    (one.Action ?? []).some((action) => action === 's3:*' || action === '*') &&
    covers('') &&
    covers('/*') &&
    // A second condition would narrow it.
    conditions.length === 1 &&
    Object.keys(one.Condition[test] ?? {}).length === 1 &&
    values.includes(value)
  );
}

const isEveryone = (principal: Statement['Principal']): boolean =>
  principal === '*' || (typeof principal === 'object' && (principal.AWS ?? []).includes('*'));
