import { z } from 'zod';
import { DEFAULT_SCOPE, scopeHeaders } from '../aws-request';
import type { Answer, Call } from '../call';
import type { Moto } from '../moto';
import { xmlDocument, xmlReader } from '../xml';
import { requireAclSupport } from './acl';
import { isPublic } from './anonymous-access';
import { BucketSettings } from './bucket-settings';
import { malformedXml, requireIntegrity } from './integrity';
import { isMultipart, readPostForm, type PostForm } from './post-form';
import { requirePolicy } from './post-policy';
import type { S3Target } from './s3-target';
import { accessDenied } from './signature-v4';
import { verifyForm } from './verify-form';

/** Whether a request uploads a form to a bucket, as browsers do. */
export const isPostForm = (call: Call, { bucket, key }: S3Target): boolean =>
  call.method === 'POST' &&
  bucket !== '' &&
  key === undefined &&
  call.headers.authorization === undefined &&
  isMultipart(call);

/**
 * Uploads the file of a form that its signed policy, or the bucket's policy, lets through.
 * @throws AwsError when neither does.
 */
export async function postObject(
  moto: Moto,
  call: Call,
  { bucket, isVirtualHosted }: S3Target,
  now: Date,
): Promise<Answer> {
  const form = await readPostForm(call);
  const { fields, file } = form;
  const key = fields.get('key') ?? '';
  const target = { bucket, key, isVirtualHosted };
  const signer = verifyForm(form);
  const scope = signer ?? DEFAULT_SCOPE;
  const settings = new BucketSettings(moto, scope, bucket);
  if (signer) requirePolicy(bucket, form, now);
  else if (!(await isPublic(call, 's3:PutObject', target, settings))) throw accessDenied();
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
  const [acl, tagging] = [fields.get('acl'), fields.get('tagging')];
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries([...fields].filter(([name]) => HEADERS.test(name))),
    ...(acl !== undefined && { 'x-amz-acl': acl }),
    ...(tagging !== undefined && { 'x-amz-tagging': tagsOf(tagging) }),
  };
}

const parser = xmlReader({ isArray: (name) => name === 'Tag' });

const taggingSchema = z.object({
  Tagging: z.object({
    TagSet: z.object({ Tag: z.array(z.object({ Key: z.string(), Value: z.string() })) }),
  }),
});

/** The form's tags, which are XML, as a header has them. */
function tagsOf(tagging: string): string {
  const parsed = taggingSchema.safeParse(parser.parse(tagging));
  if (!parsed.success) throw malformedXml();
  const tags = parsed.data.Tagging.TagSet.Tag;
  return new URLSearchParams(
    Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
  ).toString();
}

/** The answer that the form asks for: a redirection, 200, 201 with XML, or 204. */
function success(
  call: Call,
  { bucket, key = '', isVirtualHosted }: S3Target,
  fields: PostForm['fields'],
  put: Answer,
): Answer {
  const etag = String(put.headers?.etag ?? '');
  const redirect = redirectOf(fields, { bucket, key, etag });
  const path = [...(isVirtualHosted ? [] : [bucket]), encodeURIComponent(key)].join('/');
  const location = `http://${call.headers.host ?? ''}/${path}`;
  const kept = Object.entries(put.headers ?? {}).filter(([name]) =>
    /^(?:etag|x-amz-.+)$/.test(name),
  );
  const headers = { ...Object.fromEntries(kept), location: redirect ?? location };
  if (redirect !== undefined) return { status: 303, headers };
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
