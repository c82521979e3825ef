import { EachItem, withDefaults, type Defaults } from './defaults';
import { child, text, type XmlElement } from './xml';

const none = { Quantity: '0' } as const;
const disabled = { Enabled: 'false', Quantity: '0' } as const;
const getAndHead = { Quantity: '2', Items: { Method: ['HEAD', 'GET'] } };

const behavior: Defaults = {
  TrustedSigners: disabled,
  TrustedKeyGroups: disabled,
  AllowedMethods: { ...getAndHead, CachedMethods: getAndHead },
  SmoothStreaming: 'false',
  Compress: 'false',
  LambdaFunctionAssociations: none,
  FunctionAssociations: none,
  FieldLevelEncryptionId: '',
  GrpcConfig: { Enabled: 'false' },
};

const origin: Defaults = {
  OriginPath: '',
  CustomHeaders: none,
  ConnectionAttempts: '3',
  ConnectionTimeout: '10',
  OriginShield: { Enabled: 'false' },
  OriginAccessControlId: '',
};

const distribution: Defaults = {
  Aliases: none,
  DefaultRootObject: '',
  Origins: new EachItem(origin),
  OriginGroups: none,
  DefaultCacheBehavior: behavior,
  CacheBehaviors: new EachItem(behavior),
  CustomErrorResponses: none,
  Comment: '',
  Logging: { Enabled: 'false', IncludeCookies: 'false', Bucket: '', Prefix: '' },
  PriceClass: 'PriceClass_All',
  Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: '0' } },
  WebACLId: '',
  HttpVersion: 'http2',
  IsIPV6Enabled: 'false',
  ContinuousDeploymentPolicyId: '',
  Staging: 'false',
};

/** The configuration with everything CloudFront fills in for a distribution. */
export function completeDistribution(config: XmlElement): XmlElement {
  const certificate = completeViewerCertificate(child(config, 'ViewerCertificate'));
  return withDefaults({ ...config, ViewerCertificate: certificate }, distribution);
}

function completeViewerCertificate(certificate: XmlElement): XmlElement {
  const arn = text(certificate, 'ACMCertificateArn');
  if (arn !== '') {
    return withDefaults(certificate, {
      CloudFrontDefaultCertificate: 'false',
      MinimumProtocolVersion: 'TLSv1',
      Certificate: arn,
      CertificateSource: 'acm',
    });
  }
  if (text(certificate, 'IAMCertificateId') !== '') return certificate;
  return withDefaults(certificate, {
    CloudFrontDefaultCertificate: 'true',
    SSLSupportMethod: 'vip',
    MinimumProtocolVersion: 'TLSv1',
    CertificateSource: 'cloudfront',
  });
}
