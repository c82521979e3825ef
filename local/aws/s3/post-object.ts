import { scopeHeaders } from '../aws-request';
import type { Answer, Call } from '../call';
import type { Moto } from '../moto';
import { AwsError } from '../errors';
import { xmlDocument } from '../xml';
import { requireAclSupport } from './acl';
import { BucketSettings } from './bucket-settings';
import { requireIntegrity } from './integrity';
import { isMultipart, readPostForm, type PostForm } from './post-form';
import { requirePolicy } from './post-policy';
import type { S3Target } from './s3-target';
import { verifyForm } from './verify-form';

/** Whether a request uploads a form to a bucket, as browsers do. */
export const isPostForm = (call: Call, { bucket, key }: S3Target): boolean =>
  call.method === 'POST' &&
  bucket !== '' &&
  key === undefined &&
  call.headers.authorization === undefined &&
  isMultipart(call);

/**
 * Uploads the file of a form that its signed policy lets through.
 * @throws AwsError when it does not.
 */
export async function postObject(
  moto: Moto,
  call: Call,
  { bucket, isVirtualHosted }: S3Target,
  now: Date,
): Promise<Answer> {
  const form = await readPostForm(call);
  const { fields, file } = form;
  const unplayed = ['tagging', 'success_action_redirect', 'redirect'].find((name) =>
    fields.has(name),
  );
  if (unplayed !== undefined) {
    const message = `The local AWS takes no form with the field ${unplayed}.`;
    throw new AwsError('NotImplemented', 501, message);
  }
  const key = fields.get('key') ?? '';
  const target = { bucket, key, isVirtualHosted };
  const scope = verifyForm(form);
  const settings = new BucketSettings(moto, scope, bucket);
  requirePolicy(bucket, form, now);
  const headers = headersOf(fields);
  await requireAclSupport({ ...call, headers }, target, settings);
  const upload = { ...call, method: 'PUT', headers, body: () => Promise.resolve(file) };
  await requireIntegrity(upload, target);
  const put = await moto.pass(call, {
    method: 'PUT',
    target: `/${bucket}/${encodeURIComponent(key)}`,
    headers: {
      ...Object.fromEntries(Object.keys(call.headers).map((name) => [name, undefined])),
      ...headers,
      ...scopeHeaders({ ...scope, service: 's3' }),
    },
    body: file,
  });
  return put.status === 200 ? success(call, target, fields, put) : put;
}

/** Fields that become headers of the object under their own names. */
const HEADERS =
  /^(?:cache-control|content-(?:type|disposition|encoding|language)|expires|x-amz-(?:meta-.+|storage-class|server-side-encryption.*|checksum-.+|website-redirect-location))$/;

function headersOf(fields: PostForm['fields']): Record<string, string> {
  const acl = fields.get('acl');
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries([...fields].filter(([name]) => HEADERS.test(name))),
    ...(acl !== undefined && { 'x-amz-acl': acl }),
  };
}

/** The answer that the form asks for: 200, 201 with XML, or 204. */
function success(
  call: Call,
  { bucket, key = '', isVirtualHosted }: S3Target,
  fields: PostForm['fields'],
  put: Answer,
): Answer {
  const etag = String(put.headers?.etag ?? '');
  const path = [...(isVirtualHosted ? [] : [bucket]), encodeURIComponent(key)].join('/');
  const location = `http://${call.headers.host ?? ''}/${path}`;
  const kept = Object.entries(put.headers ?? {}).filter(([name]) =>
    /^(?:etag|x-amz-.+)$/.test(name),
  );
  const headers = { ...Object.fromEntries(kept), location };
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers };
  if (status !== '201') return { status: 204, headers };
  return {
    status: 201,
    headers: { 'content-type': 'application/xml', ...headers },
    body: xmlDocument({
      PostResponse: { Location: location, Bucket: bucket, Key: key, ETag: etag },
    }),
  };
}
