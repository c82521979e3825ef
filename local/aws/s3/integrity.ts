import { createHash } from 'node:crypto';
import { Crc32 } from '@smithy/core/checksum';
import type { Call } from '../call';
import { decodeAwsChunked } from './aws-chunked';
import { S3Error } from './s3-error';

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
 * Requires that a body is what its Content-MD5 and its checksum say, in a header or behind the body.
 * Only then is it read whole.
 * @throws S3Error InvalidDigest, BadDigest or InvalidRequest.
 */
export async function requireIntegrity(call: Call): Promise<void> {
  await requireMd5(call);
  if (call.method !== 'PUT' || call.headers['x-amz-copy-source'] !== undefined) return;
  for (const [name, digest] of Object.entries(CHECKSUMS)) {
    const header = `x-amz-checksum-${name}`;
    const isTrailing = String(call.headers['x-amz-trailer'] ?? '').includes(header);
    if (call.headers[header] === undefined && !isTrailing) continue;
    const { content, trailers } = await contentOf(call);
    const sent = String(call.headers[header] ?? trailers[header] ?? '');
    const calculated = await digest(content);
    if (Buffer.from(sent, 'base64').length !== calculated.length) {
      throw new S3Error(400, 'InvalidRequest', `Value for ${header} header is invalid.`);
    }
    if (calculated.toString('base64') !== sent) {
      throw new S3Error(
        400,
        'BadDigest',
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
  }
}

async function requireMd5(call: Call): Promise<void> {
  const sent = call.headers['content-md5'];
  if (sent === undefined) return;
  const md5 = String(sent);
  if (Buffer.from(md5, 'base64').length !== 16) {
    throw new S3Error(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', {
      'Content-MD5': md5,
    });
  }
  const { content } = await contentOf(call);
  const CalculatedDigest = (await hash('md5')(content)).toString('base64');
  if (CalculatedDigest === md5) return;
  throw new S3Error(
    400,
    'BadDigest',
    'The Content-MD5 you specified did not match what we received.',
    { ExpectedDigest: md5, CalculatedDigest },
  );
}

interface Content {
  readonly content: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
}

async function contentOf(call: Call): Promise<Content> {
  const body = await call.body();
  const isChunked = String(call.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  return isChunked ? decodeAwsChunked(body) : { content: body, trailers: {} };
}
