import type { IncomingMessage } from 'node:http';

/** Tells moto which account a request is for; moto honours it while MOTO_ACCOUNT_ID is not set. */
export const ACCOUNT_HEADER = 'x-moto-account-id';

/** The account of every access key that does not name one, in moto and here. */
export const DEFAULT_ACCOUNT = '123456789012';

/** Where something is. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** The key of what is kept for an account and region. */
export const whereOf = ({ accountId, region }: Scope): string => `${accountId}/${region}`;

/** Where moto finds every bucket, and what is not signed belongs. */
export const DEFAULT_SCOPE: Scope = { accountId: DEFAULT_ACCOUNT, region: 'us-east-1' };

/** What the signature of a request says of it; the account is the access key id, if that is one, else moto's default. */
export interface AwsRequest extends Scope {
  readonly accessKeyId: string;
  readonly service: string;
}

/** Reads the credential scope of a SigV4 request, signed in its headers or presigned. */
export function awsRequest(
  request: Pick<IncomingMessage, 'headers' | 'url'>,
): AwsRequest | undefined {
  const inHeader = /^AWS4-\S+ .*?Credential=([^,\s]+)/.exec(
    request.headers.authorization ?? '',
  )?.[1];
  const query = new URLSearchParams((request.url ?? '').split('?')[1]);
  const parts = (inHeader ?? query.get('X-Amz-Credential') ?? '').split('/');
  // An access key id may itself hold slashes; the scope's four parts do not.
  const [, region, service, terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (terminator !== 'aws4_request' || !region || !service || accessKeyId === '') return undefined;
  return { accessKeyId, region, service, accountId: accountOf(accessKeyId) };
}

/** The headers that make a request to moto one of that service, region and account. */
export function scopeHeaders(scope: Scope & { readonly service: string }): Record<string, string> {
  const credential = `gateway/20200101/${scope.region}/${scope.service}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    [ACCOUNT_HEADER]: scope.accountId,
  };
}

/** The scope that an ARN names; the given one's where the ARN names none. */
export function scopeOfArn(scope: Scope, arn: string): Scope {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return {
    accountId: accountId === '' ? scope.accountId : accountId,
    region: region === '' ? scope.region : region,
  };
}

/** Whether the access key id is an account number. */
export function namesAccount(accessKeyId: string): boolean {
  return /^\d{12}$/.test(accessKeyId);
}

/** The account of an access key. */
export function accountOf(accessKeyId: string): string {
  return namesAccount(accessKeyId) ? accessKeyId : DEFAULT_ACCOUNT;
}
