import type { Call } from '../call';
import { AwsError } from '../errors';
import type { BucketSettings } from './bucket-settings';
import type { S3Target } from './s3-target';

/**
 * Requires that a request sets no ACL in a bucket that has none; only `bucket-owner-full-control`
 * may be asked for there. https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 * @throws AwsError AccessControlListNotSupported.
 */
export async function requireAclSupport(
  call: Call,
  { bucket, key }: S3Target,
  settings: BucketSettings,
): Promise<void> {
  if (!setsAcl(call)) return;
  if (key === undefined && call.method === 'PUT' && !call.url.searchParams.has('acl')) {
    requireAclAtCreation(call);
  } else if (bucket !== '' && !(await settings.hasAcls())) {
    const message = 'The bucket does not allow ACLs';
    throw new AwsError('AccessControlListNotSupported', 400, message);
  }
}

/** @throws AwsError when a bucket is to be created with an ACL that its ownership rules out. */
function requireAclAtCreation({ headers }: Call): void {
  const { 'x-amz-object-ownership': ownership = 'BucketOwnerEnforced', 'x-amz-acl': acl } = headers;
  if (ownership !== 'BucketOwnerEnforced' || acl === 'private') return;
  throw new AwsError(
    'InvalidBucketAclWithObjectOwnership',
    400,
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

function setsAcl({ method, headers, url }: Call): boolean {
  if (method !== 'PUT' && method !== 'POST') return false;
  // A presigned URL may have it among its parameters.
  const canned = headers['x-amz-acl'] ?? url.searchParams.get('x-amz-acl') ?? undefined;
  return (
    (canned !== undefined && canned !== 'bucket-owner-full-control') ||
    Object.keys(headers).some((name) => name.startsWith('x-amz-grant-')) ||
    (method === 'PUT' && url.searchParams.has('acl') && canned === undefined)
  );
}
