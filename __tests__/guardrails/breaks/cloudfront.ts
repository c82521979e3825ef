import type { Break } from '../../support/editable-stack';
import { STACK } from '../../support/editable-stack';

const CDN = 'image-cdn/distribution';
const CERTIFICATE = 'image-cdn/certificate/certificate';

const insecure = { path: `${STACK}/${CDN}`, problem: 'lets plain HTTP or old TLS through' };
const noHeaders = { path: `${STACK}/${CDN}`, problem: 'sends no security headers' };
const badCertificate = {
  path: `${STACK}/${CERTIFICATE}`,
  problem: 'cannot be replaced in place, is not logged, or is for a wildcard',
};

const customOrigin = {
  origin_id: 'other',
  domain_name: 'other.example',
  custom_origin_config: { origin_protocol_policy: 'https-only', origin_ssl_protocols: ['SSLv3'] },
};

const headers = 'image-cdn/response-headers/policy';
const hsts = 'security_headers_config.strict_transport_security';

export const CLOUDFRONT_BREAKS: readonly Break[] = [
  {
    rule: 'cdn-https-only',
    breakIt: (stack) =>
      stack.set(CDN, 'default_cache_behavior.viewer_protocol_policy', 'allow-all'),
    ...insecure,
  },
  {
    rule: 'cdn-https-only',
    breakIt: (stack) =>
      stack.set(CDN, 'ordered_cache_behavior', [{ viewer_protocol_policy: 'allow-all' }]),
    ...insecure,
  },
  {
    rule: 'cdn-https-only',
    breakIt: (stack) => stack.set(CDN, 'origin.1', customOrigin),
    ...insecure,
  },
  {
    rule: 'cdn-tls',
    breakIt: (stack) => stack.set(CDN, 'viewer_certificate.minimum_protocol_version', 'TLSv1'),
    path: `${STACK}/${CDN}`,
    problem: 'takes TLS below 1.2',
  },
  {
    rule: 'cdn-tls',
    breakIt: (stack) =>
      stack.set(CDN, 'viewer_certificate', { cloudfront_default_certificate: true }),
    path: `${STACK}/${CDN}`,
    problem: 'takes TLS below 1.2',
  },
  {
    rule: 'cdn-security-headers',
    breakIt: (stack) =>
      stack.set(CDN, 'default_cache_behavior.response_headers_policy_id', undefined),
    ...noHeaders,
  },
  {
    rule: 'cdn-security-headers',
    breakIt: (stack) => stack.set(headers, `${hsts}.access_control_max_age_sec`, 31_535_999),
    ...noHeaders,
  },
  {
    rule: 'cdn-security-headers',
    breakIt: (stack) => stack.set(headers, `${hsts}.preload`, false),
    ...noHeaders,
  },
  {
    rule: 'cdn-access-logging',
    breakIt: (stack) =>
      stack.set('image-cdn/access-logs/source', 'resource_arn', 'arn:aws:cloudfront::1:other'),
    path: `${STACK}/${CDN}`,
    problem: 'does not log its requests',
  },
  {
    rule: 'cdn-access-logging',
    breakIt: (stack) =>
      stack.set('image-cdn/access-logs/delivery', 'delivery_source_name', 'another'),
    path: `${STACK}/${CDN}`,
    problem: 'does not log its requests',
  },
  {
    rule: 'cdn-enabled',
    breakIt: (stack) => stack.set(CDN, 'enabled', false),
    path: `${STACK}/${CDN}`,
    problem: 'is disabled',
  },
  {
    rule: 'cdn-origin-access',
    breakIt: (stack) => stack.set(CDN, 'origin.0.origin_access_control_id', undefined),
    path: `${STACK}/${CDN}`,
    problem: 'reads its bucket without signing',
  },
  {
    rule: 'acm-certificate',
    breakIt: (stack) => stack.set(CERTIFICATE, 'lifecycle', undefined),
    ...badCertificate,
  },
  {
    rule: 'acm-certificate',
    breakIt: (stack) => stack.set(CERTIFICATE, 'options', undefined),
    ...badCertificate,
  },
  {
    rule: 'acm-certificate',
    breakIt: (stack) => stack.set(CERTIFICATE, 'subject_alternative_names', ['*.lego-api.com']),
    ...badCertificate,
  },
  {
    rule: 'route53-attached',
    breakIt: (stack) =>
      stack
        .set('image-cdn/a-record', 'alias', undefined)
        .set('image-cdn/a-record', 'records', ['203.0.113.7']),
    path: `${STACK}/image-cdn/a-record`,
    problem: 'points at an address that is no resource of this stack',
  },
];
