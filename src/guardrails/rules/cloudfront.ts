import { each, type Rule } from '../rule';
import { has, refersTo, resources, values, type Block } from '../../synthesized/synthesized';

const DISTRIBUTION = 'aws_cloudfront_distribution';

/** The least that the HSTS preload list takes, in seconds. https://hstspreload.org */
const HSTS_SECONDS = 31_536_000;

const behaviors = ({ body }: Block): unknown[] =>
  values(body, 'default_cache_behavior', 'ordered_cache_behavior');

function sendsHsts(policy: Block): boolean {
  const [hsts] = values(policy.body, 'security_headers_config.strict_transport_security');
  const [age] = values(hsts, 'access_control_max_age_sec');
  return (
    typeof age === 'number' &&
    age >= HSTS_SECONDS &&
    ['include_subdomains', 'preload', 'override'].every((key) => values(hsts, key).includes(true))
  );
}

/** What every distribution, its certificate and its names promise. */
export const CLOUDFRONT_RULES: readonly Rule[] = [
  {
    id: 'cdn-https-only',
    remedy: 'set viewer_protocol_policy to redirect-to-https or https-only, origins to https-only',
    checkov: {
      CKV_AWS_34: 'viewers are served over HTTPS',
      CKV2_AWS_54: 'no origin is reached by SSLv3',
      CKV2_AWS_72: 'origins are reached over HTTPS',
    },
    check: each(
      DISTRIBUTION,
      'lets plain HTTP or old TLS through',
      (distribution) =>
        behaviors(distribution).every((behavior) =>
          values(behavior, 'viewer_protocol_policy').every((policy) =>
            ['redirect-to-https', 'https-only'].includes(String(policy)),
          ),
        ) &&
        values(distribution.body, 'origin.custom_origin_config').every(
          (origin) =>
            values(origin, 'origin_protocol_policy').includes('https-only') &&
            values(origin, 'origin_ssl_protocols').every((version) => version === 'TLSv1.2'),
        ),
    ),
  },
  {
    id: 'cdn-tls',
    remedy: 'give it a certificate of its own and minimum_protocol_version TLSv1.2_2021',
    checkov: {
      CKV_AWS_174: 'viewers need TLS 1.2',
      CKV2_AWS_42: 'a distribution has a certificate of its own',
    },
    check: each(
      DISTRIBUTION,
      'takes TLS below 1.2',
      (distribution) =>
        values(distribution.body, 'viewer_certificate.acm_certificate_arn').length > 0 &&
        has(distribution, 'viewer_certificate.minimum_protocol_version', 'TLSv1.2_2021'),
    ),
  },
  {
    id: 'cdn-security-headers',
    remedy: 'attach an aws_cloudfront_response_headers_policy with a year of HSTS',
    checkov: {
      CKV_AWS_259: 'responses enforce HTTPS (HSTS)',
      CKV2_AWS_32: 'a distribution has a response headers policy',
    },
    check: each(DISTRIBUTION, 'sends no security headers', (distribution, stack) =>
      behaviors(distribution).every((behavior) =>
        resources(stack, 'aws_cloudfront_response_headers_policy').some(
          (policy) =>
            refersTo({ ...distribution, body: behavior }, policy, 'response_headers_policy_id') &&
            sendsHsts(policy),
        ),
      ),
    ),
  },
  {
    id: 'cdn-access-logging',
    remedy: 'add an aws_cloudwatch_log_delivery_source of it, and a delivery',
    checkov: { CKV_AWS_86: 'requests are logged' },
    check: each(DISTRIBUTION, 'does not log its requests', (distribution, stack) =>
      resources(stack, 'aws_cloudwatch_log_delivery_source').some(
        (source) =>
          refersTo(source, distribution, 'resource_arn') &&
          resources(stack, 'aws_cloudwatch_log_delivery').some((delivery) =>
            refersTo(delivery, source, 'delivery_source_name'),
          ),
      ),
    ),
  },
  {
    id: 'cdn-enabled',
    remedy: 'set enabled, or remove it',
    checkov: { CKV_AWS_216: 'a distribution is enabled' },
    check: each(DISTRIBUTION, 'is disabled', (distribution) => has(distribution, 'enabled', true)),
  },
  {
    id: 'cdn-origin-access',
    remedy: 'set origin_access_control_id, and refuse everyone else in the bucket policy',
    checkov: { CKV2_AWS_46: 'only the distribution reads its bucket' },
    check: each(DISTRIBUTION, 'reads its bucket without signing', (distribution) =>
      values(distribution.body, 'origin').every(
        (origin) => values(origin, 'custom_origin_config', 'origin_access_control_id').length > 0,
      ),
    ),
  },
  {
    id: 'acm-certificate',
    remedy: 'set create_before_destroy, transparency logging, and a name without a wildcard',
    checkov: {
      CKV_AWS_233: 'a certificate is replaced before it goes',
      CKV_AWS_234: 'a certificate is logged publicly',
      CKV2_AWS_71: 'a certificate is for no wildcard',
    },
    check: each(
      'aws_acm_certificate',
      'cannot be replaced in place, is not logged, or is for a wildcard',
      (certificate) =>
        has(certificate, 'lifecycle.create_before_destroy', true) &&
        has(certificate, 'options.certificate_transparency_logging_preference', 'ENABLED') &&
        !values(certificate.body, 'domain_name', 'subject_alternative_names').some((name) =>
          String(name).includes('*'),
        ),
    ),
  },
  {
    id: 'route53-attached',
    remedy: 'point it at a resource of this stack',
    checkov: { CKV2_AWS_23: 'an address record points at a resource' },
    check: each(
      'aws_route53_record',
      'points at an address that is no resource of this stack',
      (record) =>
        !['A', 'AAAA'].some((type) => has(record, 'type', type)) ||
        values(record.body, 'alias.name', 'records').every((target) =>
          String(target).includes('${aws_'),
        ),
    ),
  },
];
