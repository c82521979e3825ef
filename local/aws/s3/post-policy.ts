import { z } from 'zod';
import { AwsError } from '../errors';
import type { PostForm } from './post-form';
import { accessDenied } from './signature-v4';

const bound = z.union([z.number(), z.string().regex(/^\d+$/)]).transform(Number);

const range = z.tuple([z.string().regex(/^content-length-range$/i), bound, bound]);

const match = z.tuple([
  z
    .string()
    .transform((operator) => operator.toLowerCase())
    .pipe(z.enum(['eq', 'starts-with'])),
  z.string().regex(/^\$/),
  z.string(),
]);

const exact = z
  .record(z.string(), z.string())
  .refine((condition) => Object.keys(condition).length === 1);

const policySchema = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(z.union([range, match, exact])),
});

type Condition = z.infer<typeof policySchema>['conditions'][number];

/** Fields that no condition needs to name. */
const FREE = /^(?:x-amz-signature|signature|awsaccesskeyid|file|policy|x-ignore-.*)$/;

/**
 * Requires that a form is what its policy lets through.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 * @throws AwsError InvalidPolicyDocument, AccessDenied, EntityTooSmall or EntityTooLarge.
 */
export function requirePolicy(bucket: string, { fields, file }: PostForm, now: Date): void {
  const { expiration, conditions } = parsePolicy(fields.get('policy') ?? '');
  if (new Date(expiration) < now) throw invalid('Policy expired.');
  const sent = new Map([...fields, ['bucket', bucket]]);
  const named = new Set<string>(['bucket']);
  for (const condition of conditions) {
    const checked = matchOf(condition);
    if (checked === undefined) continue;
    named.add(checked.field);
    if (!holds(checked, sent.get(checked.field) ?? '')) {
      throw invalid(`Policy Condition failed: ${JSON.stringify(checked.sent)}`);
    }
  }
  const extra = [...fields.keys()].filter((name) => !named.has(name) && !FREE.test(name));
  if (extra.length > 0) throw invalid(`Extra input fields: ${extra.join(', ')}`);
  for (const condition of conditions) requireSize(condition, file.length);
}

const invalid = (reason: string): AwsError =>
  accessDenied(`Invalid according to Policy: ${reason}`);

function parsePolicy(base64: string): z.infer<typeof policySchema> {
  try {
    return policySchema.parse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? 'Invalid Policy' : 'Invalid JSON';
    throw new AwsError('InvalidPolicyDocument', 400, `Invalid Policy: ${reason}.`);
  }
}

interface Match {
  readonly operator: 'eq' | 'starts-with';
  readonly field: string;
  readonly value: string;
  /** The condition as S3 repeats it. */
  readonly sent: readonly string[];
}

/** Undefined for a condition on the file's size. */
function matchOf(condition: Condition): Match | undefined {
  if (!Array.isArray(condition)) {
    const [entry] = Object.entries(condition);
    const [name, value] = entry ?? ['', ''];
    return { operator: 'eq', field: name.toLowerCase(), value, sent: ['eq', `$${name}`, value] };
  }
  if (isRange(condition)) return undefined;
  const [operator, name, value] = condition;
  return { operator, field: name.slice(1).toLowerCase(), value, sent: condition };
}

const isRange = (condition: Condition): condition is z.infer<typeof range> =>
  Array.isArray(condition) && typeof condition[1] === 'number';

/** Content types with commas between are a list, each of which must begin so. */
function holds({ operator, field, value }: Match, text: string): boolean {
  if (operator === 'eq') return text === value;
  const parts = field === 'content-type' ? text.split(',').map((part) => part.trim()) : [text];
  return parts.every((part) => part.startsWith(value));
}

function requireSize(condition: Condition, size: number): void {
  if (!isRange(condition)) return;
  const [, min, max] = condition;
  const refusal = (code: string, what: string, bound: object): AwsError => {
    const details = { ProposedSize: String(size), ...bound };
    return new AwsError(code, 400, `Your proposed upload ${what} allowed size`, details);
  };
  if (size < min) {
    throw refusal('EntityTooSmall', 'is smaller than the minimum', { MinSizeAllowed: String(min) });
  }
  if (size > max) {
    throw refusal('EntityTooLarge', 'exceeds the maximum', { MaxSizeAllowed: String(max) });
  }
}
