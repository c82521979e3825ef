import { z } from 'zod';
import { invalid } from './errors';

/** A list of texts; AWS query writes an empty one as an empty text. */
export const list = z.union([z.array(z.string()), z.literal('').transform((): string[] => [])]);

/**
 * The input, checked.
 * @throws CloudWatchError naming what is wrong.
 */
export function inputOf<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
