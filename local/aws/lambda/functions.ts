import { z } from 'zod';
import type { Scope } from '../aws-request';
import type { Moto } from '../moto';

const configuration = z.object({
  FunctionName: z.string(),
  FunctionArn: z.string(),
  Runtime: z.string().optional(),
  Handler: z.string().optional(),
  Timeout: z.number(),
  MemorySize: z.number(),
  Version: z.string(),
  CodeSha256: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
});

export type FunctionConfiguration = z.infer<typeof configuration>;

const answers = {
  function: z.object({ Configuration: configuration }),
  policy: z.object({ Policy: z.string() }),
};

/** A function as moto has it, by its ARN, which may end in a version or alias. */
export async function readFunction(
  moto: Moto,
  scope: Scope,
  arn: string,
): Promise<FunctionConfiguration | undefined> {
  const found = await read(moto, scope, arn, '');
  return found === undefined ? undefined : answers.function.parse(found).Configuration;
}

/** The function's resource policy; undefined while nothing was permitted. */
export async function readPolicy(
  moto: Moto,
  scope: Scope,
  arn: string,
): Promise<string | undefined> {
  const found = await read(moto, scope, arn, '/policy');
  return found === undefined ? undefined : answers.policy.parse(found).Policy;
}

function read(moto: Moto, scope: Scope, arn: string, part: string): Promise<unknown> {
  const [, , , , , , name = '', qualifier] = arn.split(':');
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}${part}${query}`;
  return moto.read(scope, 'lambda', path);
}
