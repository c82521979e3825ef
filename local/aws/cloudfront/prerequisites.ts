import type { Scope } from '../aws-request';
import { AwsError } from '../errors';
import type { JsonService, Moto } from '../moto';
import { BucketSettings } from '../s3/bucket-settings';
import { child, text, texts, type XmlElement } from './xml';

const ACM: JsonService = { service: 'acm', targetPrefix: 'CertificateManager', version: '1.1' };
const WAF: JsonService = { service: 'wafv2', targetPrefix: 'AWSWAF_20190729', version: '1.1' };

/** What a distribution needs of other services; CloudFront looks in us-east-1. */
export async function checkPrerequisites(
  moto: Moto,
  accountId: string,
  config: XmlElement,
): Promise<void> {
  const scope = { accountId, region: 'us-east-1' };
  for (const check of [checkCertificate, checkLogBucket, checkWebAcl]) {
    await check(moto, scope, config);
  }
}

interface Described {
  readonly Certificate: {
    readonly Status: string;
    readonly DomainName: string;
    readonly SubjectAlternativeNames?: readonly string[];
  };
}

async function checkCertificate(moto: Moto, scope: Scope, config: XmlElement): Promise<void> {
  const arn = text(child(config, 'ViewerCertificate'), 'ACMCertificateArn');
  if (arn === '') return;
  const asked = moto.json(scope, ACM, 'DescribeCertificate', { CertificateArn: arn });
  const found = (await unlessRefused(asked)) as Described | undefined;
  const { Status, DomainName, SubjectAlternativeNames = [] } = found?.Certificate ?? {};
  if (Status !== 'ISSUED') {
    const message = `The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain: ${arn}.`;
    throw new AwsError('InvalidViewerCertificate', 400, message);
  }
  const names = [DomainName ?? '', ...SubjectAlternativeNames];
  const alias = texts(config, 'Aliases').find((each) => !names.some((name) => covers(name, each)));
  if (alias === undefined) return;
  const message = `The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add: ${alias}.`;
  throw new AwsError('InvalidViewerCertificate', 400, message);
}

/** A wildcard stands for one label. */
function covers(name: string, alias: string): boolean {
  const [own, other] = [name.toLowerCase(), alias.toLowerCase()];
  return own === other || (own.startsWith('*.') && own.slice(1) === other.replace(/^[^.]+/, ''));
}

/** Standard logs are granted by ACL. */
async function checkLogBucket(moto: Moto, scope: Scope, config: XmlElement): Promise<void> {
  const logging = child(config, 'Logging');
  if (text(logging, 'Enabled') !== 'true') return;
  const domain = text(logging, 'Bucket');
  const [, bucket] = /^(.+)\.s3[.-](?:[a-z\d-]+\.)?amazonaws\.com$/.exec(domain) ?? [];
  const settings = bucket === undefined ? undefined : new BucketSettings(moto, scope, bucket);
  const hasAcls = settings && (await unlessRefused(settings.hasAcls()));
  if (hasAcls === true) return;
  const message =
    hasAcls === false
      ? `The S3 bucket that you specified for CloudFront logs does not enable ACL access: ${domain}`
      : `The parameter Logging Bucket does not refer to a valid S3 bucket: ${domain}.`;
  throw new AwsError('InvalidArgument', 400, message);
}

async function checkWebAcl(moto: Moto, scope: Scope, config: XmlElement): Promise<void> {
  const arn = text(config, 'WebACLId');
  if (arn === '') return;
  const [, Name, Id] = /^arn:aws:wafv2:us-east-1:\d+:global\/webacl\/(.+)\/(.+)$/.exec(arn) ?? [];
  const input = { Name, Id, Scope: 'CLOUDFRONT' };
  const found = Id && (await unlessRefused(moto.json(scope, WAF, 'GetWebACL', input)));
  if (found) return;
  throw new AwsError('InvalidWebACLId', 400, 'Web ACL is not accessible by the requester.');
}

/** What was asked for; undefined where moto has none. */
async function unlessRefused(output: Promise<unknown>): Promise<unknown> {
  try {
    return await output;
  } catch (error) {
    if (error instanceof AwsError && error.status < 500) return undefined;
    throw error;
  }
}
