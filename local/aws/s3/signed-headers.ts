import type { Call } from '../call';
import { accessDenied } from './s3-error';

/**
 * Requires that a signature covers the host and every `x-amz-` header that came.
 * @throws S3Error AccessDenied.
 */
export function requireSignedHeaders({ headers }: Call, signedHeaders: readonly string[]): void {
  const unsigned = Object.keys(headers).filter(
    (name) =>
      (name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256')) &&
      !signedHeaders.includes(name),
  );
  if (unsigned.length === 0) return;
  throw accessDenied('There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  });
}
