import type { DistributionList } from '@aws-sdk/client-cloudfront';
import { CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import type { HostedZone } from '@aws-sdk/client-route-53';
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
import type { Config, StageConfig } from '../../../src/config/schema';
import { iamClient } from '../../../src/aws/stage-boundary';
import { UserError } from '../../../src/config/user-error';
import { awsClients } from '../../../src/aws/clients';
import { ACCOUNT } from '../../../src/ops/doctor/account';
import { diagnose, diagnoseAll, formatDiagnosis, isIll } from '../../../src/ops/doctor/doctor';
import type { DoctorContext } from '../../../src/ops/doctor/finding';
import { GITHUB } from '../../../src/ops/doctor/github';
import type { HttpAnswer } from '../../../src/aws/http-request';
import type { GithubApi } from '../../../src/github/github-api';
import { findProviders, findTerraform, isAtLeast, MACHINE } from '../../../src/ops/doctor/machine';
import { STAGE } from '../../../src/ops/doctor/stage';
import { PLAIN } from '../../../src/cli/terminal';
import { config, stage } from '../../support/config';
import { githubThat } from '../../support/github';
import { s3Error } from '../../support/fake-backend';
import { program, temporaryDirectory } from '../../support/temporary';

const ISSUER = 'https://issuer.lego-api.com';
const STATE = config.shared.stateBucketName;

/** A machine and an account where all is well. */
class Patient {
  readonly s3 = mockClient(S3Client);
  readonly dynamodb = mockClient(DynamoDBClient);
  readonly sts = mockClient(STSClient);
  readonly iam = mockClient(IAMClient);
  readonly route53 = mockClient(Route53Client);
  readonly cloudfront = mockClient(CloudFrontClient);
  stage: StageConfig = stage('dev', { jwtIssuer: ISSUER, accountId: '111122223333' });
  config: Config = {
    ...config,
    shared: { ...config.shared, githubRepositories: ['us@12/ours@345'] },
  };
  answer: HttpAnswer = {
    status: 200,
    location: undefined,
    date: 'Sun, 22 Nov 2026 12:00:00 GMT',
    body: JSON.stringify({ issuer: ISSUER }),
  };
  now = '2026-11-22T12:04:59Z';
  /** By domain. */
  delegated: Readonly<Record<string, readonly string[]>> = {
    'lego-api.com': ['NS2.example.', 'ns1.example'],
  };
  dnsError = 'ENOTFOUND';
  /** What GitHub's API answers, by path; to all else, that it is not found. */
  github: Readonly<Record<string, unknown>> = {
    '/repos/us/ours': {
      id: 345,
      name: 'ours',
      owner: { id: 12, login: 'us' },
      created_at: '2025-01-01T00:00:00Z',
    },
    '/repos/us/ours/actions/oidc/customization/sub': { sub_claim_prefix: 'repo:us@12/ours@345' },
  };
  machine: DoctorContext['machine'] = {
    node: '20.19.0',
    packageManager: 'pnpm/10.34.9 npm/? node/v20',
    terraform: () => Promise.resolve('1.11.4'),
    providers: () => Promise.resolve('aws from a mirror'),
  };
  isLocal = false;
  githubApi: GithubApi | undefined = environmentOf(1);

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
    this.zones({ Id: 'Z1', Name: 'lego-api.com.' });
    this.cloudfront
      .on(ListDistributionsCommand)
      .resolves({ DistributionList: { Quantity: 1 } as DistributionList });
    this.route53
      .on(GetHostedZoneCommand)
      .resolves({ DelegationSet: { NameServers: ['ns1.example', 'ns2.example'] } });
  }

  /** The hosted zones of the account. */
  zones(...zones: readonly Pick<HostedZone, 'Id' | 'Name' | 'Config'>[]): void {
    const HostedZones = zones.map((zone) => ({ CallerReference: '1', ...zone }));
    this.route53.on(ListHostedZonesByNameCommand).resolves({ HostedZones });
  }

  diagnose() {
    return diagnose(this.context(), [this.stage]);
  }

  context(): DoctorContext {
    return {
      config: this.config,
      isLocal: this.isLocal,
      env: {},
      clients: {
        iam: iamClient({}),
        cloudfront: new CloudFrontClient({ region: 'us-east-1' }),
        ...awsClients('us-east-1', {}),
        route53: new Route53Client({ region: 'us-east-1' }),
      },
      githubApi: this.githubApi,
      request: () => Promise.resolve(this.answer),
      github: (path) => {
        const found = this.github[path];
        if (found instanceof Error) return Promise.reject(found);
        const status = found === undefined ? 404 : 200;
        return Promise.resolve({
          status,
          location: undefined,
          body: found === undefined ? '' : JSON.stringify(found),
        });
      },
      now: () => new Date(this.now),
      nameServers: (domain) => {
        const found = this.delegated[domain];
        return found === undefined
          ? Promise.reject(Object.assign(new Error(this.dnsError), { code: this.dnsError }))
          : Promise.resolve(found);
      },
      machine: this.machine,
    };
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

const REPAIR = 'Run `pnpm ops bootstrap`, which puts it right.';

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
  clock: {
    change: (patient) => (patient.now = '2026-11-22T11:54:59Z'),
    line: "301 seconds behind AWS's, which takes 300. Set this machine's clock, by NTP.",
  },
  cloudfront: {
    change: ({ cloudfront }) =>
      cloudfront
        .on(ListDistributionsCommand)
        .rejects(Object.assign(new Error('no'), { name: 'AccessDenied' })),
    line: 'AWS does not let these credentials do this: no. Use others (AWS_PROFILE), or have the right given.',
  },
  'github-repository': {
    change: (patient) =>
      (patient.config = {
        ...config,
        shared: { ...config.shared, githubRepositories: ['us/ours'] },
      }),
    line: "GitHub's tokens say us@12/ours@345, trusted is us/ours. Set IMAGE_SERVICE_GITHUB_REPOSITORY=us@12/ours@345, then run `pnpm ops bootstrap`.",
  },
  'dev-buckets': {
    change: ({ s3 }) =>
      s3
        .on(HeadBucketCommand, { Bucket: 'images-lego-moc-dev-logs' })
        .rejects(s3Error('Forbidden', 403)),
    line: "images-lego-moc-dev-logs exists, and AWS does not tell whose it is (HTTP 403): somebody else's, or this account's without the right to see it. Before the first deploy set IMAGE_SERVICE_DEV_BUCKET_SUFFIX; if it is yours, these credentials need s3:ListBucket on it.",
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
    change: ({ s3 }) =>
      s3.on(HeadBucketCommand, { Bucket: STATE }).rejects(s3Error('NotFound', 404)),
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
    change: (patient) => (patient.delegated = { 'lego-api.com': ['ns.elsewhere'] }),
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
  ...[...MACHINE, ...ACCOUNT, ...GITHUB].map(({ id }) => id),
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
    patient.githubApi = environmentOf(0);
    expect(await found()).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('prod has no required reviewers'),
    });
    patient.githubApi = undefined;
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
    patient.zones();
    const zone = (await patient.diagnose()).find(({ id }) => id === 'dev-hosted-zone');
    expect(zone).toMatchObject({
      status: 'failed',
      found: 'there is no public zone lego-api.com in this account',
    });
  });

  it.each([
    ['ENOTFOUND', 'failed', 'lego-api.com is not delegated (ENOTFOUND)'],
    ['ECONNREFUSED', 'skipped', 'lego-api.com exists; no DNS server answers (ECONNREFUSED)'],
  ])('takes %s of DNS for %s', async (code, status, found) => {
    const patient = new Patient();
    patient.delegated = {};
    patient.dnsError = code;
    const zone = (await patient.diagnose()).find(({ id }) => id === 'dev-hosted-zone');
    expect(zone).toMatchObject({ status, found });
  });

  const of = async (patient: Patient, id: string) =>
    (await patient.diagnose()).find((one) => one.id === id);

  it('fails where two public zones have the name, of which Terraform takes none', async () => {
    const patient = new Patient();
    const zone = { Name: 'lego-api.com.' };
    patient.zones(
      { ...zone, Id: '/hostedzone/Z1' },
      { ...zone, Id: '/hostedzone/Z2', Config: { PrivateZone: true } },
      { ...zone, Id: '/hostedzone/Z3' },
    );
    expect(await of(patient, 'dev-hosted-zone')).toMatchObject({
      status: 'failed',
      found: '2 public zones are called lego-api.com (Z1, Z3), and Terraform takes none of several',
    });
  });

  it.each(['dev.lego-api.com', 'images.dev.lego-api.com'])(
    'fails where the zone %s would hide the records',
    async (domain) => {
      const patient = new Patient();
      patient.zones({ Id: 'Z1', Name: 'lego-api.com.' }, { Id: 'Z2', Name: `${domain}.` });
      expect(await of(patient, 'dev-hosted-zone')).toMatchObject({
        status: 'failed',
        found: `the public zone ${domain} is closer to images.dev.lego-api.com than lego-api.com, whose records it would hide`,
      });
      const elsewhere = new Patient();
      elsewhere.delegated = { ...elsewhere.delegated, [domain]: ['ns.elsewhere'] };
      expect(await of(elsewhere, 'dev-hosted-zone')).toMatchObject({
        status: 'failed',
        found: `${domain} is delegated to ns.elsewhere, which hides the records of lego-api.com`,
      });
    },
  );

  it('says which names of buckets are free before the first deploy, of those with a suffix', async () => {
    const patient = new Patient();
    patient.stage = { ...patient.stage, bucketSuffix: 'ours' };
    patient.s3
      .on(HeadBucketCommand, {
        Bucket: 'images-lego-moc-dev-ours',
        ExpectedBucketOwner: '111122223333',
      })
      .rejects(s3Error('NotFound', 404));
    expect(await of(patient, 'dev-buckets')).toMatchObject({
      status: 'ok',
      found: expect.stringContaining(
        'images-lego-moc-dev-ours is free, images-lego-moc-dev-ours-logs is in this account',
      ) as unknown,
    });
    patient.s3.on(HeadBucketCommand).rejects(s3Error('PermanentRedirect', 301));
    expect(await of(patient, 'dev-buckets')).toMatchObject({
      status: 'failed',
      found: expect.stringContaining("this account's in another region") as unknown,
    });
  });

  it('says that AWS has to verify a new account before its first distribution', async () => {
    const patient = new Patient();
    patient.cloudfront.on(ListDistributionsCommand).resolves({});
    expect(await of(patient, 'cloudfront')).toMatchObject({
      status: 'skipped',
      found: expect.stringContaining('"Your account must be verified"') as unknown,
    });
  });

  it.each([
    ['2026-11-22T12:05:01Z', 'failed', "301 seconds ahead of AWS's, which takes 300"],
    ['2026-11-22T12:05:00Z', 'ok', "within 5 minutes of AWS's"],
    ['2026-11-22T11:55:00Z', 'ok', "within 5 minutes of AWS's"],
    ['2026-11-22T11:54:59Z', 'failed', "301 seconds behind AWS's, which takes 300"],
  ])('takes a clock of %s at noon for %s', async (now, status, found) => {
    const patient = new Patient();
    patient.now = now;
    expect(await of(patient, 'clock')).toMatchObject({ status, found });
  });

  const discovery = `${ISSUER}/.well-known/openid-configuration`;
  it.each([
    [404, '', `${discovery} answers 404`],
    [200, '<html>', `${discovery} answers no JSON`],
    [200, '{}', `${discovery} names the issuer (none), not ${ISSUER}`],
    [200, '{"issuer":"https://x"}', `${discovery} names the issuer https://x, not ${ISSUER}`],
  ])('does not take %i %s for the answer of an issuer', async (status, body, found) => {
    const patient = new Patient();
    patient.answer = { ...patient.answer, status, body };
    expect(await of(patient, 'dev-issuer')).toMatchObject({ status: 'failed', found });
  });

  it('says that this machine has neither a Terraform that runs nor a way to the providers', async () => {
    const cacheDirectory = temporaryDirectory();
    const source = { cacheDirectory, version: '1.11.4', platform: 'plan9_mips' };
    program(cacheDirectory, '1.11.4_plan9_mips/terraform', 'exit 3');
    await expect(findTerraform({ PATH: '' }, source)).rejects.toThrow(
      '`terraform version` failed: exit code 3. Delete .cache/terraform; then it is downloaded anew.',
    );
    const nowhere = { directories: [], isRegistryReachable: () => Promise.resolve(false) };
    await expect(findProviders({ HOME: cacheDirectory }, nowhere)).rejects.toThrow(
      /^registry\.terraform\.io cannot be reached, and no mirror holds aws \S+\. Check the network/,
    );
  });

  const plain = ['us/ours'];
  const withIds = ['us@12/ours@345'];
  it.each([
    { trusted: [], subject: true, status: 'skipped', found: 'no workflow may deploy' },
    { trusted: [...plain, ...withIds], subject: true, status: 'ok', found: 'us@12/ours@345' },
    {
      trusted: withIds,
      created_at: '2026-07-15T00:00:01Z',
      status: 'ok',
      found: 'us@12/ours@345',
    },
    {
      trusted: plain,
      created_at: '2026-07-15T00:00:01Z',
      status: 'failed',
      found: "GitHub's tokens say us@12/ours@345, trusted is us/ours",
    },
    { trusted: plain, status: 'skipped', found: 'GitHub says only to a GITHUB_TOKEN' },
    {
      trusted: ['us@12/ours@346'],
      status: 'failed',
      found: 'GitHub has it as us@12/ours@345, trusted is us@12/ours@346',
    },
    { trusted: ['us/theirs'], status: 'skipped', found: 'GitHub does not show us/theirs (404)' },
  ])(
    'takes $trusted for $status where GitHub shows $created_at $subject',
    async ({ trusted, subject = false, created_at, status, found }) => {
      const patient = new Patient();
      const { '/repos/us/ours': repository, ...rest } = patient.github;
      patient.github = {
        '/repos/us/ours': { ...(repository as object), ...(created_at && { created_at }) },
        ...(subject && rest),
      };
      patient.config = { ...config, shared: { ...config.shared, githubRepositories: trusted } };
      expect(await of(patient, 'github-repository')).toMatchObject({
        status,
        found: expect.stringContaining(found) as unknown,
      });
    },
  );

  it('says once that there are no credentials, and what is not known without', async () => {
    const patient = new Patient();
    const noCredentials = Object.assign(
      new Error('Could not load credentials from any providers'),
      {
        name: 'CredentialsProviderError',
      },
    );
    const { s3, dynamodb, sts, iam, route53, cloudfront } = patient;
    s3.onAnyCommand().rejects(noCredentials);
    dynamodb.onAnyCommand().rejects(noCredentials);
    sts.onAnyCommand().rejects(noCredentials);
    iam.onAnyCommand().rejects(noCredentials);
    route53.onAnyCommand().rejects(noCredentials);
    cloudfront.onAnyCommand().rejects(noCredentials);
    const diagnoses = await patient.diagnose();
    expect(diagnoses.filter(({ status }) => status === 'failed')).toEqual([
      {
        id: 'credentials',
        title: 'AWS credentials',
        status: 'failed',
        found:
          'No AWS credentials: Could not load credentials from any providers. Set AWS_PROFILE (e.g. AWS_PROFILE=lego-moc), or use `pnpm local` for the local AWS.',
      },
    ]);
    const unknown = diagnoses.filter(({ found }) => found === 'not known: see AWS credentials');
    expect(unknown.map(({ id }) => id)).toEqual([
      'cloudfront',
      'state-bucket',
      'state-versioning',
      'state-encryption',
      'state-public-access',
      'state-tls',
      'state-lock-table',
      'dev-account',
      'dev-boundary',
      'dev-buckets',
      'dev-hosted-zone',
    ]);
    expect(formatDiagnosis(diagnoses, PLAIN)).toMatch(/\n1 of 21 is not well\.$/);
  });

  it('goes on where nothing answers for GitHub', async () => {
    const patient = new Patient();
    patient.github = { '/repos/us/ours': new Error('getaddrinfo ENOTFOUND api.github.com') };
    expect(await of(patient, 'github-repository')).toMatchObject({
      status: 'skipped',
      found: 'GitHub does not answer: getaddrinfo ENOTFOUND api.github.com',
    });
  });

  it('says of all stages which lie elsewhere, and looks at the others', async () => {
    const patient = new Patient();
    patient.config = {
      ...patient.config,
      stages: [patient.stage, stage('prod', { accountId: '777788889999' })],
    };
    const diagnoses = await diagnoseAll(patient.context());
    expect(isIll(diagnoses)).toBe(false);
    expect(diagnoses.map(({ id }) => id)).toEqual([...IDS, 'prod-account']);
    expect(diagnoses.at(-1)).toMatchObject({
      status: 'skipped',
      found: 'lies in 777788889999, not in the account of these credentials',
    });
  });

  it('shows machine and account first, then each stage', async () => {
    const patient = new Patient();
    const shown: string[][] = [];
    await diagnose(patient.context(), [patient.stage, stage('prod')], (part) => {
      shown.push(part.map(({ id }) => id));
    });
    expect(shown.map((ids) => ids[0]).toSorted()).toEqual(
      ['dev-placeholders', 'node', 'prod-placeholders'].toSorted(),
    );
    expect(shown[0]?.[0]).toBe('node');
    expect(shown.flat()).toHaveLength(
      IDS.length + IDS.filter((id) => id.startsWith('dev-')).length,
    );
  });

  it('skips on the local AWS what only the real one has', async () => {
    const patient = new Patient();
    patient.isLocal = true;
    patient.stage = stage('dev');
    const diagnoses = await patient.diagnose();
    expect(isIll(diagnoses)).toBe(false);
    expect(diagnoses.filter(({ status }) => status === 'skipped').map(({ id }) => id)).toEqual([
      'cloudfront',
      'github-repository',
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
