import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, TerraformStack } from 'cdktf';
import { childEnvironment } from '../../src/config/environment';
import { AccessStack } from '../../src/stacks/access-stack';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { StateStack } from '../../src/stacks/state-stack';
import { placeLockFile } from '../../src/terraform/lock-file';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { sharedWithGithub } from '../support/access';
import { run } from '../support/commands';
import { config, stage } from '../support/config';
import { write } from '../support/temporary';

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

const FORMS = ['json', 'hcl'] as const;

/** Lists that are empty on purpose, and that cdktf leaves out of HCL: 0024 names them. */
const EMPTY_LISTS = [
  [/^resource "aws_default_security_group"/, ['egress', 'ingress']],
  [/^resource "aws_route_table"/, ['route']],
  [/^resource "aws_security_group" ".*function-security-group/, ['ingress']],
  [/^resource "aws_security_group" ".*endpoint-security-group/, ['egress']],
] as const;

interface Diagnostic {
  readonly summary: string;
  readonly range: { readonly filename: string };
}

/** Loading the provider's schema takes longer than all the rest: one root module has each stack as a child. */
describe('terraform validate, with the real provider', () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'image-service-validate-'));
  let diagnostics: readonly Diagnostic[] = [];

  beforeAll(async () => {
    const app = new App({ outdir: path.join(outdir, 'json') });
    new StateStack(app, config);
    const stages = [...config.stages, everything].map((one) => ({
      stage: one,
      stack: new ImageServiceStack(app, { shared: config.shared, stage: one }),
    }));
    new AccessStack(app, { shared: sharedWithGithub, stages });
    app.synth();
    for (const stack of app.node.children.filter((child) => TerraformStack.isStack(child))) {
      withoutBackend(path.join(outdir, 'json', 'stacks', stack.node.id, 'cdk.tf.json'));
      // What `cdktf synth --hcl` writes: docs/decisions/0024.
      const { hcl } = stack.toHclTerraform() as { hcl: string };
      const text = withEmptyLists(withStatementBlocks(withoutBackendBlock(hcl)));
      write(path.join(outdir, 'hcl', 'stacks', stack.node.id), 'cdk.tf', text);
    }
    const modules = STACKS.flatMap((stack) =>
      FORMS.map((form) => [`${stack}-${form}`, { source: `./${form}/stacks/${stack}` }]),
    );
    writeFileSync(
      path.join(outdir, 'main.tf.json'),
      JSON.stringify({ module: Object.fromEntries(modules) as object }),
    );
    placeLockFile([outdir]);
    const env = childEnvironment({ ...(await providerEnvironment()), CHECKPOINT_DISABLE: '1' });
    const terraform = (...args: string[]) => run('terraform', args, { cwd: outdir, env });
    const init = await terraform('init', '-backend=false', '-input=false', '-no-color');
    expect(init).toMatchObject({ code: 0, stderr: '' });
    const { stdout } = await terraform('validate', '-json');
    ({ diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] });
  }, 600_000);

  afterAll(() => {
    rmSync(outdir, { recursive: true, force: true });
  });

  const ofForm = (form: string, stack: string): Diagnostic[] =>
    diagnostics.filter(({ range }) => range.filename.startsWith(`${form}/stacks/${stack}/`));

  it.each(STACKS)('%s is valid, without a warning', (stack) => {
    expect(ofForm('json', stack)).toEqual([]);
  });

  it.each(STACKS)('%s is valid as HCL, with no warning but of references in quotes', (stack) => {
    const own = ofForm('hcl', stack);
    expect(own.filter(({ summary }) => summary !== 'Quoted references are deprecated')).toEqual([]);
  });

  it.each(STACKS)('%s has the same empty lists as HCL', (stack) => {
    const textOf = (form: string, name: string): string =>
      readFileSync(path.join(outdir, form, 'stacks', stack, name), 'utf8');
    const [json, hcl] = [
      Array.from(textOf('json', 'cdk.tf.json').matchAll(/"(\w+)": ?\[\]/g), ([, name]) => name),
      Array.from(textOf('hcl', 'cdk.tf').matchAll(/^(\w+) = \[\s*\]$/gm), ([, name]) => name),
    ];
    expect(hcl.sort()).toEqual(json.sort());
  });

  it('says nothing else', () => {
    const count = STACKS.flatMap((stack) => FORMS.flatMap((form) => ofForm(form, stack))).length;
    expect(diagnostics).toHaveLength(count);
  });
});

/** A child module has no backend; Terraform warns of one. */
function withoutBackend(file: string): void {
  const stack = JSON.parse(readFileSync(file, 'utf8')) as { terraform: Record<string, unknown> };
  const { backend, ...terraform } = stack.terraform;
  expect(backend).toBeDefined();
  writeFileSync(file, JSON.stringify({ ...stack, terraform }));
}

function withoutBackendBlock(stack: string): string {
  const without = stack.replace(/^backend "s3" \{[^}]*\}$/m, '');
  expect(without).not.toBe(stack);
  return without;
}

/** A change by hand that 0024 names. */
const withEmptyLists = (stack: string): string =>
  EMPTY_LISTS.reduce(
    (text, [resource, names]) =>
      text.replace(new RegExp(`${resource.source}.*$`, 'gm'), (line) =>
        [line, ...names.map((name) => `${name} = []`)].join('\n'),
      ),
    stack,
  );

/** Another: cdktf takes a web ACL's statements for maps. */
const withStatementBlocks = (stack: string): string =>
  stack.replace(/^(\w*statement) = \{$/gm, '$1 {');
