import { describe, expect, it } from '@jest/globals';
import type { RoleKind } from '../../src/deploy-rights/command-rights';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { synthesizeAccess } from '../support/access';
import { config } from '../support/config';
import { policiesOf, type Statement } from '../support/rights/documents';
import { knownAction } from '../support/rights/reference';
import { statements, synthesize, testApp, type SynthesizedStack } from '../support/stack';
import { EVERY_FUNCTION } from '../support/every-function';

const names = config.stages.map(({ name }) => name);
const { access, stages } = synthesizeAccess(config.stages);
const ACCOUNT = /\$\{data\.aws_caller_identity\.\w+\.account_id\}/g;
const plain = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replace(ACCOUNT, '111122223333')) as T;

/** What a role may do in IAM, besides seeing whether the boundary is there, and API Gateway's own role. */
const identity = (stage: string, kind: RoleKind): readonly Statement[] =>
  plain([...policiesOf(access, stage, kind).values()].flat()).filter(
    ({ actions }) =>
      actions.some((action) => action.startsWith('iam:')) &&
      !['iam:GetPolicy', 'iam:CreateServiceLinkedRole'].includes(actions.join()),
  );
const boundary = (stage: string, of: SynthesizedStack = access): readonly Statement[] => {
  const documents = Object.entries(of.data?.aws_iam_policy_document ?? {});
  const found = documents.find(([id]) => id.startsWith(`${stage}-boundary_document_`));
  return plain(found?.[1].statement as Statement[]);
};
/** As IAM compares: a star stands for anything. */
const covers = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);

describe('what a deploy role may do in IAM', () => {
  it.each(names)('reaches only the roles of %s by name', (name) => {
    const resources = new Set(identity(name, 'deploy').flatMap((one) => one.resources));
    expect([...resources]).toEqual([`arn:aws:iam::111122223333:role/image-service-${name}-*`]);
    for (const role of [`image-service-access-${name}-deploy`, `image-service-access-${name}-plan`])
      expect(covers([...resources].join(), `arn:aws:iam::111122223333:role/${role}`)).toBe(false);
  });

  it.each(names)('writes them in %s with the boundary only, tags aside', async (name) => {
    const unbounded = [];
    for (const { actions, condition = [] } of identity(name, 'deploy')) {
      if (condition.some(({ variable }) => variable === 'iam:PermissionsBoundary')) {
        expect(condition).toEqual([
          {
            test: 'ArnEquals',
            variable: 'iam:PermissionsBoundary',
            values: [`arn:aws:iam::111122223333:policy/image-service-access-${name}-boundary`],
          },
        ]);
        continue;
      }
      for (const action of actions) {
        const { accessLevel } = (await knownAction(action)) ?? {};
        if (accessLevel !== 'Read' && accessLevel !== 'List') unbounded.push(action);
      }
    }
    expect(unbounded.sort()).toEqual(['iam:PassRole', 'iam:TagRole', 'iam:UntagRole']);
  });

  it.each(names)('hands them in %s to Lambda and the flow logs only', (name) => {
    const passing = identity(name, 'deploy').filter(({ actions }) =>
      actions.includes('iam:PassRole'),
    );
    expect(passing.map(({ condition }) => condition)).toEqual([
      [
        {
          test: 'StringEquals',
          variable: 'iam:PassedToService',
          values: ['lambda.amazonaws.com', 'vpc-flow-logs.amazonaws.com'],
        },
      ],
    ]);
  });

  it('takes no boundary away, and changes no managed policy', () => {
    const all = names.flatMap((name) => identity(name, 'deploy').flatMap(({ actions }) => actions));
    expect(all.filter((action) => /Boundary$|:\w*Policy(Version)?$/.test(action)).sort()).toEqual(
      names
        .flatMap(() => [
          'iam:DeleteRolePolicy',
          'iam:DetachRolePolicy',
          'iam:GetRolePolicy',
          'iam:PutRolePermissionsBoundary',
          'iam:PutRolePolicy',
          'iam:UpdateAssumeRolePolicy',
        ])
        .sort(),
    );
  });

  it('reads as a plan role', async () => {
    for (const action of identity('prod', 'plan').flatMap(({ actions }) => actions)) {
      expect((await knownAction(action))?.accessLevel).toMatch(/^(Read|List)$/);
    }
  });
});

describe('the boundary', () => {
  it.each(names)('is there for %s, and on every role of it', (name) => {
    const policies = Object.values(access.resource.aws_iam_policy ?? {});
    expect(policies.map((policy) => policy.name)).toContain(
      `image-service-access-${name}-boundary`,
    );
    const roles = Object.values(stages.get(name)?.resource.aws_iam_role ?? {});
    expect(roles.length).toBeGreaterThan(0);
    for (const { permissions_boundary: arn } of roles) {
      expect(arn).toMatch(
        new RegExp(
          `^arn:\\$\\{data\\.aws_partition\\.\\w.*\\.partition\\}:iam::\\$\\{data\\.aws_caller_identity\\..*\\.account_id\\}:policy/image-service-access-${name}-boundary$`,
        ),
      );
    }
  });

  it('names only actions that AWS has, and nothing of IAM', async () => {
    const actions = boundary('dev').flatMap((statement) => statement.actions);
    for (const action of actions) expect(await knownAction(action)).toBeDefined();
    expect(actions.filter((action) => /^(iam|sts):|\*/.test(action))).toEqual([]);
  });

  it('leaves functions, and the flow logs, all that they are granted', () => {
    const [stage] = config.stages;
    if (stage === undefined) throw new Error('no stage');
    const props = { shared: config.shared, stage, functions: EVERY_FUNCTION };
    const stack = synthesize(new ImageServiceStack(testApp(), props));
    const { access: withAll } = synthesizeAccess([stage], {
      build: (app, own) => new ImageServiceStack(app, { ...own, functions: EVERY_FUNCTION }),
    });
    const roles = Object.values(stack.resource.aws_iam_role ?? {});
    expect(roles.map((role) => typeof role.permissions_boundary)).toEqual([
      ...['string', 'string', 'string', 'string', 'string'],
    ]);
    const arn = (text: string): string => concrete(text, stack.resource);
    const granted = Object.entries(statements(stack)).filter(([sid]) =>
      [
        ...['WriteOwnLog', 'LetLambdaAttachVpc', 'WriteFlowLogs', 'KeepFailures', 'Trace'],
        ...['ReadImageMetadata', 'ReadImageMetadataByUser', 'GetImages', 'PutImages'],
      ].includes(sid),
    );
    expect(granted).toHaveLength(9);
    const missing = granted.flatMap(([sid, statement]) => {
      const { actions, resources } = statement as unknown as Statement;
      return actions.flatMap((action) =>
        resources
          .map(arn)
          .filter(
            (resource) =>
              !boundary(stage.name, withAll).some(
                (limit) =>
                  limit.actions.includes(action) &&
                  limit.resources.some((pattern) => covers(pattern, resource)),
              ),
          )
          .map((resource) => `${sid}: ${action} on ${resource}`),
      );
    });
    expect(missing).toEqual([]);
  });

  it('holds no right that no function of the stage is given', () => {
    expect(boundary('dev').map(({ sid }) => sid)).toEqual([
      ...['Images', 'ImageMetadata', 'ImageMetadataIndexes', 'Logs', 'LetLambdaAttachVpc'],
    ]);
  });
});

/** The ARN that AWS gives what the text refers to, by its name. */
function concrete(
  text: string,
  resources: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>,
): string {
  const prefix: Readonly<Record<string, string>> = {
    aws_cloudwatch_log_group: 'arn:aws:logs:us-east-1:111122223333:log-group:',
    aws_dynamodb_table: 'arn:aws:dynamodb:us-east-1:111122223333:table/',
    aws_s3_bucket: 'arn:aws:s3:::',
    aws_sqs_queue: 'arn:aws:sqs:us-east-1:111122223333:',
  };
  return text.replace(/\$\{(\w+)\.([\w-]+)\.arn\}/g, (_, type: string, id: string) => {
    const { name, bucket } = resources[type]?.[id] ?? {};
    return `${prefix[type] ?? ''}${String(name ?? bucket)}`;
  });
}
