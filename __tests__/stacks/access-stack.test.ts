import { describe, expect, it } from '@jest/globals';
import { HelloStage } from '../../examples/hello-function/hello-stage';
import { operationNeeds } from '../../src/access/operation-needs';
import { RESOURCE_NEEDS } from '../../src/access/resource-needs';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { policiesOf, policyLength, synthesizeAccess, typesIn } from '../support/access';
import { config, stage } from '../support/config';

/** Every opt-in and the example's function, in another region, with the longest name. */
const everything = stage('dev', {
  name: 'everything12',
  region: 'eu-west-1',
  cachedQueryStrings: ['width'],
  originShield: 'in-region',
  webAcl: 'managed-rules',
  network: {
    mode: 'vpc',
    cidrBlock: '10.40.0.0/20',
    availabilityZones: ['a', 'b', 'c'],
    interfaceEndpoints: ['sqs'],
  },
});
const all = [...config.stages, everything];
const { access, stages } = synthesizeAccess(all, {
  stackOf: (one) => (one === everything ? HelloStage : ImageServiceStack),
});
const names = all.map(({ name }) => name);
const kinds = ['plan', 'deploy'] as const;

const allowed = (name: string, kind: 'plan' | 'deploy'): string[] =>
  [...policiesOf(access, name, kind)]
    .filter(([policy]) => policy !== 'state')
    .flatMap(([, statements]) => statements.flatMap(({ actions }) => actions));

function needed(name: string, kind: 'plan' | 'deploy'): string[] {
  const stack = stages.get(name);
  if (stack === undefined) return noStage(name);
  const ofResources = [...typesIn(stack)].flatMap(([type, operations]) =>
    (RESOURCE_NEEDS[type] ?? []).flatMap((need) =>
      [...operations]
        .filter((operation) => kind === 'deploy' || operation === 'read')
        .flatMap((operation) => need[operation] ?? []),
    ),
  );
  return [...ofResources, ...operationNeeds(kind).flatMap(({ read }) => read)];
}

function noStage(name: string): never {
  throw new Error(`no stage ${name}`);
}

const unique = (list: readonly string[]): string[] => [...new Set(list)].sort();

describe('AccessStack', () => {
  it.each(names)('knows what every resource type of %s takes', (name) => {
    const stack = stages.get(name);
    const types = stack === undefined ? [] : [...typesIn(stack).keys()];
    // Missing here? Add the type to src/access/*-needs.ts, then `pnpm ops bootstrap`.
    expect(types.filter((type) => RESOURCE_NEEDS[type] === undefined)).toEqual([]);
  });

  it.each(names.flatMap((name) => kinds.map((kind) => [name, kind] as const)))(
    'lets the role %s-%s do what its resources and commands take, and nothing else',
    (name, kind) => {
      expect(needed(name, kind).length).toBeGreaterThan(20);
      expect(unique(allowed(name, kind))).toEqual(unique(needed(name, kind)));
    },
  );

  it('deletes neither tables nor buckets nor objects of a protected stage', () => {
    const deleting = ['dynamodb:DeleteTable', 's3:DeleteBucket', 's3:DeleteObject'];
    expect(deleting.filter((action) => allowed('prod', 'deploy').includes(action))).toEqual([]);
    expect(deleting.filter((action) => allowed('dev', 'deploy').includes(action))).toEqual(
      deleting,
    );
  });

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
        kind === 'plan'
          ? ['s3:GetObject']
          : ['s3:GetObject', 's3:PutObject', 's3:PutObjectVersionTagging'],
      resources: [`arn:aws:s3:::${key}`],
    });
    expect(bySid.Lock).toMatchObject({
      actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      condition: [
        { test: 'ForAllValues:StringEquals', variable: 'dynamodb:LeadingKeys', values: [key] },
        { test: 'Null', variable: 'dynamodb:LeadingKeys', values: ['false'] },
      ],
    });
    expect(bySid.Digest?.actions).toEqual(
      kind === 'plan' ? ['dynamodb:GetItem'] : ['dynamodb:GetItem', 'dynamodb:PutItem'],
    );
    expect(bySid.Digest?.condition?.[0]?.values).toEqual([`${key}-md5`]);
  });

  it.each([
    ['plan', ['repo:us/ours:pull_request', 'repo:us/ours:ref:refs/heads/main']],
    ['deploy', ['repo:us/ours:environment:prod']],
  ])('is trusted as %s by this repository only', (kind, subjects) => {
    const documents = Object.entries(access.data?.aws_iam_policy_document ?? {});
    const [, trust] = documents.find(([id]) => id.startsWith(`prod-access_${kind}_trust`)) ?? [];
    const issuer = 'token.actions.githubusercontent.com';
    expect(trust?.statement).toEqual([
      {
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

  it('knows the types of a function and its route', () => {
    const types = [...typesIn(stages.get('everything12') ?? noStage('everything12')).keys()];
    expect(types).toEqual(
      expect.arrayContaining([
        'aws_apigatewayv2_integration',
        'aws_apigatewayv2_route',
        'aws_lambda_function',
        'aws_lambda_permission',
      ]),
    );
    expect(allowed('everything12', 'deploy')).toContain('ec2:DeleteNetworkInterface');
    expect(allowed('dev', 'deploy')).not.toContain('ec2:DeleteNetworkInterface');
  });

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

describe('AccessStack without a GitHub repository', () => {
  const { access: alone } = synthesizeAccess(config.stages, { shared: config.shared });

  it("has the boundaries of the stages' roles, and lets nobody in", () => {
    expect(Object.keys(alone.resource)).toEqual(['aws_iam_policy']);
    expect(Object.values(alone.resource.aws_iam_policy ?? {}).map(({ name }) => name)).toEqual(
      config.stages.map(({ name }) => `image-service-access-${name}-boundary`).sort(),
    );
    expect(alone.output).toBeUndefined();
  });
});
