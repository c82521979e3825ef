import { z } from 'zod';
import type { Scope } from '../aws-request';
import type { Call, Route } from '../call';
import type { Moto } from '../moto';
import type { FunctionCode } from './function-code';

const source = z.object({
  ZipFile: z.string().optional(),
  S3Bucket: z.string().optional(),
  S3Key: z.string().optional(),
});

/** `CreateFunction` has its code below `Code`, `UpdateFunctionCode` at its root. */
const deployment = z.union([z.object({ Code: source }).transform(({ Code }) => Code), source]);

/** Deployments of functions: moto answers, and the code of what it accepted is kept. */
export const functionCode =
  (moto: Moto, code: FunctionCode): Route =>
  async (call) => {
    if (call.signed === undefined || !isDeployment(call)) return undefined;
    const body = await call.body();
    const answer = await moto.pass(call);
    if (answer.status < 300) {
      const source = deployment.parse(JSON.parse(body.toString('utf8')));
      const zip = await zipOf(moto, call.signed, source);
      if (zip) code.keep(zip);
    }
    return answer;
  };

function isDeployment({ service, method, url: { pathname } }: Call): boolean {
  return (
    service === 'lambda' &&
    ((method === 'POST' && /^\/[\d-]+\/functions\/?$/.test(pathname)) ||
      (method === 'PUT' && /^\/[\d-]+\/functions\/[^/]+\/code\/?$/.test(pathname)))
  );
}

async function zipOf(
  moto: Moto,
  scope: Scope,
  { ZipFile, S3Bucket, S3Key }: z.infer<typeof source>,
): Promise<Buffer | undefined> {
  if (ZipFile !== undefined) return Buffer.from(ZipFile, 'base64');
  if (S3Bucket === undefined || S3Key === undefined) return undefined;
  const key = S3Key.split('/').map(encodeURIComponent).join('/');
  const answer = await moto.ask(scope, { service: 's3', path: `/${S3Bucket}/${key}` });
  return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
}
