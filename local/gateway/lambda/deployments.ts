import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { scopeHeaders } from '../aws-request';
import { forward } from '../forward';
import { fetchMoto, type MotoScope } from '../moto-api';
import { readBody } from '../read-body';
import type { FunctionCode } from './function-code';

const source = z.object({
  ZipFile: z.string().optional(),
  S3Bucket: z.string().optional(),
  S3Key: z.string().optional(),
});

/** `CreateFunction` has its code below `Code`, `UpdateFunctionCode` at its root. */
const deployment = z.union([z.object({ Code: source }).transform(({ Code }) => Code), source]);

/** Whether the request deploys the code of a function. */
export function isDeployment({ method, url = '' }: IncomingMessage): boolean {
  const [path = ''] = url.split('?');
  return (
    (method === 'POST' && /^\/[\d-]+\/functions\/?$/.test(path)) ||
    (method === 'PUT' && /^\/[\d-]+\/functions\/[^/]+\/code\/?$/.test(path))
  );
}

/** Lets moto answer, and keeps the code of what it accepted. */
export async function handleDeployment(
  code: FunctionCode,
  scope: MotoScope,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'POST', url = '/', headers } = request;
  const body = await readBody(request);
  const answer = await forward(scope, { method, url, headers, body });
  if (answer.status < 300) {
    const zip = await zipOf(scope, deployment.parse(JSON.parse(body.toString('utf8'))));
    if (zip) code.keep(zip);
  }
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

async function zipOf(
  scope: MotoScope,
  { ZipFile, S3Bucket, S3Key }: z.infer<typeof source>,
): Promise<Buffer | undefined> {
  if (ZipFile !== undefined) return Buffer.from(ZipFile, 'base64');
  if (S3Bucket === undefined || S3Key === undefined) return undefined;
  const key = S3Key.split('/').map(encodeURIComponent).join('/');
  const answer = await fetchMoto(scope.moto, `/${S3Bucket}/${key}`, {
    headers: scopeHeaders({ ...scope, service: 's3' }),
  });
  return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
}
