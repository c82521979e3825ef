import { xmlReader } from '../xml';
import type { Correction } from './correction';

const reader = xmlReader({ trimValues: false });

/**
 * ListObjectVersions with `encoding-type=url`: moto leaves keys as they are, and Terraform's provider, which
 * asks for it to empty a bucket, decodes them, so that it would look for `a b` instead of `a%20b` forever.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export const versionKeys: Correction = {
  appliesTo: ({ service, method, url: { searchParams } }) =>
    service === 's3' &&
    method === 'GET' &&
    searchParams.has('versions') &&
    searchParams.get('encoding-type') === 'url',
  fromMoto: (body) =>
    body
      .replace(/(?<=<(?:Key|KeyMarker|NextKeyMarker|Prefix|Delimiter)>)[^<]+/g, encoded)
      .replace('<MaxKeys>', '<EncodingType>url</EncodingType>$&'),
};

function encoded(xml: string): string {
  const { text } = reader.parse(`<text>${xml}</text>`) as { readonly text: string };
  return encodeURIComponent(text).replaceAll('%2F', '/');
}
