import { Readable } from 'node:stream';
import { DEFAULT_SCOPE, scopeHeaders } from '../aws-request';
import { bodyOf, decoded, type Answer, type Call } from '../call';
import { text } from '../cloudfront/xml';
import { arnOf } from '../cloudfront/resource-type';
import { errorAnswer } from '../error-answer';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import { OVER_TLS } from '../resource-policy';
import { BucketSettings } from '../s3/bucket-settings';
import { accessDenied } from '../s3/signature-v4';
import { bucketOf, type CacheBehavior, type Distribution } from './cache-behavior';

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
 * signature. Of the viewer's request nothing is passed on but the path.
 */
export async function askBucket(
  props: OriginProps,
  path: string,
  etag: string | undefined,
): Promise<OriginAnswer> {
  try {
    return await getObject(props, bucketOf(props.behavior.origin) ?? '', path, etag);
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

/** Whether the bucket's policy lets the distribution do that, as CloudFront with its signature. */
const permissionOf =
  ({ distribution: { accountId, id } }: OriginProps, bucket: string, settings: BucketSettings) =>
  (action: string, key: string): Promise<boolean> =>
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

async function whole(answer: Answer): Promise<OriginAnswer> {
  const { status, headers = {} } = answer;
  const own = Object.entries(headers)
    .filter(([name]) => !NOT_OF_S3.test(name.toLowerCase()))
    .map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')] as const);
  return {
    status,
    headers: { ...Object.fromEntries(own), server: 'AmazonS3' },
    body: await bodyOf(answer),
  };
}
