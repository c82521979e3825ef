import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { text } from '../cloudfront/xml';
import type { CacheBehavior } from './cache-behavior';
import { acceptedEncodings, type ViewerRequest } from './cache-key';
import type { OriginAnswer } from './bucket-origin';

/**
 * Types that CloudFront compresses.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */
const COMPRESSED_TYPES = new Set([
  ...['application/dash+xml', 'application/eot', 'application/font', 'application/font-sfnt'],
  ...['application/javascript', 'application/json', 'application/opentype', 'application/otf'],
  ...['application/pkcs7-mime', 'application/protobuf', 'application/rss+xml'],
  ...['application/truetype', 'application/ttf', 'application/vnd.apple.mpegurl'],
  ...['application/vnd.ms-fontobject', 'application/xhtml+xml', 'application/xml'],
  ...['application/x-font-opentype', 'application/x-font-truetype', 'application/x-font-ttf'],
  ...['application/x-httpd-cgi', 'application/x-javascript', 'application/x-mpegurl'],
  ...['application/x-opentype', 'application/x-otf', 'application/x-perl', 'application/x-ttf'],
  ...['font/eot', 'font/opentype', 'font/otf', 'font/ttf', 'image/svg+xml', 'text/css'],
  ...['text/csv', 'text/html', 'text/javascript', 'text/js', 'text/plain', 'text/richtext'],
  ...['text/tab-separated-values', 'text/xml', 'text/x-component', 'text/x-java-source'],
  ...['text/x-script', 'vnd.apple.mpegurl'],
]);

/** The sizes that CloudFront compresses, in bytes. */
const SMALLEST = 1000;
const LARGEST = 10_000_000;

const COMPRESS = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/** The answer in the encoding that viewer, behavior and cache policy agree on; else as it is. */
export async function compressed(
  { settings, cachePolicy }: CacheBehavior,
  { headers: asked }: ViewerRequest,
  answer: OriginAnswer,
): Promise<OriginAnswer> {
  const { headers, body } = answer;
  const [encoding] = acceptedEncodings(cachePolicy, asked);
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isCompressible =
    text(settings, 'Compress') === 'true' &&
    answer.status === 200 &&
    headers['content-encoding'] === undefined &&
    COMPRESSED_TYPES.has(type) &&
    body.length >= SMALLEST &&
    body.length <= LARGEST;
  if (encoding === undefined || !isCompressible) return answer;
  const { etag, ...rest } = headers;
  return {
    ...answer,
    headers: {
      ...rest,
      ...(etag !== undefined && { etag: etag.startsWith('"') ? `W/${etag}` : etag }),
      'content-encoding': encoding,
      vary: 'Accept-Encoding',
    },
    body: await COMPRESS[encoding](body),
  };
}
