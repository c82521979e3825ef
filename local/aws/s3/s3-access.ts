import { Readable } from 'node:stream';
import { DEFAULT_SCOPE, scopeHeaders } from '../aws-request';
import type { Answer, Call, Route } from '../call';
import { isForS3 } from '../error-answer';
import type { Moto } from '../moto';
import { requireAclSupport } from './acl';
import { isPublic, requireAnonymousAccess } from './anonymous-access';
import { BucketSettings } from './bucket-settings';
import { requireIntegrity } from './integrity';
import { isPostForm, postObject } from './post-object';
import { s3Target, type S3Target } from './s3-target';
import { accessDenied } from './signature-v4';
import { verifyRequest } from './verify-request';

export interface S3AccessProps {
  readonly moto: Moto;
  readonly now: () => Date;
}

/**
 * S3's own judgement of who may do what: signatures, forms, the bucket's policy for everybody, ACLs,
 * checksums and XML. What passes is left to moto.
 */
export const s3Access =
  ({ moto, now }: S3AccessProps): Route =>
  async (call) => {
    if (!isForS3(call)) return undefined;
    const target = s3Target(call);
    if (isPostForm(call, target)) return postObject(moto, call, target, now());
    const scope = call.signed ?? DEFAULT_SCOPE;
    const settings = new BucketSettings(moto, scope, target.bucket);
    const isSigned = verifyRequest(call, now());
    if (!isSigned) await requireAnonymousAccess(call, target, settings);
    if (call.target.startsWith('/v20180820/')) return undefined;
    await requireAclSupport(call, target, settings);
    await requireIntegrity(call, target);
    // moto fails on a range that is none, which S3 ignores.
    const range = !/^bytes=[^=]*$/.test(call.headers.range ?? 'bytes=') && { range: undefined };
    // moto would not let everybody in by a policy that has conditions.
    if (!isSigned) {
      const headers = { ...scopeHeaders({ ...scope, service: 's3' }), ...range };
      return hidden(call, target, settings, await moto.pass(call, { headers }));
    }
    return range ? moto.pass(call, { headers: range }) : undefined;
  };

/** @throws AwsError AccessDenied for an object that is not there in a bucket that not everybody may list. */
async function hidden(
  call: Call,
  target: S3Target,
  settings: BucketSettings,
  answer: Answer,
): Promise<Answer> {
  if (answer.status !== 404 || target.key === undefined) return answer;
  const bucket = { ...target, key: undefined };
  if (await isPublic(call, 's3:ListBucket', bucket, settings)) return answer;
  if (answer.body instanceof Readable) answer.body.destroy();
  throw accessDenied();
}
