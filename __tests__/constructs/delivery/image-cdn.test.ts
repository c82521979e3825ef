import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TerraformStack } from 'cdktf';
import { AccessLogBucket } from '../../../src/constructs/storage/access-log-bucket';
import { ImageBucket } from '../../../src/constructs/storage/image-bucket';
import { ImageCdn, type ImageCdnProps } from '../../../src/constructs/delivery/image-cdn';
import type { SynthesizedStack } from '../../support/stack';
import { only, resolved, statements, synthesize, testStack } from '../../support/stack';

function createCdn(stack: TerraformStack, overrides: Partial<ImageCdnProps> = {}): ImageCdn {
  const common = { protection: 'disposable', noncurrentVersionDays: 1 } as const;
  const accessLogs = new AccessLogBucket(stack, 'logs', { ...common, bucketName: 'logs' });
  const bucket = new ImageBucket(stack, 'images', {
    ...common,
    bucketName: 'images',
    uploadOrigins: ['https://site.example'],
    accessLogs,
  });
  return new ImageCdn(stack, 'cdn', {
    name: 'image-service-test',
    domainName: 'images.site.example',
    hostedZoneName: 'site.example',
    bucket,
    accessLogs,
    allowedOrigins: ['https://site.example'],
    priceClass: 'PriceClass_100',
    ...overrides,
  });
}

function synth(overrides: Partial<ImageCdnProps> = {}): SynthesizedStack {
  const stack = testStack();
  createCdn(stack, overrides);
  return synthesize(stack);
}

describe('ImageCdn', () => {
  let stack: TerraformStack;
  let cdn: ImageCdn;
  let synthesized: SynthesizedStack;

  beforeAll(() => {
    stack = testStack();
    cdn = createCdn(stack);
    synthesized = synthesize(stack);
  });

  it('speaks HTTPS only, with TLS 1.2 as the least, under its own name', () => {
    expect(only(synthesized, 'aws_cloudfront_distribution')).toMatchObject({
      enabled: true,
      aliases: ['images.site.example'],
      default_cache_behavior: { viewer_protocol_policy: 'redirect-to-https' },
      viewer_certificate: {
        acm_certificate_arn: resolved(stack, cdn.certificate.issuedArn),
        minimum_protocol_version: 'TLSv1.2_2021',
        ssl_support_method: 'sni-only',
      },
    });
  });

  it('speaks HTTP/2, HTTP/3 and IPv6', () => {
    expect(only(synthesized, 'aws_cloudfront_distribution')).toMatchObject({
      http_version: 'http2and3',
      is_ipv6_enabled: true,
      price_class: 'PriceClass_100',
    });
  });

  it('only reads images, through the cache and headers policies', () => {
    expect(only(synthesized, 'aws_cloudfront_distribution').default_cache_behavior).toEqual({
      target_origin_id: 'images',
      viewer_protocol_policy: 'redirect-to-https',
      allowed_methods: ['GET', 'HEAD'],
      cached_methods: ['GET', 'HEAD'],
      compress: false,
      cache_policy_id: expect.stringMatching(/^\$\{aws_cloudfront_cache_policy\./),
      response_headers_policy_id: expect.stringMatching(
        /^\$\{aws_cloudfront_response_headers_policy\./,
      ),
    });
  });

  it('signs every request to the bucket', () => {
    expect(only(synthesized, 'aws_cloudfront_origin_access_control')).toMatchObject({
      origin_access_control_origin_type: 's3',
      signing_behavior: 'always',
      signing_protocol: 'sigv4',
    });
    expect(only(synthesized, 'aws_cloudfront_distribution').origin).toEqual([
      {
        origin_id: 'images',
        domain_name: expect.stringMatching(/bucket_regional_domain_name\}$/),
        origin_access_control_id: expect.stringMatching(/^\$\{aws_cloudfront_origin_access_con/),
      },
    ]);
  });

  it('may read objects, for this distribution alone, and may not list them', () => {
    expect(statements(synthesized).AllowDistributionToRead).toEqual({
      sid: 'AllowDistributionToRead',
      principals: [{ type: 'Service', identifiers: ['cloudfront.amazonaws.com'] }],
      actions: ['s3:GetObject'],
      resources: [expect.stringMatching(/^\$\{aws_s3_bucket\.images_.*\.arn\}\/\*$/)],
      condition: [
        {
          test: 'StringEquals',
          variable: 'aws:SourceArn',
          values: [resolved(stack, cdn.distribution.arn)],
        },
      ],
    });
  });

  it('caches for a day, at most a year, without cookies and headers', () => {
    expect(only(synthesized, 'aws_cloudfront_cache_policy')).toMatchObject({
      min_ttl: 0,
      default_ttl: 86_400,
      max_ttl: 31_536_000,
      parameters_in_cache_key_and_forwarded_to_origin: {
        cookies_config: { cookie_behavior: 'none' },
        headers_config: { header_behavior: 'none' },
        query_strings_config: { query_string_behavior: 'none' },
      },
    });
  });

  it('varies on the query strings that are listed', () => {
    const policy = only(synth({ cachedQueryStrings: ['w', 'h'] }), 'aws_cloudfront_cache_policy');
    expect(policy.parameters_in_cache_key_and_forwarded_to_origin).toMatchObject({
      query_strings_config: {
        query_string_behavior: 'whitelist',
        query_strings: { items: ['w', 'h'] },
      },
    });
  });

  it('forgets errors after 10 seconds', () => {
    expect(only(synthesized, 'aws_cloudfront_distribution').custom_error_response).toEqual(
      [403, 404, 500, 502, 503, 504].map((code) => ({
        error_code: code,
        error_caching_min_ttl: 10,
      })),
    );
  });

  it('sends the security headers, and CORS for the site', () => {
    const policy = only(synthesized, 'aws_cloudfront_response_headers_policy');
    expect(policy.security_headers_config).toEqual({
      strict_transport_security: {
        access_control_max_age_sec: 63_072_000,
        include_subdomains: true,
        preload: true,
        override: true,
      },
      content_type_options: { override: true },
      frame_options: { frame_option: 'DENY', override: true },
      referrer_policy: { referrer_policy: 'strict-origin-when-cross-origin', override: true },
    });
    expect(policy.custom_headers_config).toEqual({
      items: [{ header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true }],
    });
    expect(policy.cors_config).toMatchObject({
      access_control_allow_methods: { items: ['GET', 'HEAD'] },
      access_control_allow_origins: { items: ['https://site.example'] },
      // S3 sends headers of its own.
      origin_override: true,
    });
  });

  it('measures the cache hit rate', () => {
    expect(only(synthesized, 'aws_cloudfront_monitoring_subscription')).toMatchObject({
      distribution_id: resolved(stack, cdn.distribution.id),
      monitoring_subscription: {
        realtime_metrics_subscription_config: { realtime_metrics_subscription_status: 'Enabled' },
      },
    });
  });

  it('logs access without cookies, once the log bucket lets it be delivered', () => {
    const delivery = only(synthesized, 'aws_cloudwatch_log_delivery');
    const { record_fields: fields } = delivery as { record_fields: string[] };
    expect(fields).toHaveLength(32);
    expect(fields).not.toContain('cs(Cookie)');
    expect(delivery.depends_on).toEqual([expect.stringMatching(/^aws_s3_bucket_policy\.logs/)]);
    expect(delivery.delivery_source_name).toMatch(/^\$\{aws_cloudwatch_log_delivery_source\./);
    expect(delivery.delivery_destination_arn).toMatch(
      /^\$\{aws_cloudwatch_log_delivery_destination\./,
    );
    expect(only(synthesized, 'aws_cloudwatch_log_delivery_source')).toMatchObject({
      log_type: 'ACCESS_LOGS',
      resource_arn: resolved(stack, cdn.distribution.arn),
    });
    expect(only(synthesized, 'aws_cloudwatch_log_delivery_destination')).toMatchObject({
      output_format: 'w3c',
      delivery_destination_configuration: [
        { destination_resource_arn: expect.stringMatching(/^\$\{aws_s3_bucket\.logs_\S+\.arn\}$/) },
      ],
    });
  });

  it('is found over IPv4 and IPv6 at its domain', () => {
    const records = Object.values(synthesized.resource.aws_route53_record ?? {});
    for (const type of ['A', 'AAAA']) {
      expect(records).toContainEqual(
        expect.objectContaining({
          type,
          name: 'images.site.example',
          alias: {
            name: resolved(stack, cdn.distribution.domainName),
            zone_id: resolved(stack, cdn.distribution.hostedZoneId),
            evaluate_target_health: false,
          },
        }),
      );
    }
  });

  it('waits for a certificate that DNS has validated, and replaces it before it goes', () => {
    expect(only(synthesized, 'aws_acm_certificate')).toMatchObject({
      domain_name: 'images.site.example',
      validation_method: 'DNS',
      lifecycle: { create_before_destroy: true },
    });
    const records = Object.entries(synthesized.resource.aws_route53_record ?? {});
    const [, proof] = records.find(([address]) => address.includes('validation-record')) ?? [];
    // ACM asks for the same record again when the certificate is replaced.
    expect(proof?.allow_overwrite).toBe(true);
    expect(only(synthesized, 'aws_acm_certificate_validation').validation_record_fqdns).toEqual([
      expect.stringMatching(/^\$\{aws_route53_record\..*validation-record.*\.fqdn\}$/),
    ]);
  });

  it('has no Origin Shield and no web ACL unless asked', () => {
    expect(synthesized.resource).not.toHaveProperty('aws_wafv2_web_acl');
    expect(only(synthesized, 'aws_cloudfront_distribution')).not.toHaveProperty('web_acl_id');
  });

  it('shields the origin in the region that is asked for', () => {
    const distribution = only(
      synth({ originShieldRegion: 'eu-west-1' }),
      'aws_cloudfront_distribution',
    );
    expect(distribution.origin).toEqual([
      expect.objectContaining({
        origin_shield: { enabled: true, origin_shield_region: 'eu-west-1' },
      }),
    ]);
  });

  it('filters requests by a web ACL when asked', () => {
    const filtered = synth({ webAcl: 'managed-rules' });
    const [name] = Object.keys(filtered.resource.aws_wafv2_web_acl ?? {});
    expect(only(filtered, 'aws_cloudfront_distribution').web_acl_id).toBe(
      `\${aws_wafv2_web_acl.${name}.arn}`,
    );
  });

  it('puts certificate and web ACL in us-east-1 when the stack is elsewhere', () => {
    const elsewhere = testStack();
    const usEast1Provider = new AwsProvider(elsewhere, 'aws-us-east-1', {
      region: 'us-east-1',
      alias: 'us-east-1',
    });
    createCdn(elsewhere, { usEast1Provider, webAcl: 'managed-rules' });
    const there = synthesize(elsewhere);
    for (const type of [
      'aws_acm_certificate',
      'aws_acm_certificate_validation',
      'aws_wafv2_web_acl',
    ]) {
      expect(only(there, type).provider).toBe('aws.us-east-1');
    }
  });

  it('refuses a domain outside its zone', () => {
    expect(() => synth({ domainName: 'images.other.example' })).toThrow(
      'test/cdn: domainName must lie within hostedZoneName site.example, not "images.other.example"',
    );
  });
});
