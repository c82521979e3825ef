import { z } from 'zod';

/** An answer that a test wants instead of a service's own. */
export const faultSchema = z.object({
  /** As in signatures, e.g. `s3`; `execute-api` for the integrations of HTTP APIs. */
  service: z.string(),
  /** An operation's name, or the method where the protocol has no names. @default all of them */
  operation: z.string().optional(),
  /** How the path ends. @default any */
  path: z.string().optional(),
  status: z.number().int().min(400).max(599),
  code: z.string().default('InternalError'),
  /** How many calls get it. */
  count: z.number().int().positive().default(1),
});

export type Fault = z.infer<typeof faultSchema>;
