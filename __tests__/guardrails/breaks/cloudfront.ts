import { breaks, set, type Break } from '../../support/editable-stack';

const CDN = 'image-cdn/distribution';
const BEHAVIOR = 'default_cache_behavior';
const CERTIFICATE = 'image-cdn/certificate/certificate';
const RECORD = 'image-cdn/a-record';
const HEADERS = 'image-cdn/response-headers/policy';
const HSTS = 'security_headers_config.strict_transport_security';

const customOrigin = {
  origin_id: 'other',
  domain_name: 'other.example',
  custom_origin_config: { origin_protocol_policy: 'https-only', origin_ssl_protocols: ['SSLv3'] },
};

export const CLOUDFRONT_BREAKS: readonly Break[] = [
  ...breaks(
    'cdn-https-only',
    CDN,
    'lets plain HTTP or old TLS through',
    set(CDN, `${BEHAVIOR}.viewer_protocol_policy`, 'allow-all'),
    set(CDN, 'ordered_cache_behavior', [{ viewer_protocol_policy: 'allow-all' }]),
    set(CDN, 'origin.1', customOrigin),
  ),
  ...breaks(
    'cdn-tls',
    CDN,
    'takes TLS below 1.2',
    set(CDN, 'viewer_certificate.minimum_protocol_version', 'TLSv1'),
    set(CDN, 'viewer_certificate', { cloudfront_default_certificate: true }),
  ),
  ...breaks(
    'cdn-security-headers',
    CDN,
    'sends no security headers',
    set(CDN, `${BEHAVIOR}.response_headers_policy_id`, undefined),
    set(HEADERS, `${HSTS}.access_control_max_age_sec`, 31_535_999),
    set(HEADERS, `${HSTS}.preload`, false),
  ),
  ...breaks(
    'cdn-access-logging',
    CDN,
    'does not log its requests',
    set('image-cdn/access-logs/source', 'resource_arn', 'arn:aws:cloudfront::1:other'),
    set('image-cdn/access-logs/delivery', 'delivery_source_name', 'another'),
  ),
  ...breaks('cdn-enabled', CDN, 'is disabled', set(CDN, 'enabled', false)),
  ...breaks(
    'cdn-origin-access',
    CDN,
    'reads its bucket without signing',
    set(CDN, 'origin.0.origin_access_control_id', undefined),
  ),
  ...breaks(
    'acm-certificate',
    CERTIFICATE,
    'cannot be replaced in place, is not logged, or is for a wildcard',
    set(CERTIFICATE, 'lifecycle', undefined),
    set(CERTIFICATE, 'options', undefined),
    set(CERTIFICATE, 'subject_alternative_names', ['*.lego-api.com']),
  ),
  ...breaks(
    'route53-attached',
    RECORD,
    'points at an address that is no resource of this stack',
    (stack) => stack.set(RECORD, 'alias', undefined).set(RECORD, 'records', ['203.0.113.7']),
  ),
];
