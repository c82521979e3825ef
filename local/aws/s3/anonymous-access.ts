import type { Call } from '../call';
import { reasonOf } from '../reason';
import { isAllowed } from '../resource-policy';
import type { BucketSettings } from './bucket-settings';
import { accessDenied, S3Error } from './s3-error';
import type { S3Target } from './s3-target';

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  GET: 's3:ListBucket',
  HEAD: 's3:ListBucket',
};

/** Parameters that do not make a request one for another action. */
const PLAIN =
  /^(?:list-type|prefix|delimiter|marker|max-keys|continuation-token|start-after|encoding-type|fetch-owner|x-id)$/;

/**
 * Lets a request without a signature through if the bucket's policy allows it to everybody and
 * Block Public Access does not restrict that. ACLs are not asked.
 * @throws S3Error AccessDenied.
 */
export async function requireAnonymousAccess(
  call: Call,
  { bucket = '', key }: S3Target,
  settings: BucketSettings,
): Promise<void> {
  const action = (key === undefined ? BUCKET_ACTIONS : OBJECT_ACTIONS)[call.method];
  const isPlain = [...call.url.searchParams.keys()].every((name) => PLAIN.test(name));
  const copies = call.headers['x-amz-copy-source'] !== undefined;
  if (bucket === '' || action === undefined || !isPlain || copies) throw accessDenied();
  await requirePublicAction(settings, {
    action,
    resource: `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`,
    context: contextOf(call),
  });
}

/** @throws S3Error AccessDenied unless the bucket's policy allows everybody that action. */
export async function requirePublicAction(
  settings: BucketSettings,
  asked: {
    readonly action: string;
    readonly resource: string;
    readonly context: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const policy = await settings.policy();
  if (policy === undefined || !allowsEverybody(policy, asked)) throw accessDenied();
  if (await settings.restrictsPublicPolicy()) throw accessDenied();
}

function allowsEverybody(
  policy: string,
  asked: Parameters<typeof requirePublicAction>[1],
): boolean {
  try {
    return isAllowed(policy, { ...asked, service: 'nobody in particular' });
  } catch (error) {
    throw new S3Error(501, 'NotImplemented', `The bucket policy: ${reasonOf(error)}.`);
  }
}

/** What a policy's conditions may ask of a request. The local AWS stands for one that is reached by TLS. */
export function contextOf({ headers, url }: Call): Readonly<Record<string, string>> {
  const { referer, 'user-agent': userAgent } = headers;
  const prefix = url.searchParams.get('prefix');
  return {
    'aws:SecureTransport': 'true',
    'aws:PrincipalType': 'Anonymous',
    ...(referer !== undefined && { 'aws:Referer': referer }),
    ...(userAgent !== undefined && { 'aws:UserAgent': userAgent }),
    ...(prefix !== null && { 's3:prefix': prefix }),
  };
}
