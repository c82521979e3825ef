import { S3Error } from './s3-error';

/**
 * The content of a body in `aws-chunked`, and the headers behind it. The signatures of its chunks
 * are not verified. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @throws S3Error IncompleteBody.
 */
export function decodeAwsChunked(body: Buffer): {
  readonly content: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
} {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const size = parseInt(body.toString('latin1', at, end), 16);
    if (end < 0 || Number.isNaN(size) || end + 2 + size > body.length) {
      throw new S3Error(400, 'IncompleteBody', 'The request body terminated unexpectedly');
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
