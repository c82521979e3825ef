import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { KinesisStream } from '@cdktf/provider-aws/lib/kinesis-stream';
import { describe, expect, it } from '@jest/globals';
import type { FunctionDefinition } from '../../src/constructs/functions/function-definition';
import { ROLE_KINDS, type RoleKind } from '../../src/deploy-rights/command-rights';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { policyLength, synthesizeAccess } from '../support/access';
import { config, stage } from '../support/config';
import { largeFunction } from '../support/large-function';
import { policiesOf, type Statement } from '../support/rights/documents';
import { synthesizeStages } from '../support/rights/stages';

const { access, stages } = synthesizeStages();
const names = stages.map(({ stage: { name } }) => name);
const kinds = ROLE_KINDS;

const allowed = (name: string, kind: RoleKind): string[] =>
  [...policiesOf(access, name, kind).values()].flatMap((statements) =>
    statements.flatMap(({ actions }) => actions),
  );

describe('AccessStack', () => {
  it('lets no role take another, nor use a wildcard', () => {
    const everywhere = names.flatMap((name) => kinds.flatMap((kind) => allowed(name, kind)));
    expect(everywhere.filter((action) => /^(sts|organizations):|\*/.test(action))).toEqual([]);
  });

  it.each(kinds)("reaches only its own stage's state as %s, and its lock", (kind) => {
    const statements = policiesOf(access, 'dev', kind).get('state') ?? [];
    const bySid = Object.fromEntries(statements.map((statement) => [statement.sid, statement]));
    const key = 'lego-moc-image-service-state/image-service/dev/terraform.tfstate';
    expect(bySid.State).toMatchObject({
      actions:
        kind === 'deploy'
          ? ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:PutObjectVersionTagging']
          : ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [`arn:aws:s3:::${key}`],
    });
    expect(bySid.Settings).toMatchObject({
      actions: kind === 'deploy' ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'],
      resources: ['arn:aws:s3:::lego-moc-image-service-state/image-service/dev/settings.json'],
    });
    expect(bySid.Lock).toMatchObject({
      actions:
        kind === 'plan'
          ? ['dynamodb:GetItem']
          : ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      condition: [
        { test: 'ForAllValues:StringEquals', variable: 'dynamodb:LeadingKeys', values: [key] },
        { test: 'Null', variable: 'dynamodb:LeadingKeys', values: ['false'] },
      ],
    });
    expect(bySid.Digest?.actions).toEqual(
      kind === 'deploy' ? ['dynamodb:GetItem', 'dynamodb:PutItem'] : ['dynamodb:GetItem'],
    );
    expect(bySid.LockFile).toMatchObject({
      actions:
        kind === 'plan' ? ['s3:GetObject'] : ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resources: [`arn:aws:s3:::${key}.tflock`],
    });
    expect(bySid.Digest?.condition?.[0]?.values).toEqual([`${key}-md5`]);
    expect(bySid.ErroredState).toEqual(
      kind !== 'deploy'
        ? undefined
        : expect.objectContaining({
            actions: ['s3:PutObject'],
            resources: ['arn:aws:s3:::lego-moc-image-service-state/image-service/dev/errored/*'],
          }),
    );
  });

  it('lets nobody who only plans write a state, its lock or its digest', () => {
    for (const name of names) {
      const actions = (policiesOf(access, name, 'plan').get('state') ?? []).flatMap(
        (one) => one.actions,
      );
      expect([...new Set(actions)].sort()).toEqual([
        'dynamodb:DescribeTable',
        'dynamodb:GetItem',
        's3:GetObject',
        's3:GetObjectVersion',
        's3:ListBucket',
      ]);
    }
  });

  it.each([
    ['plan', undefined],
    ['store', ['s3:PutObject']],
    ['deploy', ['s3:DeleteObjectVersion', 's3:GetObject']],
  ] as const)("reaches its own stage's stored plans as %s with %j", (kind, actions) => {
    const statements = policiesOf(access, 'dev', kind).get('state') ?? [];
    const plans = statements.find(({ sid }) => sid === 'StoredPlans');
    expect(plans?.actions).toEqual(actions);
    expect(plans?.resources).toEqual(
      actions && ['arn:aws:s3:::lego-moc-image-service-state/image-service-plans/dev/*'],
    );
  });

  it.each([
    ['store', ['repo:us/ours:ref:refs/heads/main']],
    ['plan', ['repo:us/ours:pull_request', 'repo:us/ours:ref:refs/heads/main']],
    ['deploy', ['repo:us/ours:environment:prod']],
  ])('is trusted as %s by this repository only', (kind, subjects) => {
    const documents = Object.entries(access.data?.aws_iam_policy_document ?? {});
    const [, trust] = documents.find(([id]) => id.startsWith(`prod-access_${kind}_trust`)) ?? [];
    const issuer = 'token.actions.githubusercontent.com';
    expect(trust?.statement).toEqual([
      {
        sid: 'Workflows',
        actions: ['sts:AssumeRoleWithWebIdentity'],
        principals: [
          {
            type: 'Federated',
            identifiers: [
              expect.stringMatching(/^\$\{aws_iam_openid_connect_provider\..+\.arn\}$/),
            ],
          },
        ],
        condition: [
          { test: 'StringEquals', variable: `${issuer}:aud`, values: ['sts.amazonaws.com'] },
          { test: 'StringEquals', variable: `${issuer}:sub`, values: subjects },
        ],
      },
    ]);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  it.each(names.flatMap((name) => kinds.map((kind) => [name, kind] as const)))(
    'keeps the policies of %s-%s below the limits of IAM',
    (name, kind) => {
      const policies = [...policiesOf(access, name, kind)];
      expect(policies.length).toBeLessThanOrEqual(10);
      const longest = Math.max(...policies.map(([, statements]) => policyLength(statements)));
      expect(longest).toBeLessThanOrEqual(6144);
    },
  );

  it('names each statement of a policy once', () => {
    for (const document of Object.values(access.data?.aws_iam_policy_document ?? {})) {
      const sids = (document.statement as Statement[]).map(({ sid }) => sid);
      expect(new Set(sids).size).toBe(sids.length);
    }
  });

  it("gives nobody a right over the alarms' keys, which it has in each region of their topics", () => {
    const all = names.flatMap((name) => kinds.flatMap((kind) => allowed(name, kind)));
    expect(new Set(all.filter((action) => action.startsWith('kms:')))).toEqual(
      new Set(['kms:DescribeKey']),
    );
    const aliases = Object.values(access.resource.aws_kms_alias ?? {});
    const found = aliases.map(({ name, provider }) => `${String(name)} ${String(provider)}`);
    const inEuWest1 = 'alias/image-service-everything12-alarms aws.eu-west-1';
    const expected = names.map((name) => `alias/image-service-${name}-alarms undefined`);
    expect(found.sort()).toEqual([...expected, inEuWest1].sort());
    const windows = Object.entries(access.resource.aws_kms_key ?? {}).map(([address, key]) => [
      address.split('-alarm-key')[0],
      key.deletion_window_in_days,
    ]);
    const days = { disposable: 7, protected: 30 } as const;
    expect(Object.fromEntries(windows)).toEqual(
      Object.fromEntries(stages.map(({ stage: one }) => [one.name, days[one.protection]])),
    );
  });

  it('is not made while a stage holds what only bootstrap may make', () => {
    const build = (...args: ConstructorParameters<typeof ImageServiceStack>) => {
      const stack = new ImageServiceStack(...args);
      new IamPolicy(stack, 'policy', { policy: '{}' });
      return stack;
    };
    expect(() => synthesizeAccess([stage('dev')], { build })).toThrow(
      'image-service-dev: only bootstrap may make aws_iam_policy. Make it in src/stacks/access-stack.ts, then run `pnpm ops bootstrap`.',
    );
  });

  it.each([[[]], [['us/ours']]])(
    'is not made while nobody has said what a type of resource takes, with the repositories %j',
    (githubRepositories) => {
      const build = (...args: ConstructorParameters<typeof ImageServiceStack>) => {
        const stack = new ImageServiceStack(...args);
        new KinesisStream(stack, 'stream', { name: 'image-service-dev-jobs' });
        return stack;
      };
      const shared = { ...config.shared, githubRepositories };
      expect(() => synthesizeAccess([stage('dev')], { shared, build })).toThrow(
        "image-service-dev: no entry names the IAM actions of aws_kinesis_stream. Write its rights into its service's file in src/resource-types, then run `pnpm ops bootstrap`.",
      );
    },
  );

  it('keeps its own state, apart from the stages', () => {
    expect(access.terraform.backend).toMatchObject({
      s3: { key: 'image-service/access/terraform.tfstate' },
    });
  });

  it('says which roles there are', () => {
    expect(Object.keys(access.output ?? {})).toContain('prod_deploy_role_arn');
    const roles = Object.values(access.resource.aws_iam_role ?? {}).map((role) => role.name);
    expect(roles).toEqual(
      expect.arrayContaining(['image-service-access-dev-plan', 'image-service-access-dev-deploy']),
    );
  });
});

describe('AccessStack of a stage whose buckets have a suffix', () => {
  const suffix = 's'.repeat(20);
  const large: FunctionDefinition = { name: 'large', route: 'GET /large', ...largeFunction() };
  const { access: suffixed, stages: stacks } = synthesizeAccess(
    [stage('dev', { name: 'everything12', bucketSuffix: suffix })],
    { build: (app, props) => new ImageServiceStack(app, { ...props, functions: [large] }) },
  );
  const buckets = Object.values(stacks.get('everything12')?.resource.aws_s3_bucket ?? {}).map(
    ({ bucket }) => String(bucket),
  );

  it('is about the buckets that the stage has, whose names S3 takes', () => {
    expect(buckets).toEqual(
      expect.arrayContaining([
        `images-lego-moc-everything12-${suffix}`,
        `images-lego-moc-everything12-${suffix}-code`,
        `images-lego-moc-everything12-${suffix}-logs`,
      ]),
    );
    for (const bucket of buckets) expect(bucket.length).toBeLessThanOrEqual(63);
    const arns = JSON.stringify(suffixed.data).match(/arn:aws:s3:::images-lego-moc[^"]*/g);
    const ours = buckets.flatMap((bucket) => [
      `arn:aws:s3:::${bucket}`,
      `arn:aws:s3:::${bucket}/*`,
    ]);
    expect([...new Set(arns)].sort()).toEqual(ours.sort());
  });
});

describe('AccessStack of a repository whose subject changes', () => {
  it('trusts both subjects, and nothing else', () => {
    const githubRepositories = ['us/ours', 'us@12/ours@345'];
    const { access: both } = synthesizeAccess([stage('dev')], {
      shared: { ...config.shared, githubRepositories },
    });
    const subjects = Object.entries(both.data?.aws_iam_policy_document ?? {})
      .filter(([id]) => id.includes('_trust_'))
      .flatMap(([, { statement }]) => statement as { condition: { values: string[] }[] }[])
      .map(({ condition }) => condition[1]?.values);
    expect(subjects).toEqual([
      ['repo:us/ours:environment:dev', 'repo:us@12/ours@345:environment:dev'],
      [
        'repo:us/ours:pull_request',
        'repo:us/ours:ref:refs/heads/main',
        'repo:us@12/ours@345:pull_request',
        'repo:us@12/ours@345:ref:refs/heads/main',
      ],
      ['repo:us/ours:ref:refs/heads/main', 'repo:us@12/ours@345:ref:refs/heads/main'],
    ]);
  });
});

describe('AccessStack without a GitHub repository', () => {
  const { access: alone } = synthesizeAccess(config.stages, { shared: config.shared });

  it("has the boundaries of the stages' roles and the alarms' keys, and lets nobody in", () => {
    expect(Object.keys(alone.resource)).toEqual(['aws_iam_policy', 'aws_kms_alias', 'aws_kms_key']);
    expect(Object.values(alone.resource.aws_iam_policy ?? {}).map(({ name }) => name)).toEqual(
      config.stages.map(({ name }) => `image-service-access-${name}-boundary`).sort(),
    );
    expect(alone.output).toBeUndefined();
  });
});
