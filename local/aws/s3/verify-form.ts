import { createHmac } from 'node:crypto';
import { accountOf, DEFAULT_SCOPE, type Scope } from '../aws-request';
import { invalidArgument, type PostForm } from './post-form';
import { accessDenied } from './s3-error';
import {
  ALGORITHM,
  parseAmzDate,
  parseCredential,
  requireSame,
  SECRET_ACCESS_KEY,
  verifySignature,
} from './signature-v4';

/**
 * Verifies the signature of a form's policy, by Signature V4 or, as boto3 signs in us-east-1, by V2.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 * @returns whose account signed it, and for which region; undefined when nobody signed the form.
 * @throws S3Error when the signature is not valid.
 */
export function verifyForm({ fields }: PostForm): Scope | undefined {
  const policy = fields.get('policy');
  const signature = fields.get('x-amz-signature');
  const signatureV2 = fields.get('signature');
  if (policy === undefined && signature === undefined) return undefined;
  if (policy === undefined) throw accessDenied();
  if (signature !== undefined) return verifyV4(fields, policy, signature);
  if (signatureV2 !== undefined) return verifyV2(fields, policy, signatureV2);
  throw accessDenied();
}

function verifyV4(fields: PostForm['fields'], policy: string, signature: string): Scope {
  const algorithm = fields.get('x-amz-algorithm') ?? '';
  const scope = fields.get('x-amz-credential') ?? '';
  const amzDate = fields.get('x-amz-date') ?? '';
  if (algorithm !== ALGORITHM) {
    throw invalidArgument(
      `X-Amz-Algorithm only supports "${ALGORITHM}"`,
      'X-Amz-Algorithm',
      algorithm,
    );
  }
  const credential = parseCredential(scope);
  if (!credential) {
    throw invalidArgument('The X-Amz-Credential is mal-formed.', 'X-Amz-Credential', scope);
  }
  if (!parseAmzDate(amzDate) || !amzDate.startsWith(credential.date)) {
    throw invalidArgument(
      'The X-Amz-Date is not the date of the credential.',
      'X-Amz-Date',
      amzDate,
    );
  }
  verifySignature(credential, policy, signature);
  return { accountId: accountOf(credential.accessKeyId), region: credential.region };
}

function verifyV2(fields: PostForm['fields'], policy: string, signature: string): Scope {
  const accessKeyId = fields.get('awsaccesskeyid');
  if (accessKeyId === undefined) throw accessDenied();
  const expected = createHmac('sha1', SECRET_ACCESS_KEY).update(policy).digest('base64');
  requireSame(expected, signature, { AWSAccessKeyId: accessKeyId, StringToSign: policy });
  return { accountId: accountOf(accessKeyId), region: DEFAULT_SCOPE.region };
}
