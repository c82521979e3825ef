import { z } from 'zod';
import { s3Target } from '../s3/s3-target';
import { xmlReader } from '../xml';
import { anywhere, type Permission, type PermissionsOf } from './permission';

const reader = xmlReader();

const object = z.object({ Key: z.string(), VersionId: z.string().optional() });
const deletionSchema = z.object({
  Delete: z.object({ Object: z.union([object, z.array(object)]) }),
});

/** A bucket's configurations: their name in the query, and in IAM's actions behind `Get` and `Put`. */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  accelerate: 'AccelerateConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCORS',
  encryption: 'EncryptionConfiguration',
  lifecycle: 'LifecycleConfiguration',
  logging: 'BucketLogging',
  metrics: 'MetricsConfiguration',
  notification: 'BucketNotification',
  'object-lock': 'BucketObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  publicAccessBlock: 'BucketPublicAccessBlock',
  replication: 'ReplicationConfiguration',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

export const permissionsOfS3: PermissionsOf = async ({ call }) => {
  const { method, url, headers } = call;
  if (url.pathname.startsWith('/v20180820/')) return undefined;
  const { bucket, key } = s3Target(call);
  const query = url.searchParams;
  if (bucket === '') return method === 'GET' ? [anywhere('s3:ListAllMyBuckets')] : undefined;
  const onObject = (operation: string, path: string): Permission => on(operation, 'object', path);
  if (key !== undefined) {
    const operation = operationOnObject(method, query);
    if (operation === undefined) return undefined;
    const source = headers['x-amz-copy-source'];
    const path = `${bucket}/${key}`;
    return [
      onObject(operation, path),
      ...(typeof source === 'string'
        ? [onObject('GetObject', decodeURIComponent(source.replace(/^\/|\?.*$/g, '')))]
        : []),
      ...(headers['x-amz-tagging'] === undefined ? [] : [onObject('PutObjectTagging', path)]),
    ];
  }
  if (method === 'POST' && query.has('delete')) {
    const sent = deletionSchema.parse(reader.parse((await call.body()).toString('utf8')));
    return [sent.Delete.Object]
      .flat()
      .map(({ Key, VersionId }) =>
        onObject(`DeleteObject${VersionId === undefined ? '' : 'Version'}`, `${bucket}/${Key}`),
      );
  }
  const operation = operationOnBucket(method, query);
  return operation === undefined ? undefined : [on(operation, 'bucket', bucket)];
};

/** What an action takes of a bucket or object, as if asked by TLS, which there is none of on this machine. */
const on = (operation: string, kind: 'bucket' | 'object', path: string): Permission => ({
  ...{ action: `s3:${operation}`, kind: `s3:${kind}`, resource: `arn:aws:s3:::${path}` },
  context: { 's3:TlsVersion': '1.3' },
});

function operationOnBucket(method: string, query: URLSearchParams): string | undefined {
  const [name] = Object.keys(CONFIGURATIONS).filter((each) => query.has(each));
  const configuration = CONFIGURATIONS[name ?? ''];
  if (configuration !== undefined) {
    if (method === 'GET') return `Get${configuration}`;
    // S3 has no action of its own for taking away what is not one of these.
    const isOwn = method === 'DELETE' && /^(?:policy|website)$/.test(name ?? '');
    if (method === 'PUT' || method === 'DELETE')
      return `${isOwn ? 'Delete' : 'Put'}${configuration}`;
    return undefined;
  }
  const names = [...query.keys()].filter((each) => !LISTING.has(each));
  if (names.length > 0) {
    if (names.includes('versions') && method === 'GET') return 'ListBucketVersions';
    if (names.includes('uploads') && method === 'GET') return 'ListBucketMultipartUploads';
    if (names.includes('location') && method === 'GET') return 'GetBucketLocation';
    return undefined;
  }
  const plain = {
    GET: 'ListBucket',
    HEAD: 'ListBucket',
    PUT: 'CreateBucket',
    DELETE: 'DeleteBucket',
  };
  return plain[method as keyof typeof plain];
}

/** Parameters that say no more than how ListObjects lists. */
const LISTING = new Set([
  ...['x-id', 'list-type', 'prefix', 'delimiter', 'max-keys', 'marker', 'start-after'],
  ...['continuation-token', 'encoding-type', 'fetch-owner'],
]);

function operationOnObject(method: string, query: URLSearchParams): string | undefined {
  const version = query.has('versionId') ? 'Version' : '';
  const verb = { GET: 'Get', HEAD: 'Get', PUT: 'Put', DELETE: 'Delete' }[method];
  if (query.has('tagging')) return verb && `${verb}Object${version}Tagging`;
  if (query.has('acl')) return verb && `${verb}Object${version}Acl`;
  if (query.has('uploads') || query.has('uploadId')) {
    if (method === 'DELETE') return 'AbortMultipartUpload';
    return method === 'GET' ? 'ListMultipartUploadParts' : 'PutObject';
  }
  if (verb === 'Get') return `GetObject${version}`;
  if (verb === 'Put') return 'PutObject';
  return verb && `DeleteObject${version}`;
}
