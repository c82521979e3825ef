import {
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetPolicyCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { StageConfig } from '../../../src/config/schema';
import { iamClient } from '../../../src/ops/stage-boundary';
import { UserError } from '../../../src/config/user-error';
import { awsClients } from '../../../src/ops/aws';
import { ACCOUNT } from '../../../src/ops/doctor/account';
import { diagnose, formatDiagnosis, isIll } from '../../../src/ops/doctor/doctor';
import type { DoctorContext } from '../../../src/ops/doctor/finding';
import type { GithubApi } from '../../../src/ops/github/github-api';
import { isAtLeast, MACHINE } from '../../../src/ops/doctor/machine';
import { STAGE } from '../../../src/ops/doctor/stage';
import { PLAIN } from '../../../src/ops/terminal';
import { config, stage } from '../../support/config';
import { githubThat } from '../../support/github';
import { s3Error } from '../../support/fake-backend';

const ISSUER = 'https://issuer.lego-api.com';
const STATE = config.shared.stateBucketName;

/** A machine and an account where all is well. */
class Patient {
  readonly s3 = mockClient(S3Client);
  readonly dynamodb = mockClient(DynamoDBClient);
  readonly sts = mockClient(STSClient);
  readonly iam = mockClient(IAMClient);
  readonly route53 = mockClient(Route53Client);
  stage: StageConfig = stage('dev', { jwtIssuer: ISSUER, accountId: '111122223333' });
  answer = { status: 200, location: undefined, body: JSON.stringify({ issuer: ISSUER }) };
  nameServers: () => Promise<string[]> = () => Promise.resolve(['NS2.example.', 'ns1.example']);
  machine: DoctorContext['machine'] = {
    node: '20.19.0',
    packageManager: 'pnpm/10.34.9 npm/? node/v20',
    terraform: () => Promise.resolve('1.11.4'),
    providers: () => Promise.resolve('aws from a mirror'),
  };
  isLocal = false;
  github: GithubApi | undefined = environmentOf(1);

  constructor() {
    this.sts.on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
    this.s3.on(HeadBucketCommand).resolves({});
    this.s3.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
    this.s3.on(GetBucketEncryptionCommand).resolves({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    this.s3.on(GetPublicAccessBlockCommand).resolves({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const arn = `arn:aws:s3:::${STATE}`;
    const denial = {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    this.s3.on(GetBucketPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: denial }) });
    this.dynamodb.on(DescribeTableCommand).resolves({});
    this.iam.on(GetPolicyCommand).resolves({});
    this.route53.on(ListHostedZonesByNameCommand).resolves({
      HostedZones: [{ Id: 'Z1', Name: 'lego-api.com.', CallerReference: '1' }],
    });
    this.route53
      .on(GetHostedZoneCommand)
      .resolves({ DelegationSet: { NameServers: ['ns1.example', 'ns2.example'] } });
  }

  diagnose() {
    const context: DoctorContext = {
      config,
      isLocal: this.isLocal,
      env: {},
      clients: {
        iam: iamClient({}),
        ...awsClients('us-east-1', {}),
        route53: new Route53Client({ region: 'us-east-1' }),
      },
      github: this.github,
      request: () => Promise.resolve(this.answer),
      nameServers: () => this.nameServers(),
      machine: this.machine,
    };
    return diagnose(context, [this.stage]);
  }
}

/** A GitHub whose environments have that many required reviewers. */
const environmentOf = (reviewers: number): GithubApi =>
  githubThat(() =>
    Promise.resolve(
      Response.json({
        protection_rules: [
          { type: 'branch_policy' },
          { type: 'required_reviewers', reviewers: Array.from({ length: reviewers }, () => ({})) },
        ],
      }),
    ),
  );

interface Illness {
  readonly change: (patient: Patient) => unknown;
  /** The end of the line that people read. */
  readonly line: string;
}

const REPAIR = 'Run `pnpm cdktf deploy image-service-state`, which puts it right.';

/** By id: an examination without an entry fails the suite. */
const ILLNESSES: Readonly<Record<string, Illness>> = {
  node: {
    change: (patient) => (patient.machine = { ...patient.machine, node: '18.20.0' }),
    line: '18.20.0, needed is >=20.9. Install Node 20.9 or newer (nodejs.org).',
  },
  pnpm: {
    change: (patient) => (patient.machine = { ...patient.machine, packageManager: 'npm/10.1.0' }),
    line: 'Run `npm install --global pnpm@10`, then `pnpm ops doctor`.',
  },
  terraform: {
    change: (patient) =>
      (patient.machine = {
        ...patient.machine,
        terraform: () => Promise.reject(new UserError('Terraform is not on the PATH. Get it.')),
      }),
    line: 'Terraform is not on the PATH. Get it.',
  },
  provider: {
    change: (patient) =>
      (patient.machine = {
        ...patient.machine,
        providers: () => Promise.reject(new UserError('No mirror. Make one.')),
      }),
    line: 'No mirror. Make one.',
  },
  credentials: {
    change: (patient) => {
      const expired = Object.assign(new Error('x'), { name: 'ExpiredToken' });
      patient.sts.on(GetCallerIdentityCommand).rejects(expired);
      // Or its account could not be compared either.
      patient.stage = { ...patient.stage, accountId: undefined };
    },
    line: 'Sign in again (e.g. `aws sso login`), then run this again.',
  },
  'state-bucket': {
    change: ({ s3 }) => s3.on(HeadBucketCommand).rejects(s3Error('NotFound', 404)),
    line: `${STATE} does not exist. Run \`pnpm ops bootstrap\`.`,
  },
  'state-versioning': {
    change: ({ s3 }) => s3.on(GetBucketVersioningCommand).resolves({ Status: 'Suspended' }),
    line: `Suspended. ${REPAIR}`,
  },
  'state-encryption': {
    change: ({ s3 }) => s3.on(GetBucketEncryptionCommand).resolves({}),
    line: `none. ${REPAIR}`,
  },
  'state-public-access': {
    change: ({ s3 }) => s3.on(GetPublicAccessBlockCommand).resolves({}),
    line: `not all blocked. ${REPAIR}`,
  },
  'state-tls': {
    change: ({ s3 }) =>
      s3.on(GetBucketPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: [] }) }),
    line: `plain HTTP not denied. ${REPAIR}`,
  },
  'state-lock-table': {
    change: ({ dynamodb }) =>
      dynamodb.on(DescribeTableCommand).rejects(s3Error('ResourceNotFoundException', 400)),
    line: 'image-service-state-lock does not exist. Run `pnpm ops bootstrap`.',
  },
  'dev-placeholders': {
    change: (patient) => (patient.stage = stage('dev', { accountId: '111122223333' })),
    line: 'Set the variable, or src/config/stages.ts.',
  },
  'dev-account': {
    change: (patient) => (patient.stage = { ...patient.stage, accountId: '999999999999' }),
    line: 'or correct IMAGE_SERVICE_DEV_ACCOUNT_ID.',
  },
  'dev-boundary': {
    change: ({ iam }) =>
      iam.on(GetPolicyCommand).rejects(new NoSuchEntityException({ message: 'x', $metadata: {} })),
    line: 'image-service-access-dev-boundary does not exist. Run `pnpm ops bootstrap`.',
  },
  'dev-hosted-zone': {
    change: (patient) => (patient.nameServers = () => Promise.resolve(['ns.elsewhere'])),
    line: 'lego-api.com is delegated to ns.elsewhere. Make these the NS records of lego-api.com at its registrar or in the parent zone: ns1.example, ns2.example.',
  },
  'dev-issuer': {
    change: (patient) => (patient.answer = { ...patient.answer, body: '{"issuer":"https://x"}' }),
    line: 'exactly as in the `iss` claim of the tokens.',
  },
};

/** Looked at for prod alone. */
const OF_PROD = 'dev-environment';

const IDS = [
  ...[...MACHINE, ...ACCOUNT].map(({ id }) => id),
  ...STAGE.map(({ id }) => `dev-${id}`),
];

describe('diagnose', () => {
  it('finds nothing where all is well', async () => {
    const diagnoses = await new Patient().diagnose();
    expect(diagnoses.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(isIll(diagnoses)).toBe(false);
    expect(diagnoses.map(({ id }) => id)).toEqual(IDS);
  });

  it.each(IDS.filter((id) => id !== OF_PROD))(
    'finds what is wrong with %s, and ends the line with the remedy',
    async (id) => {
      const illness = ILLNESSES[id];
      if (illness === undefined) throw new Error(`no test breaks ${id}`);
      const patient = new Patient();
      illness.change(patient);
      const diagnoses = await patient.diagnose();
      const failed = diagnoses.filter(({ status }) => status === 'failed');
      expect(failed.map((one) => one.id)).toEqual([id]);
      const line = formatDiagnosis(failed, PLAIN).split('\n')[1] ?? '';
      expect(line.endsWith(illness.line) ? illness.line : line).toBe(illness.line);
    },
  );

  it("wants required reviewers for prod's GitHub environment", async () => {
    const patient = new Patient();
    patient.stage = { ...stage('prod'), jwtIssuer: ISSUER, accountId: '111122223333' };
    const found = async () =>
      (await patient.diagnose()).find(({ id }) => id === 'prod-environment');
    expect(await found()).toMatchObject({ status: 'ok', found: '1 required reviewers' });
    patient.github = environmentOf(0);
    expect(await found()).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('prod has no required reviewers'),
    });
    patient.github = undefined;
    expect(await found()).toMatchObject({ status: 'skipped' });
  });

  it('asks for no pnpm where `./ops` runs it', async () => {
    const patient = new Patient();
    patient.machine = { ...patient.machine, packageManager: undefined };
    const pnpm = (await patient.diagnose()).find(({ id }) => id === 'pnpm');
    expect(pnpm).toMatchObject({ status: 'skipped', found: 'not needed by `./ops`' });
  });

  it('names a zone that is missing', async () => {
    const patient = new Patient();
    patient.route53.on(ListHostedZonesByNameCommand).resolves({ HostedZones: [] });
    const zone = (await patient.diagnose()).find(({ id }) => id === 'dev-hosted-zone');
    expect(zone).toMatchObject({
      status: 'failed',
      found: 'there is no public zone lego-api.com in this account',
    });
  });

  it.each([
    ['ENOTFOUND', 'failed'],
    ['ECONNREFUSED', 'skipped'],
  ])('takes %s of DNS for %s', async (code, status) => {
    const patient = new Patient();
    patient.nameServers = () => Promise.reject(Object.assign(new Error(code), { code }));
    const zone = (await patient.diagnose()).find(({ id }) => id === 'dev-hosted-zone');
    expect(zone?.status).toBe(status);
  });

  it('skips on the local AWS what only the real one has', async () => {
    const patient = new Patient();
    patient.isLocal = true;
    patient.stage = stage('dev');
    const diagnoses = await patient.diagnose();
    expect(isIll(diagnoses)).toBe(false);
    expect(diagnoses.filter(({ status }) => status === 'skipped').map(({ id }) => id)).toEqual([
      'dev-placeholders',
      'dev-account',
      'dev-hosted-zone',
      'dev-issuer',
    ]);
  });
});

describe('isAtLeast', () => {
  it.each([
    ['20.9.0', '20.9', true],
    ['20.10.0', '20.9', true],
    ['22.0.0', '20.9', true],
    ['20.8.1', '20.9', false],
  ])('%s for %s: %s', (found, oldest, expected) => {
    expect(isAtLeast(found, oldest)).toBe(expected);
  });
});
