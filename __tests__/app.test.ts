import { describe, expect, it } from '@jest/globals';
import { TerraformStack, type App } from 'cdktf';
import { buildApp, buildStack } from '../src/app';
import { loadConfig } from '../src/config/load';
import { sharedWithGithub } from './support/access';
import { stages } from '../src/config/stages';
import { config } from './support/config';
import type { SynthesizedStack } from './support/stack';

const withGithub = { ...config, shared: sharedWithGithub };

const stacksIn = (app: App): Readonly<Record<string, SynthesizedStack>> =>
  Object.fromEntries(
    app.node.children.flatMap((stack) =>
      TerraformStack.isStack(stack)
        ? [[stack.node.id, stack.toTerraform() as SynthesizedStack]]
        : [],
    ),
  );

describe('buildStack', () => {
  const all = stacksIn(buildApp(withGithub).app);

  it.each([
    'image-service-state',
    'image-service-dev',
    'image-service-staging',
    'image-service-prod',
    'image-service-access',
  ])('builds %s alone, as it is among all of them', (name) => {
    expect(stacksIn(buildStack(withGithub, name))).toEqual({ [name]: all[name] });
  });

  it.each(['aws_iam_role_policies_exclusive', 'aws_iam_role_policy_attachments_exclusive'])(
    'has one %s for each role',
    (type) => {
      const stacks = Object.values(all).map(({ resource }) => resource);
      const roles = stacks.flatMap(({ aws_iam_role: here = {} }) => Object.keys(here));
      const kept = stacks.flatMap((resource) =>
        Object.values(resource[type] ?? {}).map(({ role_name }) => role_name),
      );
      expect(roles.length).toBeGreaterThan(3);
      expect(kept.sort()).toEqual(roles.map((id) => `\${aws_iam_role.${id}.name}`).sort());
    },
  );

  it('has no other stacks to build', () => {
    expect(Object.keys(all)).toHaveLength(5);
    expect(() => buildStack(config, 'dev')).toThrow(/^There is no stack "dev"\. /);
  });
});

describe('stages in accounts of their own', () => {
  const [DEV, PROD] = ['111122223333', '777788889999'] as const;
  const { dev, staging, prod } = stages;
  const several = loadConfig({
    stages: { dev, staging, prod },
    env: {
      IMAGE_SERVICE_DEV_ACCOUNT_ID: DEV,
      IMAGE_SERVICE_STAGING_ACCOUNT_ID: DEV,
      IMAGE_SERVICE_PROD_ACCOUNT_ID: PROD,
      IMAGE_SERVICE_STATE_BUCKET_NAME: 'ours-{account}',
      IMAGE_SERVICE_GITHUB_REPOSITORY: 'us/ours',
    },
  });
  const { app } = buildApp(several);
  const all = stacksIn(app);

  it('keep their states in the bucket of their account, and go nowhere else', () => {
    const places = Object.entries(all).map(([name, { terraform, provider }]) => {
      const { backend } = terraform as { backend: { s3: { bucket: string } } };
      const [aws] = provider.aws as { allowed_account_ids: string[] }[];
      return `${name} ${backend.s3.bucket} ${String(aws?.allowed_account_ids)}`;
    });
    expect(places.sort()).toEqual(
      [
        `image-service-access-${DEV} ours-${DEV} ${DEV}`,
        `image-service-access-${PROD} ours-${PROD} ${PROD}`,
        `image-service-dev ours-${DEV} ${DEV}`,
        `image-service-prod ours-${PROD} ${PROD}`,
        `image-service-staging ours-${DEV} ${DEV}`,
        `image-service-state-${DEV} ours-${DEV} ${DEV}`,
        `image-service-state-${PROD} ours-${PROD} ${PROD}`,
      ].sort(),
    );
  });

  it("have their roles and boundaries in their own account, for that account's state", () => {
    const access = all[`image-service-access-${PROD}`];
    const named = (type: string) =>
      Object.values(access?.resource[type] ?? {}).map(({ name }) => name);
    expect(named('aws_iam_role').sort()).toEqual([
      'image-service-access-prod-deploy',
      'image-service-access-prod-plan',
      'image-service-access-prod-store',
    ]);
    expect(named('aws_iam_policy')).toContain('image-service-access-prod-boundary');
    const text = JSON.stringify(access?.data);
    expect(text).toContain(`arn:aws:s3:::ours-${PROD}/image-service/prod/terraform.tfstate`);
    expect(text).not.toContain(DEV);
  });

  it('keep to the guardrails', () => {
    expect(() => {
      app.synth();
    }).not.toThrow();
  });

  it('are built alone as among all', () => {
    for (const name of [`image-service-access-${DEV}`, `image-service-state-${PROD}`]) {
      expect(stacksIn(buildStack(several, name))).toEqual({ [name]: all[name] });
    }
    expect(() => buildStack(several, 'image-service-access')).toThrow(
      `The stacks are: image-service-state-${DEV}, image-service-state-${PROD}, image-service-dev, image-service-staging, image-service-prod, image-service-access-${DEV}, image-service-access-${PROD}.`,
    );
  });
});
