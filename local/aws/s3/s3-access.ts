import { awsRequest, DEFAULT_SCOPE, scopeHeaders } from '../aws-request';
import type { Answer, Call, Route } from '../call';
import type { Moto } from '../moto';
import { requireAclSupport } from './acl';
import { requireAnonymousAccess } from './anonymous-access';
import { BucketSettings } from './bucket-settings';
import { requireIntegrity } from './integrity';
import { isPostForm, postObject } from './post-object';
import { errorAnswer, S3Error } from './s3-error';
import { s3Target, type S3Target } from './s3-target';
import { isPresignedV2, refuseOtherMechanism, verifyPresignedV2 } from './signature-v2';
import { verifyHeader } from './verify-header';
import { isPresigned, verifyPresigned } from './verify-presigned';

export interface S3AccessProps {
  readonly moto: Moto;
  readonly now: () => Date;
}

/**
 * S3's own judgement of who may do what: signatures, forms, the bucket's policy for everybody, ACLs
 * and checksums. What passes is left to moto.
 */
export const s3Access =
  ({ moto, now }: S3AccessProps): Route =>
  async (call) => {
    if (!isForS3(call)) return undefined;
    try {
      return await judge(moto, call, s3Target(call), now());
    } catch (error) {
      if (error instanceof S3Error) return errorAnswer(error);
      throw error;
    }
  };

async function judge(
  moto: Moto,
  call: Call,
  target: S3Target,
  now: Date,
): Promise<Answer | undefined> {
  if (isPostForm(call, target)) return postObject(moto, call, target, now);
  const scope = call.signed ?? DEFAULT_SCOPE;
  const settings = new BucketSettings(moto, scope, target.bucket ?? '');
  const isSigned = verifySignatureOf(call, target, now);
  if (!isSigned) await requireAnonymousAccess(call, target, settings);
  if (call.target.startsWith('/v20180820/')) return undefined;
  await requireAclSupport(call, target, settings);
  await requireIntegrity(call);
  const headers = {
    // moto would not let everybody in by a policy that has conditions.
    ...(!isSigned && scopeHeaders({ ...scope, service: 's3' })),
    // moto fails on a range that is none, which S3 ignores.
    ...(!/^bytes=[^=]*$/.test(call.headers.range ?? 'bytes=') && { range: undefined }),
  };
  return Object.keys(headers).length > 0 ? moto.pass(call, { headers }) : undefined;
}

/** Whether a call has a signature. @throws S3Error when that is not valid. */
function verifySignatureOf(call: Call, target: S3Target, now: Date): boolean {
  const inQuery = isPresigned(call) || isPresignedV2(call);
  const { authorization } = call.headers;
  if (inQuery && authorization !== undefined) {
    throw new S3Error(
      400,
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      { ArgumentName: 'Authorization', ArgumentValue: authorization },
    );
  }
  if (isPresigned(call)) verifyPresigned(call, now);
  else if (inQuery) verifyPresignedV2(call, target, now);
  else if (authorization === undefined) return false;
  else if (!authorization.startsWith('AWS4-HMAC-SHA256')) refuseOtherMechanism();
  else verifyHeader(call, now);
  return true;
}

/** What is signed for no service in its header, where moto looks, is S3's, and what moto takes for S3. */
function isForS3({ headers }: Call): boolean {
  const signed = awsRequest({ headers, url: '' });
  return signed === undefined || /^s3/i.test(signed.service);
}
