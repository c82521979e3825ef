import type { Scope } from '../aws-request';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import { child, text, texts, type XmlElement } from './xml';

/** What a distribution needs of other services; CloudFront looks in us-east-1. */
export async function checkPrerequisites(
  moto: Moto,
  accountId: string,
  config: XmlElement,
): Promise<void> {
  const scope = { accountId, region: 'us-east-1' };
  await checkCertificate(moto, scope, config);
  await checkWebAcl(moto, scope, config);
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
  const asked = moto.json(scope, 'acm', 'DescribeCertificate', { CertificateArn: arn });
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

async function checkWebAcl(moto: Moto, scope: Scope, config: XmlElement): Promise<void> {
  const arn = text(config, 'WebACLId');
  if (arn === '') return;
  const [, Name, Id] = /^arn:aws:wafv2:us-east-1:\d+:global\/webacl\/(.+)\/(.+)$/.exec(arn) ?? [];
  const input = { Name, Id, Scope: 'CLOUDFRONT' };
  const found = Id && (await unlessRefused(moto.json(scope, 'wafv2', 'GetWebACL', input)));
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
