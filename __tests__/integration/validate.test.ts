import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App } from 'cdktf';
import { childEnvironment } from '../../src/config/environment';
import { AccessStack } from '../../src/stacks/access-stack';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { StateStack } from '../../src/stacks/state-stack';
import { pinProviders } from '../../src/terraform/lock-file';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { sharedWithGithub } from '../support/access';
import { config, stage } from '../support/config';

/** Every opt-in at once, in another region: what no committed stage uses still has to be valid. */
const everything = stage('prod', {
  name: 'everything',
  accountId: '111122223333',
  region: 'eu-west-1',
  cachedQueryStrings: ['width'],
  originShield: 'in-region',
  webAcl: 'managed-rules',
  alarmEmails: ['on-call@team.example'],
  network: {
    mode: 'vpc',
    cidrBlock: '172.16.0.0/16',
    availabilityZones: ['a', 'b', 'c'],
    interfaceEndpoints: ['secretsmanager'],
  },
});

describe('terraform validate, with the real provider', () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'image-service-validate-'));
  let env: Record<string, string>;

  beforeAll(async () => {
    const app = new App({ outdir });
    new StateStack(app, config.shared);
    const stages = [...config.stages, everything].map((one) => ({
      stage: one,
      stack: new ImageServiceStack(app, { shared: config.shared, stage: one }),
    }));
    new AccessStack(app, { shared: sharedWithGithub, stages });
    app.synth();
    pinProviders(outdir);
    env = childEnvironment({ ...(await providerEnvironment()), CHECKPOINT_DISABLE: '1' });
  }, 120_000);

  afterAll(() => {
    rmSync(outdir, { recursive: true, force: true });
  });

  function terraform(stack: string, ...args: string[]): { status: number | null; output: string } {
    const cwd = path.join(outdir, 'stacks', stack);
    const result = spawnSync('terraform', args, { cwd, env, encoding: 'utf8' });
    return { status: result.status, output: result.stdout + result.stderr };
  }

  const stacks = [
    'image-service-state',
    'image-service-access',
    ...config.stages.map((one) => `image-service-${one.name}`),
    'image-service-everything',
  ];

  it.each(stacks)(
    '%s is valid, without a warning',
    (stack) => {
      const init = terraform(stack, 'init', '-backend=false', '-input=false', '-no-color');
      expect(init).toMatchObject({ status: 0 });
      const validate = terraform(stack, 'validate', '-json');
      expect(JSON.parse(validate.output)).toMatchObject({ valid: true, diagnostics: [] });
    },
    120_000,
  );
});
