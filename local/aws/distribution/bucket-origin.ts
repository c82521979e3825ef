import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DEFAULT_SCOPE, scopeHeaders } from '../aws-request';
import { ruledHeaders } from '../bucket-cors';
import { decoded, type Answer, type Call } from '../call';
import { child, text, texts, type XmlElement } from '../cloudfront/xml';
import { arnOf } from '../cloudfront/resource-type';
import { errorAnswer } from '../error-answer';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import { OVER_TLS } from '../resource-policy';
import { isPublic } from '../s3/anonymous-access';
import { BucketSettings } from '../s3/bucket-settings';
import { accessDenied } from '../s3/signature-v4';
import { bucketOf, type CacheBehavior, type Distribution } from './cache-behavior';
import type { ViewerRequest } from './cache-key';

/** What an origin says, read to its end. */
export interface OriginAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface OriginProps {
  readonly moto: Moto;
  readonly distribution: Distribution;
  readonly behavior: CacheBehavior;
  /** The viewer's call: the request to the origin ends with it. */
  readonly call: Call;
}

/** Headers of moto's that S3 does not have; what S3 calls itself is put in the place of the first. */
const NOT_OF_S3 = /^(?:server|x-amz-content-sha256|x-amz-sdk-checksum-algorithm|x-amzn-requestid)$/;

/**
 * S3's answer to a distribution that asks for an object by TLS, with its origin access control's
 * signature if it has one. Of the viewer's request nothing is passed on but the path, and for CORS
 * what the behavior's policies forward.
 */
export async function askBucket(
  props: OriginProps,
  request: ViewerRequest,
  etag?: string,
): Promise<OriginAnswer> {
  const bucket = bucketOf(props.behavior.origin) ?? '';
  try {
    const cors = await corsOfBucket(props, bucket, request);
    if (request.method === 'OPTIONS') return { status: 200, headers: cors, body: Buffer.of() };
    const answer = await getObject(props, bucket, request.path, etag);
    return { ...answer, headers: { ...answer.headers, ...cors } };
  } catch (error) {
    if (!(error instanceof AwsError) || error.status === 501) throw error;
    // As S3 words it, whatever the viewer has sent.
    return whole(errorAnswer({ ...props.call, headers: {} }, error));
  }
}

async function getObject(
  props: OriginProps,
  bucket: string,
  path: string,
  etag: string | undefined,
): Promise<OriginAnswer> {
  const { moto, behavior, call } = props;
  const target = `/${bucket}${text(behavior.origin, 'OriginPath')}${path}`;
  const key = decoded(target.slice(bucket.length + 2));
  const settings = new BucketSettings(moto, DEFAULT_SCOPE, bucket);
  const may = permissionOf(props, bucket, settings);
  if (!(await may(key === '' ? 's3:ListBucket' : 's3:GetObject', key))) throw accessDenied();
  const viewerHeaders = Object.keys(call.headers).map((name) => [name, undefined] as const);
  const answer = await moto.pass(call, {
    method: 'GET',
    target,
    headers: {
      ...Object.fromEntries(viewerHeaders),
      ...scopeHeaders({ ...DEFAULT_SCOPE, service: 's3' }),
      ...(etag !== undefined && { 'if-none-match': etag }),
    },
    body: '',
  });
  // A missing object is not told from a forbidden one to who may not list the bucket.
  if (answer.status === 404 && key !== '' && !(await may('s3:ListBucket', ''))) {
    if (answer.body instanceof Readable) answer.body.destroy();
    throw accessDenied();
  }
  return whole(answer);
}

type Permission = (action: string, key: string) => Promise<boolean>;

/** Whether the bucket lets the distribution do that: as CloudFront with a signature, as anybody without. */
function permissionOf(
  { distribution, behavior }: OriginProps,
  bucket: string,
  settings: BucketSettings,
): Permission {
  const { account, accountId, id } = distribution;
  const controlId = text(behavior.origin, 'OriginAccessControlId');
  const control = account.resources['origin-access-control']?.[controlId]?.config;
  if (control === undefined || text(control, 'SigningBehavior') === 'never') {
    const asked = { headers: {}, url: new URL('http://local/') };
    return (action, key) =>
      isPublic(asked, action, { bucket, key: key || undefined, isVirtualHosted: false }, settings);
  }
  return (action, key) =>
    settings.allows({
      service: 'cloudfront.amazonaws.com',
      action,
      resource: `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`,
      context: {
        ...OVER_TLS,
        'aws:SourceArn': arnOf(accountId, { path: 'distribution' }, id),
        'aws:SourceAccount': accountId,
        'aws:PrincipalIsAWSService': 'true',
      },
    });
}

/**
 * The CORS headers that the bucket's rules give to a request whose `Origin` reaches them.
 * @throws AwsError S3's refusal of a preflight.
 */
async function corsOfBucket(
  { moto, behavior }: OriginProps,
  bucket: string,
  { method, headers }: ViewerRequest,
): Promise<Readonly<Record<string, string>>> {
  const forwarded = (name: string): string | undefined =>
    forwards(behavior, name) ? [headers[name]].flat()[0] : undefined;
  const origin = forwarded('origin');
  const isPreflight = method === 'OPTIONS';
  const asked = isPreflight ? forwarded('access-control-request-method') : method;
  if (origin === undefined || asked === undefined) {
    if (!isPreflight) return {};
    const message = 'Insufficient information. Origin request header needed.';
    throw new AwsError('BadRequest', 400, message);
  }
  const names = isPreflight ? (forwarded('access-control-request-headers') ?? '') : '';
  const page = { origin, method: asked, headers: names };
  const ruled = await ruledHeaders(moto, bucket, undefined, page);
  if (ruled === undefined && isPreflight) {
    const message = 'CORSResponse: This CORS request is not allowed.';
    throw new AwsError('AccessForbidden', 403, message);
  }
  return ruled ?? {};
}

/** Whether the behavior's policies pass a header of the viewer's on to the origin. */
function forwards({ cachePolicy, originRequestPolicy }: CacheBehavior, name: string): boolean {
  const parameters = child(cachePolicy, 'ParametersInCacheKeyAndForwardedToOrigin');
  const has = (config: XmlElement): boolean =>
    texts(config, 'Headers').some((each) => each.toLowerCase() === name);
  if (has(child(parameters, 'HeadersConfig'))) return true;
  const config = child(originRequestPolicy, 'HeadersConfig');
  const behavior = text(config, 'HeaderBehavior');
  if (behavior === 'allExcept') return !has(config);
  return behavior.startsWith('allViewer') || has(config);
}

async function whole({ status, headers = {}, body = '' }: Answer): Promise<OriginAnswer> {
  const own = Object.entries(headers)
    .filter(([name]) => !NOT_OF_S3.test(name.toLowerCase()))
    .map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')] as const);
  return {
    status,
    headers: { ...Object.fromEntries(own), server: 'AmazonS3' },
    body: body instanceof Readable ? await buffer(body) : Buffer.from(body),
  };
}
