import type { Call } from '../call';

/** The bucket and key that a request names. */
export interface S3Target {
  readonly bucket?: string;
  readonly key?: string;
  /** Whether the bucket stands in the Host header. */
  readonly isVirtualHosted: boolean;
}

const BUCKET_HOST = /^([a-z\d][a-z\d-]+)(?:\.s3)?\.localhost(?::\d+)?$/i;

export function s3Target({ headers, target }: Pick<Call, 'headers' | 'target'>): S3Target {
  const [path = ''] = target.split('?');
  const inHost = BUCKET_HOST.exec(headers.host ?? '')?.[1];
  const [, bucket, key] =
    inHost === undefined ? (/^\/([^/]*)\/?(.*)$/s.exec(path) ?? []) : ['', inHost, path.slice(1)];
  return {
    ...(bucket && { bucket: decoded(bucket) }),
    ...(key && { key: decoded(key) }),
    isVirtualHosted: inHost !== undefined,
  };
}

/** Text that is no encoding of UTF-8 stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
