import { z } from 'zod';
import { AwsError } from '../errors';

/** A list of texts; AWS query writes an empty one as an empty text. */
export const list = z.union([z.array(z.string()), z.literal('').transform((): string[] => [])]);

/**
 * The input, checked.
 * @throws AwsError naming what is wrong.
 */
export function inputOf<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** The refusal of an input that the operation does not take. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', 400, message);
}
