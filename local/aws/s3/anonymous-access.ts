import type { Call } from '../call';
import { OVER_TLS } from '../resource-policy';
import type { BucketSettings } from './bucket-settings';
import type { S3Target } from './s3-target';
import { accessDenied } from './signature-v4';

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
 * Lets a request without a signature through if the bucket's policy allows it to everybody.
 * @throws AwsError AccessDenied.
 */
export async function requireAnonymousAccess(
  call: Call,
  target: S3Target,
  settings: BucketSettings,
): Promise<void> {
  const { bucket, key } = target;
  const action = (key === undefined ? BUCKET_ACTIONS : OBJECT_ACTIONS)[call.method];
  const isPlain = [...call.url.searchParams.keys()].every((name) => PLAIN.test(name));
  const copies = call.headers['x-amz-copy-source'] !== undefined;
  const isKnown = bucket !== '' && action !== undefined && isPlain && !copies;
  if (!isKnown || !(await isPublic(call, action, target, settings))) throw accessDenied();
}

/** Whether the bucket's policy allows everybody that, and Block Public Access lets it. ACLs are not asked. */
export async function isPublic(
  call: Pick<Call, 'headers' | 'url'>,
  action: string,
  { bucket, key }: S3Target,
  settings: BucketSettings,
): Promise<boolean> {
  const resource = `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
  const asked = { action, resource, context: contextOf(call), service: 'nobody in particular' };
  return (await settings.allows(asked)) && !(await settings.restrictsPublicPolicy());
}

/** What a policy's conditions may ask of a request. The local AWS stands for one that is reached by TLS. */
function contextOf({
  headers,
  url,
}: Pick<Call, 'headers' | 'url'>): Readonly<Record<string, string>> {
  const { referer, 'user-agent': userAgent } = headers;
  const prefix = url.searchParams.get('prefix');
  return {
    ...OVER_TLS,
    'aws:PrincipalType': 'Anonymous',
    ...(referer !== undefined && { 'aws:Referer': referer }),
    ...(userAgent !== undefined && { 'aws:UserAgent': userAgent }),
    ...(prefix !== null && { 's3:prefix': prefix }),
  };
}
