import { describe, expect, it } from '@jest/globals';
import { TerraformStack } from 'cdktf';
import type { App } from 'cdktf';
import { buildApp, buildStack } from '../src/app';
import { sharedWithGithub } from './support/access';
import { config } from './support/config';

const withGithub = { ...config, shared: sharedWithGithub };

const stacksIn = (app: App): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    app.node.children.flatMap((stack) =>
      TerraformStack.isStack(stack) ? [[stack.node.id, stack.toTerraform()]] : [],
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

  it('has no other stacks to build', () => {
    expect(Object.keys(all)).toHaveLength(5);
    expect(() => buildStack(config, 'dev')).toThrow(/^There is no stack "dev"\. /);
  });
});
