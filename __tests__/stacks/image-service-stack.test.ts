import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { StageConfig } from '../../src/config/schema';
import { RESOURCE_TYPES } from '../../src/resource-types';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { ADDRESSES_FILE, ADDRESSES_PATH, addressesOf } from '../support/addresses/addresses';
import { config, stage } from '../support/config';
import { only, synthesize, testApp, type SynthesizedStack } from '../support/stack';

function synth(of: StageConfig): SynthesizedStack {
  return synthesize(new ImageServiceStack(testApp(), { shared: config.shared, stage: of }));
}

describe('ImageServiceStack', () => {
  const dev = synth(stage('dev'));

  it('consists of exactly these resources, under these addresses', () => {
    const written = JSON.parse(readFileSync(ADDRESSES_PATH, 'utf8')) as string[];
    const found = addressesOf(dev);
    if (isDeepStrictEqual(found, written)) return;
    throw new Error(
      [
        `The addresses of dev are not those of ${ADDRESSES_FILE}.`,
        `  new: ${found.filter((address) => !written.includes(address)).join(', ')}`,
        `  gone: ${written.filter((address) => !found.includes(address)).join(', ')}`,
        'An id that changes replaces its resource: rename it with a `moved` block. Where all of this is meant: pnpm test:update-addresses',
      ].join('\n'),
    );
  });

  it.each(config.stages)('holds its data in $name under these addresses', (of) => {
    const stateful = addressesOf(synth(of)).filter(
      (address) => RESOURCE_TYPES.get(address.split('.')[0] ?? '')?.data !== 'none',
    );
    expect(stateful).toEqual(
      expect.arrayContaining([
        'aws_cloudwatch_log_group.image-api_access-logs_7101F425',
        'aws_cloudwatch_log_group.service-network_flow-logs_log-group_39BA1B31',
        'aws_dynamodb_table.image-table_54F5F722',
        'aws_s3_bucket.access-logs_bucket_7E528747',
        'aws_s3_bucket.image-bucket_A396A3E9',
      ]),
    );
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
        use_lockfile: true,
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
      alarmEmails: ['on-call@team.example'],
      pageEmails: ['pager@team.example'],
      alarmThresholds: {
        'lambda-error-rate': 50.1,
        'lambda-duration': 52,
        'dynamodb-throttling': 53,
        's3-5xx': 54,
        'api-5xx': 55,
        'cloudfront-5xx-rate': 56.1,
        'certificate-expiry': 57,
        'account-charges': 58,
        'lambda-throttles': 59,
        'lambda-concurrency': 60,
        'dynamodb-account-limit': 61,
        'cloudfront-cache-hits': 62,
        'api-4xx-rate': 63,
        'api-latency': 64,
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
      'toset([\\"on-call@team.example\\"])',
      'toset([\\"pager@team.example\\"])',
      ...[50.1, 52, 53, 54, 55, 56.1, 57, 58, 59, 60, 61, 62, 63, 64].map(
        (threshold) => `"threshold":${threshold}`,
      ),
      '"cidr_block":"172.16.0.0/16"',
      '"availability_zone":"us-east-1f"',
      '"com.amazonaws.us-east-1.secretsmanager"',
    ]) {
      expect(text).toContain(value);
    }
  });

  it("configures the delivery of CloudFront's logs in us-east-1, wherever the stage is", () => {
    const { resource } = synth(stage('dev', { region: 'eu-west-1' }));
    const parts = Object.entries(resource).filter(([type]) =>
      type.startsWith('aws_cloudwatch_log_delivery'),
    );
    expect(parts).toHaveLength(3);
    for (const [, named] of parts) {
      for (const { provider } of Object.values(named)) expect(provider).toBe('aws.us-east-1');
    }
  });
});
