import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { GetApiCommand, GetAuthorizerCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { GetCachePolicyCommand, GetOriginAccessControlCommand } from '@aws-sdk/client-cloudfront';
import { DescribeContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { DescribeVpcEndpointsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../src/ops/terminal';
import { CHECKS } from '../../../src/ops/verify/checks';
import type { Verification } from '../../../src/ops/verify/verify-stage';
import { formatVerification, verifyStage } from '../../../src/ops/verify/verify-stage';
import { s3Error } from '../../support/fake-backend';
import { denial, FakeStage } from '../../support/fake-stage';

const verify = (fake: FakeStage): Promise<Verification> =>
  verifyStage(fake.clients, fake.context, {});

interface Break {
  /** Changes the stage by hand, as it were. */
  readonly change: (fake: FakeStage) => void;
  readonly found: string;
}

/** By the check's id: what breaks it, and what is then found. A check without an entry fails the suite. */
const BREAKS: Readonly<Record<string, Break>> = {
  'table-exists': {
    change: ({ table }) => (table.TableStatus = 'DELETING'),
    found: 'ImageMetadata-dev DELETING',
  },
  'table-keys': {
    change: ({ table }) => table.KeySchema?.pop(),
    found: 'PK (partition), - (sort)',
  },
  'table-index': {
    change: ({ table }) => (table.GlobalSecondaryIndexes = []),
    found: 'none',
  },
  'table-billing': {
    change: ({ table }) => (table.BillingModeSummary = undefined),
    found: 'PROVISIONED',
  },
  'table-recovery': {
    change: ({ dynamodb }) =>
      dynamodb.on(DescribeContinuousBackupsCommand).resolves({
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      }),
    found: 'DISABLED',
  },
  'table-encryption': {
    change: ({ table }) => (table.SSEDescription = undefined),
    found: 'default key',
  },
  'table-deletion-protection': {
    change: ({ table }) => (table.DeletionProtectionEnabled = true),
    found: 'ENABLED',
  },
  'bucket-exists': {
    change: ({ s3 }) => s3.on(HeadBucketCommand).rejects(s3Error('NotFound', 404)),
    found: 'none (NotFound)',
  },
  'bucket-lifecycle': {
    change: ({ s3 }) =>
      s3.on(GetBucketLifecycleConfigurationCommand).resolves({
        Rules: [
          {
            ID: 'intelligent-tiering',
            Status: 'Enabled',
            Transitions: [{ Days: 90, StorageClass: 'INTELLIGENT_TIERING' }],
          },
          { ID: 'abort-multipart-uploads', Status: 'Disabled' },
        ],
      }),
    found: 'intelligent-tiering (INTELLIGENT_TIERING after 90 days)',
  },
  'bucket-cors': {
    change: ({ s3 }) =>
      s3
        .on(GetBucketCorsCommand)
        .resolves({ CORSRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['*'] }] }),
    found: 'PUT from *, exposes none',
  },
  'bucket-versioning': {
    change: ({ s3 }) => s3.on(GetBucketVersioningCommand).resolves({ Status: 'Suspended' }),
    found: 'Suspended',
  },
  'bucket-encryption': {
    change: ({ s3 }) =>
      s3
        .on(GetBucketEncryptionCommand)
        .rejects(s3Error('ServerSideEncryptionConfigurationNotFoundError', 404)),
    found: 'none (ServerSideEncryptionConfigurationNotFoundError)',
  },
  'bucket-public-access': {
    change: ({ s3 }) =>
      s3.on(GetPublicAccessBlockCommand).resolves({
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
      }),
    found: 'off: BlockPublicPolicy, RestrictPublicBuckets',
  },
  'bucket-plain-http': {
    change: (fake) => {
      fake.setPolicy([
        { ...denial('Bool', 'aws:SecureTransport', 'false'), Action: ['s3:PutObject'] },
        denial('NumericLessThan', 's3:TlsVersion', '1.2'),
      ]);
    },
    found: 'the policy has no such statement',
  },
  'bucket-old-tls': {
    change: (fake) => {
      fake.setPolicy([denial('Bool', 'aws:SecureTransport', 'false')]);
    },
    found: 'the policy has no such statement',
  },
  'cdn-deployed': {
    change: ({ distribution }) => (distribution.DistributionConfig.Enabled = false),
    found: 'Deployed, disabled',
  },
  'cdn-origin': {
    change: ({ distribution }) => {
      for (const origin of distribution.DistributionConfig.Origins.Items)
        origin.DomainName = 'other.s3.us-east-1.amazonaws.com';
    },
    found: 'other',
  },
  'cdn-origin-access': {
    change: ({ cloudfront }) =>
      cloudfront.on(GetOriginAccessControlCommand).resolves({
        OriginAccessControl: {
          Id: 'oac',
          OriginAccessControlConfig: {
            Name: 'images',
            OriginAccessControlOriginType: 's3',
            SigningBehavior: 'never',
            SigningProtocol: 'sigv4',
          },
        },
      }),
    found: 's3 never sigv4',
  },
  'cdn-cache': {
    change: ({ cloudfront }) =>
      cloudfront.on(GetCachePolicyCommand).resolves({
        CachePolicy: {
          Id: 'cache',
          LastModifiedTime: new Date(0),
          CachePolicyConfig: { Name: 'images', MinTTL: 0, DefaultTTL: 1, MaxTTL: 2 },
        },
      }),
    found: '0 / 1 / 2, query strings: ?',
  },
  'cdn-https': {
    change: ({ distribution }) =>
      (distribution.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'),
    found: 'allow-all',
  },
  'cdn-https-live': {
    change: (fake) => (fake.cdnAnswer = { status: 200, location: undefined, body: '' }),
    found: '200',
  },
  'cdn-tls': {
    change: ({ distribution }) =>
      (distribution.DistributionConfig.ViewerCertificate.MinimumProtocolVersion = 'TLSv1'),
    found: 'TLSv1',
  },
  'cdn-alias': {
    change: ({ distribution }) => (distribution.DistributionConfig.Aliases.Items = []),
    found: 'none',
  },
  'cdn-certificate': {
    change: ({ acm }) =>
      acm
        .on(DescribeCertificateCommand)
        .resolves({ Certificate: { DomainName: 'images.dev.lego-api.com', Status: 'EXPIRED' } }),
    found: 'images.dev.lego-api.com EXPIRED',
  },
  'api-exists': {
    change: ({ api }) => api.on(GetApiCommand).rejects(s3Error('NotFoundException', 404)),
    found: 'none (NotFoundException)',
  },
  'api-authorizer': {
    change: ({ api }) =>
      api.on(GetAuthorizerCommand).resolves({
        AuthorizerType: 'JWT',
        JwtConfiguration: { Issuer: 'https://elsewhere', Audience: ['anyone'] },
      }),
    found: 'JWT of https://elsewhere for anyone',
  },
  'api-throttling': {
    change: ({ api }) => api.on(GetStageCommand).resolves({}),
    found: 'none / none',
  },
  'api-answers': {
    change: (fake) => (fake.apiStatus = 503),
    found: '503 without routes',
  },
  vpc: {
    change: ({ ec2 }) => ec2.on(DescribeVpcsCommand).resolves({ Vpcs: [] }),
    found: 'none',
  },
  'vpc-endpoints': {
    change: ({ ec2 }) =>
      ec2.on(DescribeVpcEndpointsCommand).resolves({
        VpcEndpoints: [{ ServiceName: 'com.amazonaws.us-east-1.s3', State: 'Available' }],
      }),
    found: 's3',
  },
  dashboard: {
    change: ({ widgets }) => widgets.pop(),
    found: '26 of 27 widgets; missing: API Gateway: Latency of the functions (ms)',
  },
  'alarms-thresholds': {
    change: ({ alarms }) => {
      for (const alarm of alarms)
        if (alarm.AlarmName === 'image-service-dev-s3-5xx') alarm.Threshold = 500;
    },
    found: '13 of 14 alarms; s3-5xx is 5xxErrors Sum > 500 in 1 h (us-east-1)',
  },
  'alarms-actions': {
    change: ({ alarms }) => {
      for (const alarm of alarms)
        if (alarm.AlarmName === 'image-service-dev-api-5xx') alarm.ActionsEnabled = false;
    },
    found: '13 of 14 alarms; missing: api-5xx',
  },
  'alarms-ok': {
    change: ({ alarms }) => {
      for (const alarm of alarms)
        if (alarm.AlarmName === 'image-service-dev-api-5xx') alarm.StateValue = 'ALARM';
    },
    found: '13 OK; api-5xx ALARM',
  },
  topic: {
    change: ({ sns }) => sns.on(GetTopicAttributesCommand).resolves({ Attributes: {} }),
    found: 'encrypted in none',
  },
  subscriptions: {
    change: (fake) => {
      fake.setSubscription('PendingConfirmation');
    },
    found: 'none',
  },
  outputs: {
    change: (fake) => {
      const outputs = Object.entries(fake.context.state.outputs);
      fake.setState({
        outputs: Object.fromEntries(outputs.filter(([name]) => name !== 'table_name')),
      });
    },
    found: '14 of 15 outputs; missing: table_name',
  },
};

describe('verifyStage', () => {
  it('passes a stage that is as it is to be', async () => {
    const { checks, ...rest } = await verify(new FakeStage());
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(rest).toEqual({ stage: 'dev', passed: true });
  });

  it.each(CHECKS.map(({ id }) => id))(
    'finds what is wrong with %s, and nothing else',
    async (id) => {
      const fake = new FakeStage();
      const broken = BREAKS[id];
      if (broken === undefined) throw new Error(`no test breaks the check ${id}`);
      broken.change(fake);
      const { passed, checks } = await verify(fake);
      const failed = checks.filter(({ status }) => status === 'failed');
      expect(failed.map((check) => [check.id, check.found])).toEqual([[id, broken.found]]);
      expect(passed).toBe(false);
    },
  );

  it('breaks no check that is gone', () => {
    expect(Object.keys(BREAKS).sort()).toEqual(CHECKS.map(({ id }) => id).sort());
  });

  it('makes every other check when a whole service does not answer', async () => {
    const fake = new FakeStage();
    fake.s3.rejects(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }));
    fake.s3.onAnyCommand().rejects(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }));
    const { checks } = await verify(fake);
    expect(checks).toHaveLength(CHECKS.length);
    expect(checks.filter(({ status }) => status === 'failed').length).toBeGreaterThan(0);
    expect(checks.find(({ id }) => id === 'table-keys')?.status).toBe('passed');
  });

  it('wants a 401 of a route that takes tokens', async () => {
    const fake = new FakeStage();
    fake.apiStatus = 401;
    fake.setState({
      resources: [
        ...fake.context.state.resources,
        {
          address: 'aws_apigatewayv2_route.get',
          mode: 'managed',
          type: 'aws_apigatewayv2_route',
          tainted: false,
          attributes: { route_key: 'PATCH /images/{id}', authorization_type: 'JWT' },
          sensitivePaths: [],
        },
      ],
    });
    const { passed } = await verify(fake);
    expect(passed).toBe(true);
    expect(fake.requested).toContain(
      'PATCH https://a1b2c3.execute-api.us-east-1.amazonaws.com/images/verify',
    );
  });

  it('skips, with the reason, what the local AWS cannot answer', async () => {
    const fake = new FakeStage();
    fake.context = { ...fake.context, isLocal: true };
    const verification = await verify(fake);
    expect(verification.passed).toBe(true);
    expect(formatVerification(verification, PLAIN)).toMatch(
      /^skipped .* the local AWS serves no distribution/m,
    );
  });

  it('names an output that the state lacks', async () => {
    const fake = new FakeStage();
    fake.setState({ outputs: {} });
    const { checks } = await verify(fake);
    expect(checks.find(({ id }) => id === 'api-exists')?.found).toBe(
      'the state has no output api_id',
    );
  });
});

describe('formatVerification', () => {
  it('shows criterion, found and expected, and what to do', () => {
    const check = { id: 'bucket-versioning', criterion: '1.2.3 Bucket versioning' };
    const text = formatVerification(
      {
        stage: 'dev',
        passed: false,
        checks: [{ ...check, status: 'failed', found: 'Suspended', expected: 'Enabled' }],
      },
      PLAIN,
    );
    expect(text).toBe(
      [
        'RESULT  CRITERION                FOUND      EXPECTED',
        'FAILED  1.2.3 Bucket versioning  Suspended  Enabled',
        '',
        'Stage dev fails 1 of 1 criteria. Changed by hand? `pnpm ops state drift dev` shows it, `pnpm cdktf deploy image-service-dev` undoes it.',
      ].join('\n'),
    );
  });
});
