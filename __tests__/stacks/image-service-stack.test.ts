import { describe, expect, it } from '@jest/globals';
import type { StageConfig } from '../../src/config/schema';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config, stage } from '../support/config';
import type { SynthesizedStack } from '../support/stack';
import { only, synthesize, testApp } from '../support/stack';

function synth(of: StageConfig): SynthesizedStack {
  return synthesize(new ImageServiceStack(testApp(), { shared: config.shared, stage: of }));
}

function resourceTypes(stack: SynthesizedStack): string[] {
  return Object.entries(stack.resource)
    .flatMap(([type, resources]) => Object.keys(resources).map(() => type))
    .sort();
}

describe('ImageServiceStack', () => {
  const dev = synth(stage('dev'));

  it('consists of exactly these resources', () => {
    expect(resourceTypes(dev)).toEqual([
      'aws_acm_certificate',
      'aws_acm_certificate_validation',
      'aws_apigatewayv2_api',
      'aws_apigatewayv2_authorizer',
      'aws_apigatewayv2_stage',
      'aws_cloudfront_cache_policy',
      'aws_cloudfront_distribution',
      'aws_cloudfront_monitoring_subscription',
      'aws_cloudfront_origin_access_control',
      'aws_cloudfront_response_headers_policy',
      'aws_cloudwatch_dashboard',
      'aws_cloudwatch_log_group',
      'aws_cloudwatch_log_group',
      ...Array.from({ length: 14 }, () => 'aws_cloudwatch_metric_alarm'),
      'aws_default_security_group',
      'aws_dynamodb_table',
      'aws_flow_log',
      'aws_iam_role',
      'aws_iam_role_policy',
      'aws_route53_record',
      'aws_route53_record',
      'aws_route53_record',
      'aws_route_table',
      'aws_route_table_association',
      'aws_route_table_association',
      'aws_s3_bucket',
      'aws_s3_bucket',
      'aws_s3_bucket_acl',
      'aws_s3_bucket_cors_configuration',
      'aws_s3_bucket_lifecycle_configuration',
      'aws_s3_bucket_lifecycle_configuration',
      'aws_s3_bucket_logging',
      'aws_s3_bucket_metric',
      'aws_s3_bucket_ownership_controls',
      'aws_s3_bucket_ownership_controls',
      'aws_s3_bucket_policy',
      'aws_s3_bucket_policy',
      'aws_s3_bucket_public_access_block',
      'aws_s3_bucket_public_access_block',
      'aws_s3_bucket_server_side_encryption_configuration',
      'aws_s3_bucket_server_side_encryption_configuration',
      'aws_s3_bucket_versioning',
      'aws_s3_bucket_versioning',
      'aws_security_group',
      'aws_sns_topic',
      'aws_sns_topic_policy',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_ssm_parameter',
      'aws_subnet',
      'aws_subnet',
      'aws_vpc',
      'aws_vpc_endpoint',
      'aws_vpc_endpoint',
      'aws_vpc_security_group_egress_rule',
      'aws_vpc_security_group_egress_rule',
    ]);
  });

  it('says everything that the function code and the operators need to know', () => {
    expect(Object.keys(dev.output ?? {}).sort()).toEqual([
      'alarm_topic_arn',
      'api_endpoint',
      'api_id',
      'cdn_distribution_id',
      'cdn_domain_name',
      'cdn_url',
      'dashboard_name',
      'function_security_group_id',
      'images_bucket_name',
      'jwt_authorizer_id',
      'parameter_path',
      'private_subnet_ids',
      'table_arn',
      'table_name',
      'user_index_name',
    ]);
    expect(dev.output?.cdn_url).toEqual({ value: 'https://images.dev.lego-api.com' });
  });

  it('publishes it in Parameter Store, under the stage', () => {
    const parameters = Object.values(dev.resource.aws_ssm_parameter ?? {});
    expect(parameters.map((parameter) => parameter.name).sort()).toEqual(
      [
        'api-endpoint',
        'api-id',
        'cdn-url',
        'function-security-group-id',
        'images-bucket-name',
        'jwt-authorizer-id',
        'private-subnet-ids',
        'table-arn',
        'table-name',
        'user-index-name',
      ].map((name) => `/image-service/dev/${name}`),
    );
    expect(parameters).toContainEqual(
      expect.objectContaining({
        name: '/image-service/dev/user-index-name',
        insecure_value: 'UserIndex',
      }),
    );
  });

  it('keeps its state encrypted and locked, each stage under its own key', () => {
    expect(dev.terraform.backend).toEqual({
      s3: {
        bucket: 'lego-moc-image-service-state',
        key: 'image-service/dev/terraform.tfstate',
        region: 'us-east-1',
        encrypt: true,
        dynamodb_table: 'image-service-state-lock',
      },
    });
    expect(synth(stage('prod')).terraform.backend).toMatchObject({
      s3: { key: 'image-service/prod/terraform.tfstate' },
    });
  });

  it('asks for the Terraform that it was tested with', () => {
    expect(dev.terraform).toMatchObject({
      required_version: '~> 1.11.4',
      required_providers: { aws: { source: 'aws', version: '5.100.0' } },
    });
  });

  it('tags everything', () => {
    expect(dev.provider.aws).toEqual([
      {
        region: 'us-east-1',
        default_tags: [
          {
            tags: {
              Service: 'image-service',
              Stage: 'dev',
              ManagedBy: 'cdktf',
              Repository: 'lego-moc/image-service',
            },
          },
        ],
      },
    ]);
  });

  it('refuses every account but its own, once that is known', () => {
    const { provider } = synth(stage('dev', { accountId: '111122223333' }));
    expect(provider.aws?.[0]).toMatchObject({ allowed_account_ids: ['111122223333'] });
  });

  it('reaches us-east-1 for CloudFront when it lives elsewhere', () => {
    const elsewhere = synth(stage('dev', { region: 'eu-west-1' }));
    expect(elsewhere.provider.aws).toMatchObject([
      { region: 'eu-west-1' },
      { region: 'us-east-1', alias: 'us-east-1' },
    ]);
    expect(only(elsewhere, 'aws_acm_certificate').provider).toBe('aws.us-east-1');
  });

  it('has no network where the stage has chosen none', () => {
    const without = synth(stage('dev', { network: { mode: 'none' } }));
    const types = resourceTypes(without);
    expect(
      types.filter((type) => /vpc|subnet|security_group|iam_role|flow_log/.test(type)),
    ).toEqual([]);
  });

  it.each([
    { name: 'dev', deletable: true },
    { name: 'staging', deletable: false },
    { name: 'prod', deletable: false },
  ])('$name can be deleted with its data: $deletable', ({ name, deletable }) => {
    const { resource } = synth(stage(name));
    for (const bucket of Object.values(resource.aws_s3_bucket ?? {})) {
      expect(bucket).toMatchObject({
        force_destroy: deletable,
        lifecycle: { prevent_destroy: !deletable },
      });
    }
    for (const table of Object.values(resource.aws_dynamodb_table ?? {})) {
      expect(table).toMatchObject({ deletion_protection_enabled: !deletable });
    }
  });

  it("passes every value of its stage's configuration on", () => {
    const unusual = stage('dev', {
      uploadOrigins: ['https://upload.example'],
      jwtIssuer: 'https://issuer.example',
      jwtAudiences: ['someone'],
      apiRateLimit: 7,
      apiBurstLimit: 9,
      logRetentionDays: 3653,
      noncurrentVersionDays: 41,
      priceClass: 'PriceClass_200',
      cachedQueryStrings: ['width'],
      originShield: 'in-region',
      webAcl: 'managed-rules',
      imageDomain: 'pictures.lego-api.com',
      functionHandlers: ['resize'],
      alarmEmails: ['on-call@team.example'],
      alarmThresholds: {
        lambdaErrorRatePercent: 50.1,
        lambdaErrorRateMinInvocations: 51,
        lambdaDurationP95Ms: 52,
        tableThrottledEvents: 53,
        bucket5xxPerHour: 54,
        api5xxPerHour: 55,
        cdn5xxRatePercent: 56.1,
        certificateDaysLeft: 57,
        accountChargesUsd: 58,
      },
      billingAlarm: 'account',
      network: {
        mode: 'vpc',
        cidrBlock: '172.16.0.0/16',
        availabilityZones: ['d', 'e', 'f'],
        interfaceEndpoints: ['secretsmanager'],
      },
    });
    const text = JSON.stringify(synth(unusual));
    for (const value of [
      '"https://upload.example"',
      '"https://issuer.example"',
      '"someone"',
      '"throttling_rate_limit":7',
      '"throttling_burst_limit":9',
      '"retention_in_days":3653',
      '"noncurrent_days":41',
      '"PriceClass_200"',
      '"width"',
      '"origin_shield_region":"us-east-1"',
      '"web_acl_id"',
      '"pictures.lego-api.com"',
      '"image-service-dev-resize"',
      'toset([\\"on-call@team.example\\"])',
      '>=51, ',
      ...[50.1, 52, 53, 54, 55, 56.1, 57, 58].map((threshold) => `"threshold":${threshold}`),
      '"cidr_block":"172.16.0.0/16"',
      '"availability_zone":"us-east-1f"',
      '"com.amazonaws.us-east-1.secretsmanager"',
    ]) {
      expect(text).toContain(value);
    }
  });
});
