import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { compressed } from '../../../../local/aws/distribution/compression';

const body = Buffer.from('x'.repeat(1000));
const text = { 'content-type': 'text/css; charset=utf-8', etag: '"one"' };

const compress = (
  accepted: string,
  headers: Record<string, string> = text,
  changes: { body?: Buffer; status?: number; Compress?: string; brotli?: string } = {},
) =>
  compressed(
    {
      settings: { Compress: changes.Compress ?? 'true' },
      origin: {},
      cachePolicy: {
        ParametersInCacheKeyAndForwardedToOrigin: {
          EnableAcceptEncodingGzip: 'true',
          EnableAcceptEncodingBrotli: changes.brotli ?? 'true',
        },
      },
      originRequestPolicy: {},
      responseHeadersPolicy: {},
    },
    { method: 'GET', path: '/a', query: '', headers: { 'accept-encoding': accepted } },
    { status: changes.status ?? 200, headers, body: changes.body ?? body },
  );

it.each([
  ['gzip, br', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
])('a text for a viewer that takes %s is in %s', async (accepted, encoding, decompress) => {
  const answer = await compress(accepted);
  expect(answer.headers).toEqual({
    'content-type': 'text/css; charset=utf-8',
    'content-encoding': encoding,
    etag: 'W/"one"',
    vary: 'Accept-Encoding',
  });
  expect(answer.body.length).toBeLessThan(100);
  expect(decompress(answer.body).equals(body)).toBe(true);
});

it('Brotli is used only where the cache policy enables it', async () => {
  const { headers } = await compress('br, gzip', text, { brotli: 'false' });
  expect(headers['content-encoding']).toBe('gzip');
});

it.each([
  ['the viewer takes no encoding', compress('')],
  ['it is an image', compress('gzip', { 'content-type': 'image/png' })],
  ['it has no type', compress('gzip', {})],
  ['it is encoded already', compress('gzip', { ...text, 'content-encoding': 'x' })],
  ['it is small', compress('gzip', text, { body: body.subarray(1) })],
  ['it is large', compress('gzip', text, { body: Buffer.alloc(10_000_001) })],
  ['it is an error', compress('gzip', text, { status: 403 })],
  ['the behavior compresses nothing', compress('gzip', text, { Compress: 'false' })],
])('an answer is not compressed where %s', async (_why, answer) => {
  expect((await answer).headers.vary).toBeUndefined();
});
