import { z } from 'zod';

const calls = {
  /** As in signatures, e.g. `s3`; `execute-api` for the integrations of HTTP APIs. @default every signed call */
  service: z.string().optional(),
  /** An operation's name, or the method where the protocol has no names. @default all of them */
  operation: z.string().optional(),
  /** How the path ends. @default any */
  path: z.string().optional(),
  /** How many calls get it. @default 1, and with a probability any number */
  count: z.number().int().positive().optional(),
  /** Of a call to get it; which ones, the seed and the order of the calls decide. @default 1 */
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().default(0),
  /** Before the call has its effect, or once it has, in the place of its answer. */
  when: z.enum(['before', 'after']).default('before'),
};

const seconds = z.number().positive();

/** A rule by which tests have calls fail. */
const faultSchema = z.discriminatedUnion('kind', [
  /** An error of AWS, in the protocol of the call. */
  z.strictObject({
    kind: z.literal('error'),
    ...calls,
    status: z.number().int().min(400).max(599),
    code: z.string().default('InternalError'),
  }),
  /** 503 SlowDown of S3, 400 ThrottlingException of the others. */
  z.strictObject({ kind: z.literal('throttling'), ...calls }),
  z.strictObject({ kind: z.literal('latency'), ...calls, seconds }),
  /** The connection is reset: a lost request or, afterwards, a lost response. */
  z.strictObject({ kind: z.literal('reset'), ...calls }),
  /** The call waits until `POST /_local/release`. */
  z.strictObject({ kind: z.literal('hold'), ...calls }),
  /** From that call on, the gateway resets every connection, or moto lets all of them wait. */
  z.strictObject({ kind: z.literal('outage'), ...calls, of: z.enum(['gateway', 'moto']), seconds }),
]);

export type Fault = z.infer<typeof faultSchema>;

/** A rule, and how often it was looked at and applied. */
export interface FaultRule {
  readonly fault: Fault;
  seen: number;
  applied: number;
}

/** The rules that tests give as JSON. */
export const faultRules = z
  .array(
    faultSchema.refine(({ kind, service }) => kind === 'error' || service !== 'execute-api', {
      message: 'an integration can have errors only',
    }),
  )
  .transform((faults): FaultRule[] => faults.map((fault) => ({ fault, seen: 0, applied: 0 })));
