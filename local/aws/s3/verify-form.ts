import { accountOf, type Scope } from '../aws-request';
import type { AwsError } from '../errors';
import { invalidArgument, type PostForm } from './post-form';
import {
  accessDenied,
  ALGORITHM,
  otherMechanism,
  parseAmzDate,
  parseCredential,
  verifySignature,
} from './signature-v4';

/**
 * Verifies the signature of a form's policy.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 * @returns whose account signed it, and for which region.
 * @throws AwsError when the signature is not valid.
 */
export function verifyForm({ fields }: PostForm): Scope {
  const field = (name: string): string => fields.get(name.toLowerCase()) ?? '';
  const [policy, signature] = [fields.get('policy'), fields.get('x-amz-signature')];
  if (signature === undefined && fields.has('signature')) throw otherMechanism();
  if (policy === undefined || signature === undefined) throw accessDenied();
  const refused = (name: string, message: string): AwsError =>
    invalidArgument(message, name, field(name));
  if (field('X-Amz-Algorithm') !== ALGORITHM) {
    throw refused('X-Amz-Algorithm', `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const credential = parseCredential(field('X-Amz-Credential'));
  if (!credential) throw refused('X-Amz-Credential', 'The X-Amz-Credential is mal-formed.');
  if (!parseAmzDate(field('X-Amz-Date')) || !field('X-Amz-Date').startsWith(credential.date)) {
    throw refused('X-Amz-Date', 'The X-Amz-Date is not the date of the credential.');
  }
  verifySignature(credential, policy, signature);
  return { accountId: accountOf(credential.accessKeyId), region: credential.region };
}
