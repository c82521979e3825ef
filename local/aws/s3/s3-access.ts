import type { Aws } from '../aws';
import { DEFAULT_SCOPE } from '../aws-request';
import type { Route } from '../call';
import { isForS3 } from '../error-answer';
import { requireAclSupport } from './acl';
import { BucketSettings } from './bucket-settings';
import { requireIntegrity } from './integrity';
import { isPostForm, postObject } from './post-object';
import { s3Target } from './s3-target';
import { accessDenied } from './signature-v4';
import { verifyRequest } from './verify-request';

/**
 * S3's own judgement of who may do what: signatures, forms, ACLs, checksums and XML. Nobody is let in without
 * a signature. What passes is left to moto.
 */
export const s3Access =
  ({ moto, now }: Pick<Aws, 'moto' | 'now'>): Route =>
  async (call) => {
    if (!isForS3(call)) return undefined;
    const target = s3Target(call);
    if (isPostForm(call, target)) return postObject(moto, call, target, now());
    if (!verifyRequest(call, now())) throw accessDenied();
    if (call.target.startsWith('/v20180820/')) return undefined;
    const settings = new BucketSettings(moto, call.signed ?? DEFAULT_SCOPE, target.bucket);
    await requireAclSupport(call, target, settings);
    await requireIntegrity(call, target);
    // moto fails on a range that is none, which S3 ignores.
    const isRange = /^bytes=[^=]*$/.test(call.headers.range ?? 'bytes=');
    return isRange ? undefined : moto.pass(call, { headers: { range: undefined } });
  };
