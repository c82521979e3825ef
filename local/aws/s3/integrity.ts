import { createHash } from 'node:crypto';
import { Crc32 } from '@smithy/core/checksum';
import type { Call } from '../call';
import { AwsError } from '../errors';
import { xmlProblem } from '../xml';
import type { S3Target } from './s3-target';

type Digest = (body: Uint8Array) => Promise<Buffer> | Buffer;

const hash =
  (algorithm: string): Digest =>
  (body) =>
    createHash(algorithm).update(body).digest();

const crc32: Digest = async (body) => {
  const checksum = new Crc32();
  checksum.update(body);
  return Buffer.from(await checksum.digest());
};

/** The checksums that are verified; S3 also has CRC32C and CRC64NVME, which pass unread. */
const CHECKSUMS: Readonly<Record<string, Digest>> = {
  crc32,
  sha1: hash('sha1'),
  sha256: hash('sha256'),
};

/**
 * Requires that a body is what its Content-MD5 and its checksum say, in a header or behind the body,
 * and the XML that its operation takes. Only then is it read whole.
 * @throws AwsError InvalidDigest, BadDigest, InvalidRequest or MalformedXML.
 */
export async function requireIntegrity(call: Call, target: S3Target): Promise<void> {
  await requireMd5(call);
  await requireXml(call, target);
  if (call.method !== 'PUT' || call.headers['x-amz-copy-source'] !== undefined) return;
  for (const [name, digest] of Object.entries(CHECKSUMS)) {
    const header = `x-amz-checksum-${name}`;
    const isTrailing = String(call.headers['x-amz-trailer'] ?? '').includes(header);
    if (call.headers[header] === undefined && !isTrailing) continue;
    const { content, trailers } = await contentOf(call);
    const sent = String(call.headers[header] ?? trailers[header] ?? '');
    const calculated = await digest(content);
    if (Buffer.from(sent, 'base64').length !== calculated.length) {
      throw new AwsError('InvalidRequest', 400, `Value for ${header} header is invalid.`);
    }
    if (calculated.toString('base64') === sent) continue;
    const message = `The ${name.toUpperCase()} you specified did not match the calculated checksum.`;
    throw new AwsError('BadDigest', 400, message);
  }
}

async function requireMd5(call: Call): Promise<void> {
  const sent = call.headers['content-md5'];
  if (sent === undefined) return;
  const md5 = String(sent);
  if (Buffer.from(md5, 'base64').length !== 16) {
    const message = 'The Content-MD5 you specified was invalid.';
    throw new AwsError('InvalidDigest', 400, message, { 'Content-MD5': md5 });
  }
  const { content } = await contentOf(call);
  const CalculatedDigest = (await hash('md5')(content)).toString('base64');
  if (CalculatedDigest === md5) return;
  const message = 'The Content-MD5 you specified did not match what we received.';
  throw new AwsError('BadDigest', 400, message, { ExpectedDigest: md5, CalculatedDigest });
}

/** The root of the XML that a request with that parameter has for its body. */
const ROOTS: Readonly<Record<string, string>> = {
  accelerate: 'AccelerateConfiguration',
  acl: 'AccessControlPolicy',
  cors: 'CORSConfiguration',
  delete: 'Delete',
  encryption: 'ServerSideEncryptionConfiguration',
  lifecycle: 'LifecycleConfiguration',
  logging: 'BucketLoggingStatus',
  metrics: 'MetricsConfiguration',
  notification: 'NotificationConfiguration',
  ownershipControls: 'OwnershipControls',
  publicAccessBlock: 'PublicAccessBlockConfiguration',
  requestPayment: 'RequestPaymentConfiguration',
  tagging: 'Tagging',
  versioning: 'VersioningConfiguration',
  website: 'WebsiteConfiguration',
};

/** moto fails at other XML, or takes it. */
async function requireXml(call: Call, target: S3Target): Promise<void> {
  const root = rootOf(call, target);
  if (root === undefined) return;
  const text = Buffer.from((await contentOf(call)).content).toString('utf8');
  const isRight = new RegExp(`^\\s*(?:<[?!][^>]*>\\s*)*<${root}[\\s/>]`).test(text);
  if (text !== '' && (!isRight || xmlProblem(text) !== undefined)) throw malformedXml();
}

function rootOf({ method, url }: Call, { key }: S3Target): string | undefined {
  if (method !== 'PUT' && method !== 'POST') return undefined;
  const parameters = [...url.searchParams.keys()];
  if (method === 'POST' && parameters.includes('uploadId')) return 'CompleteMultipartUpload';
  const isCreation = method === 'PUT' && key === undefined && url.search === '';
  if (isCreation) return 'CreateBucketConfiguration';
  return ROOTS[parameters.find((parameter) => Object.hasOwn(ROOTS, parameter)) ?? ''];
}

const malformedXml = (): AwsError =>
  new AwsError(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

interface Content {
  readonly content: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
}

async function contentOf(call: Call): Promise<Content> {
  const body = await call.body();
  const isChunked = String(call.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  return isChunked ? decodeAwsChunked(body) : { content: body, trailers: {} };
}

/**
 * The content of a body in `aws-chunked`, and the headers behind it. The signatures of its chunks
 * are not verified. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @throws AwsError IncompleteBody.
 */
function decodeAwsChunked(body: Buffer): Content {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const size = parseInt(body.toString('latin1', at, end), 16);
    if (end < 0 || Number.isNaN(size) || end + 2 + size > body.length) {
      throw new AwsError('IncompleteBody', 400, 'The request body terminated unexpectedly');
    }
    if (size === 0) {
      return { content: Buffer.concat(chunks), trailers: trailersOf(body.toString('latin1', end)) };
    }
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

const trailersOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([\w-]+):[ \t]*(.*?)\s*$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
