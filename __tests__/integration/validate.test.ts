import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App } from 'cdktf';
import { childEnvironment } from '../../src/config/environment';
import { AccessStack } from '../../src/stacks/access-stack';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { StateStack } from '../../src/stacks/state-stack';
import { placeLockFile } from '../../src/terraform/lock-file';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { sharedWithGithub } from '../support/access';
import { run } from '../support/commands';
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

const STACKS = [
  'image-service-state',
  'image-service-access',
  ...config.stages.map(({ name }) => `image-service-${name}`),
  'image-service-everything',
];

/** Loading the provider's schema takes longer than all the rest: one root module has each stack as a child. */
describe('terraform validate, with the real provider', () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'image-service-validate-'));
  let diagnostics: readonly unknown[] = [];

  beforeAll(async () => {
    const app = new App({ outdir });
    new StateStack(app, config);
    const stages = [...config.stages, everything].map((one) => ({
      stage: one,
      stack: new ImageServiceStack(app, { shared: config.shared, stage: one }),
    }));
    new AccessStack(app, { shared: sharedWithGithub, stages });
    app.synth();
    const modules = STACKS.map((stack) => {
      const directory = path.join(outdir, 'stacks', stack);
      withoutBackend(path.join(directory, 'cdk.tf.json'));
      return [stack, { source: `./stacks/${stack}` }];
    });
    writeFileSync(
      path.join(outdir, 'main.tf.json'),
      JSON.stringify({ module: Object.fromEntries(modules) as object }),
    );
    placeLockFile([outdir]);
    const env = childEnvironment({ ...(await providerEnvironment()), CHECKPOINT_DISABLE: '1' });
    const terraform = (...args: string[]) => run('terraform', args, { cwd: outdir, env });
    const init = await terraform('init', '-backend=false', '-input=false', '-no-color');
    expect(init).toMatchObject({ code: 0 });
    const { stdout } = await terraform('validate', '-json');
    ({ diagnostics } = JSON.parse(stdout) as { diagnostics: unknown[] });
  }, 600_000);

  afterAll(() => {
    rmSync(outdir, { recursive: true, force: true });
  });

  it.each(STACKS)('%s is valid, without a warning', (stack) => {
    const own = diagnostics.filter((each) => JSON.stringify(each).includes(`stacks/${stack}/`));
    expect(own).toEqual([]);
  });

  it('says nothing else', () => {
    expect(diagnostics).toEqual([]);
  });
});

/** A child module has no backend; Terraform warns of one. */
function withoutBackend(file: string): void {
  const stack = JSON.parse(readFileSync(file, 'utf8')) as { terraform: Record<string, unknown> };
  const { backend, ...terraform } = stack.terraform;
  expect(backend).toBeDefined();
  writeFileSync(file, JSON.stringify({ ...stack, terraform }));
}
