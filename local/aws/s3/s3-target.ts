import { decoded, type Call } from '../call';

/** What a request names. */
export interface S3Target {
  /** Empty in a request for no bucket. */
  readonly bucket: string;
  /** Undefined in a request for a whole bucket. */
  readonly key: string | undefined;
  /** Whether the bucket stands in the Host header. */
  readonly isVirtualHosted: boolean;
}

const BUCKET_HOST = /^([a-z\d][a-z\d-]+)(?:\.s3)?\.localhost(?::\d+)?$/i;

export function s3Target({ headers, target }: Pick<Call, 'headers' | 'target'>): S3Target {
  const [path = ''] = target.split('?');
  const inHost = BUCKET_HOST.exec(headers.host ?? '')?.[1];
  const [, bucket = '', key = ''] =
    inHost === undefined ? (/^\/([^/]*)\/?(.*)$/s.exec(path) ?? []) : ['', inHost, path.slice(1)];
  return {
    bucket: decoded(bucket),
    key: key === '' ? undefined : decoded(key),
    isVirtualHosted: inHost !== undefined,
  };
}
