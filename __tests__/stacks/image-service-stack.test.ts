import { describe, expect, it } from '@jest/globals';
import type { StageConfig } from '../../src/config/schema';
import { RESOURCE_TYPES } from '../../src/resource-types';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config, stage } from '../support/config';
import type { SynthesizedStack } from '../support/stack';
import { only, synthesize, testApp } from '../support/stack';

function synth(of: StageConfig): SynthesizedStack {
  return synthesize(new ImageServiceStack(testApp(), { shared: config.shared, stage: of }));
}

const addresses = ({ resource }: SynthesizedStack): string[] =>
  Object.entries(resource)
    .flatMap(([type, resources]) => Object.keys(resources).map((name) => `${type}.${name}`))
    .sort();

describe('ImageServiceStack', () => {
  const dev = synth(stage('dev'));

  /** An id that changes replaces its resource: rename with a `moved` block. */
  it('consists of exactly these resources, under these addresses', () => {
    expect(addresses(dev)).toEqual([
      'aws_acm_certificate.image-cdn_certificate_B6481252',
      'aws_acm_certificate_validation.image-cdn_certificate_validation_95C35638',
      'aws_apigatewayv2_api.image-api_719A7989',
      'aws_apigatewayv2_authorizer.image-api_jwt-authorizer_4752548F',
      'aws_apigatewayv2_stage.image-api_default-stage_7EBA6DFE',
      'aws_cloudfront_cache_policy.image-cdn_cache-policy_CE1A6581',
      'aws_cloudfront_distribution.image-cdn_distribution_9CA78E10',
      'aws_cloudfront_monitoring_subscription.image-cdn_monitoring_AA7B6B94',
      'aws_cloudfront_origin_access_control.image-cdn_origin-access-control_8017616F',
      'aws_cloudfront_response_headers_policy.image-cdn_response-headers_policy_D0D8A19A',
      'aws_cloudwatch_dashboard.monitoring_dashboard_CB3271E2',
      'aws_cloudwatch_log_delivery.image-cdn_access-logs_delivery_52153E2F',
      'aws_cloudwatch_log_delivery_destination.image-cdn_access-logs_destination_986F80E3',
      'aws_cloudwatch_log_delivery_source.image-cdn_access-logs_source_69F3102A',
      'aws_cloudwatch_log_group.image-api_access-logs_7101F425',
      'aws_cloudwatch_log_group.service-network_flow-logs_log-group_39BA1B31',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_api-5xx_3E4D2920',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_certificate-expiry_28296D70',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_cloudfront-5xx-rate_EFD944E3',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_dynamodb-throttling-table-reads_A8B68E20',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_dynamodb-throttling-table-writes_A6862E58',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_dynamodb-throttling-user-index-reads_177CDE4D',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_dynamodb-throttling-user-index-writes_1C0EFBDF',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_lambda-duration-delete_961BE186',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_lambda-duration-get_27D49909',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_lambda-duration-list_57B64C69',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_lambda-duration-update_C71C728D',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_lambda-duration-upload_9CC26627',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_lambda-error-rate_5B0BBAC1',
      'aws_cloudwatch_metric_alarm.monitoring_alarms_s3-5xx_CD13D874',
      'aws_default_security_group.service-network_default-security-group_914C54A9',
      'aws_dynamodb_table.image-table_54F5F722',
      'aws_flow_log.service-network_flow-logs_flow-log_A94F733E',
      'aws_iam_role.service-network_flow-logs_role_4218D2DB',
      'aws_iam_role_policy.service-network_flow-logs_policy_71C9B9A6',
      'aws_route53_record.image-cdn_a-record_FC2F8E1C',
      'aws_route53_record.image-cdn_aaaa-record_0A750DC6',
      'aws_route53_record.image-cdn_certificate_validation-record_B4ABCE03',
      'aws_route_table.service-network_route-table_04D06686',
      'aws_route_table_association.service-network_route-table-association-a_863D1F1C',
      'aws_route_table_association.service-network_route-table-association-b_E77E8268',
      'aws_s3_bucket.access-logs_bucket_7E528747',
      'aws_s3_bucket.image-bucket_A396A3E9',
      'aws_s3_bucket_cors_configuration.image-bucket_cors_21E0DA51',
      'aws_s3_bucket_lifecycle_configuration.access-logs_lifecycle_CF942975',
      'aws_s3_bucket_lifecycle_configuration.image-bucket_lifecycle_1D1C9F72',
      'aws_s3_bucket_logging.image-bucket_access-logs_6E7AF567',
      'aws_s3_bucket_metric.image-bucket_request-metrics_27D5B44A',
      'aws_s3_bucket_ownership_controls.access-logs_ownership-controls_90208987',
      'aws_s3_bucket_ownership_controls.image-bucket_ownership-controls_B9237389',
      'aws_s3_bucket_policy.access-logs_policy_2426E534',
      'aws_s3_bucket_policy.image-bucket_policy_C7637ED4',
      'aws_s3_bucket_public_access_block.access-logs_public-access-block_D609401A',
      'aws_s3_bucket_public_access_block.image-bucket_public-access-block_123E27BE',
      'aws_s3_bucket_server_side_encryption_configuration.access-logs_encryption_D38AB668',
      'aws_s3_bucket_server_side_encryption_configuration.image-bucket_encryption_1E54DEF0',
      'aws_s3_bucket_versioning.access-logs_versioning_750A4974',
      'aws_s3_bucket_versioning.image-bucket_versioning_C94EEFB8',
      'aws_security_group.service-network_function-security-group_3D94C28A',
      'aws_sns_topic.monitoring_alarm-topic_EAF15B41',
      'aws_sns_topic_policy.monitoring_alarm-topic_topic-policy_0FF04A88',
      'aws_ssm_parameter.parameters_api-endpoint_567A85BF',
      'aws_ssm_parameter.parameters_api-id_E252DC5E',
      'aws_ssm_parameter.parameters_cdn-url_6C1BBF01',
      'aws_ssm_parameter.parameters_function-security-group-id_0B20550E',
      'aws_ssm_parameter.parameters_images-bucket-name_B17A009A',
      'aws_ssm_parameter.parameters_jwt-authorizer-id_0754A7CC',
      'aws_ssm_parameter.parameters_private-subnet-ids_55C5972F',
      'aws_ssm_parameter.parameters_table-arn_8340DF27',
      'aws_ssm_parameter.parameters_table-name_BDE4CAB8',
      'aws_ssm_parameter.parameters_user-index-name_49D8D712',
      'aws_subnet.service-network_private-subnet-a_CB7075FB',
      'aws_subnet.service-network_private-subnet-b_84FE34C1',
      'aws_vpc.service-network_vpc_590FD598',
      'aws_vpc_endpoint.service-network_gateway-endpoints_dynamodb_C94E69F4',
      'aws_vpc_endpoint.service-network_gateway-endpoints_s3_D8E27B92',
      'aws_vpc_security_group_egress_rule.service-network_to-dynamodb_90D72CE7',
      'aws_vpc_security_group_egress_rule.service-network_to-s3_E78A5080',
    ]);
  });

  it.each(config.stages)('holds its data in $name under these addresses', (of) => {
    const stateful = addresses(synth(of)).filter(
      (address) => RESOURCE_TYPES.get(address.split('.')[0] ?? '')?.data !== 'none',
    );
    expect(stateful).toEqual([
      'aws_cloudwatch_log_group.image-api_access-logs_7101F425',
      'aws_cloudwatch_log_group.service-network_flow-logs_log-group_39BA1B31',
      'aws_dynamodb_table.image-table_54F5F722',
      'aws_s3_bucket.access-logs_bucket_7E528747',
      'aws_s3_bucket.image-bucket_A396A3E9',
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
    const of = stage('dev', { accountId: '111122223333', region: 'eu-west-1' });
    const providers = synth(of).provider.aws ?? [];
    expect(providers.map((one) => one.allowed_account_ids)).toEqual([
      ['111122223333'],
      ['111122223333'],
    ]);
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
    const types = Object.keys(without.resource);
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
