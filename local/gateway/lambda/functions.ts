import { z } from 'zod';
import { scopeHeaders } from '../aws-request';
import { fetchMoto, type MotoScope } from '../moto-api';

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
  scope: MotoScope,
  arn: string,
): Promise<FunctionConfiguration | undefined> {
  const found = await read(scope, arn, '');
  return found === undefined ? undefined : answers.function.parse(found).Configuration;
}

/** The function's resource policy; undefined while nothing was permitted. */
export async function readPolicy(scope: MotoScope, arn: string): Promise<string | undefined> {
  const found = await read(scope, arn, '/policy');
  return found === undefined ? undefined : answers.policy.parse(found).Policy;
}

async function read(scope: MotoScope, arn: string, part: string): Promise<unknown> {
  const [, , , , , , name = '', qualifier] = arn.split(':');
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}${part}${query}`;
  const headers = scopeHeaders({ ...scope, service: 'lambda' });
  const answer = await fetchMoto(scope.moto, path, { headers });
  const body = await answer.text();
  if (answer.ok) return JSON.parse(body);
  if (answer.status === 404) return undefined;
  throw new Error(`moto answers ${answer.status} to GET ${path}`);
}
