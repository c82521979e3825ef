import { DEFAULT_SCOPE, scopeHeaders } from '../aws-request';
import type { Answer, Call } from '../call';
import type { Moto } from '../moto';
import { requireAclSupport } from './acl';
import { contextOf, requirePublicAction } from './anonymous-access';
import { BucketSettings } from './bucket-settings';
import { requireIntegrity } from './integrity';
import { isMultipart, readPostForm, type PostForm } from './post-form';
import { requirePolicy } from './post-policy';
import { xmlAnswer } from './s3-error';
import type { S3Target } from './s3-target';
import { verifyForm } from './verify-form';

/** Whether a request uploads a form to a bucket, as browsers do. */
export const isPostForm = (call: Call, { bucket, key }: S3Target): boolean =>
  call.method === 'POST' &&
  bucket !== undefined &&
  key === undefined &&
  call.headers.authorization === undefined &&
  isMultipart(call);

/**
 * Uploads the file of a form that its signed policy, or the bucket's policy, lets through.
 * @throws S3Error when neither does.
 */
export async function postObject(
  moto: Moto,
  call: Call,
  { bucket = '' }: S3Target,
  now: Date,
): Promise<Answer> {
  const form = await readPostForm(call);
  const { fields, file } = form;
  const key = fields.get('key') ?? '';
  const signer = verifyForm(form);
  const scope = signer ?? DEFAULT_SCOPE;
  const settings = new BucketSettings(moto, scope, bucket);
  if (signer) {
    requirePolicy(bucket, form, now);
  } else {
    await requirePublicAction(settings, {
      action: 's3:PutObject',
      resource: `arn:aws:s3:::${bucket}/${key}`,
      context: contextOf(call),
    });
  }
  const headers = headersOf(fields);
  await requireAclSupport({ ...call, headers }, { bucket, key, isVirtualHosted: false }, settings);
  await requireIntegrity({ ...call, method: 'PUT', headers, body: () => Promise.resolve(file) });
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
  return put.status === 200 ? success(call, { bucket, key, fields, put }) : put;
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

interface Stored {
  readonly bucket: string;
  readonly key: string;
  readonly fields: PostForm['fields'];
  /** moto's answer. */
  readonly put: Answer;
}

/** The answer that the form asks for: a redirection, 200, 201 with XML, or 204. */
function success(call: Call, { bucket, key, fields, put }: Stored): Answer {
  const etag = String(put.headers?.etag ?? '');
  const redirect = redirectOf(fields, { bucket, key, etag });
  const location = `http://${call.headers.host ?? ''}/${bucket}/${encodeURIComponent(key)}`;
  const kept = Object.entries(put.headers ?? {}).filter(([name]) =>
    /^(?:etag|x-amz-.+)$/.test(name),
  );
  const headers = { ...Object.fromEntries(kept), location: redirect ?? location };
  if (redirect !== undefined) return { status: 303, headers };
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers };
  if (status !== '201') return { status: 204, headers };
  const document = {
    PostResponse: { Location: location, Bucket: bucket, Key: key, ETag: etag },
  };
  const answer = xmlAnswer(201, document);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** What is no URL is ignored. */
function redirectOf(
  fields: PostForm['fields'],
  added: Readonly<Record<string, string>>,
): string | undefined {
  const asked = fields.get('success_action_redirect') ?? fields.get('redirect') ?? '';
  if (!URL.canParse(asked)) return undefined;
  const url = new URL(asked);
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value);
  return url.href;
}
