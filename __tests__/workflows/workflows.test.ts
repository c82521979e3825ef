import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { validateWorkflow } from '@action-validator/core';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { OPERATIONS_OF_ROLE } from '../../src/access/operation-needs';
import { deployRoleName, planRoleName } from '../../src/config/names';
import { knownVariables } from '../../src/config/overrides';
import { opsProgram } from '../../src/ops/program';
import { PROJECT_ROOT } from '../../src/terraform/project';
import { config } from '../support/config';

const DIRECTORY = path.join(PROJECT_ROOT, '.github', 'workflows');

const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
const jobSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  if: z.string().optional(),
  needs: z.string().optional(),
  environment: z.string().optional(),
  concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  strategy: z
    .object({ matrix: z.object({ include: z.array(z.record(z.string(), z.string())) }) })
    .optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.string()).optional(),
  steps: z.array(stepSchema).default([]),
});
const workflowSchema = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()).optional(),
  jobs: z.record(z.string(), jobSchema),
});

const files = readdirSync(DIRECTORY).sort();
const text = (file: string): string => readFileSync(path.join(DIRECTORY, file), 'utf8');
const workflow = (file: string) => workflowSchema.parse(parse(text(file)));
const jobs = files.flatMap((file) =>
  Object.entries(workflow(file).jobs).map(([name, job]) => ({ file, name, job })),
);
const steps = jobs.flatMap(({ file, name, job }) =>
  job.steps.map((step) => ({ where: `${file} ${name}`, step })),
);
const commands = steps.flatMap(({ step }) => step.run ?? []);
/** The operators' commands and their arguments, each once. */
const opsCommands = [...new Set(commands)]
  .filter((run) => run.startsWith('pnpm ops '))
  .map((run) => {
    const [name = '', ...args] = run
      .replaceAll(/\$\{\{ \w+\.stage \}\}/g, 'dev')
      .split(' ')
      .slice(2);
    return [name, args] as const;
  });
const stageNames = config.stages.map(({ name }) => name);

describe('the workflows', () => {
  it('are these', () => {
    expect(files).toEqual(['deploy-stage.yml', 'deploy.yml', 'drift.yml', 'pull-request.yml']);
  });

  it.each(files)('%s is what GitHub accepts', (file) => {
    expect(validateWorkflow(text(file)).errors).toEqual([]);
  });

  it('would not pass with a key that GitHub does not know', () => {
    const broken = text('drift.yml').replace('runs-on:', 'run-on:');
    expect(validateWorkflow(broken).errors).not.toEqual([]);
  });

  it('hold no logic: each step is one pnpm command', () => {
    expect(commands.length).toBeGreaterThan(5);
    // No chains, no substitution by a shell; of expressions only the stage's name.
    const command = /^pnpm [\w:-]+( ([\w:-]+|\$\{\{ (matrix|inputs)\.stage \}\}))*$/;
    expect(commands.filter((run) => !command.test(run.replaceAll(/plan-(?=\$)/g, '')))).toEqual([]);
  });

  it('run only scripts of package.json', () => {
    const { scripts } = JSON.parse(
      readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8'),
    ) as { readonly scripts: Readonly<Record<string, string>> };
    const names = commands.map((run) => run.split(' ')[1] ?? '');
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(opsCommands)(
    '`pnpm ops %s …` is a command with these arguments and options',
    async (name, args) => {
      const program = await opsProgram([name]);
      const command = program.commands.find((one) => one.name() === name);
      // No action: what is tested is how the line is read.
      command?.exitOverride().action(() => undefined);
      expect(command).toBeDefined();
      command?.parse(args, { from: 'user' });
      expect(command?.args).toEqual(['dev']);
    },
  );

  it('run with each role the commands that it is made for', () => {
    const asked: Record<string, string[]> = { plan: [], deploy: [] };
    for (const { job } of jobs) {
      const role = job.steps.flatMap(({ with: given }) => given?.['role-to-assume'] ?? [])[0];
      const kind = /-(plan|deploy)$/.exec(String(role ?? ''))?.[1];
      if (kind === undefined) continue;
      for (const { run = '' } of job.steps) asked[kind]?.push(run.split(' ')[2] ?? '');
    }
    // These ask GitHub, not AWS.
    const ofGithub = ['', 'comment', 'drift-issue', 'summary'];
    for (const kind of ['plan', 'deploy'] as const) {
      const ofAws = new Set(asked[kind]?.filter((name) => !ofGithub.includes(name)));
      expect([...ofAws]).toEqual(OPERATIONS_OF_ROLE[kind]);
    }
  });

  it('pin every action by commit, with its version beside it', () => {
    const lines = files.flatMap((file) => text(file).match(/uses: .*/g) ?? []);
    const pinned = /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(
      lines.filter((line) => !pinned.test(line) && !line.startsWith('uses: ./.github/workflows/')),
    ).toEqual([]);
    expect(new Set(lines.filter((line) => pinned.test(line))).size).toBe(7);
  });

  it('give every job its own permissions, and no more than it uses', () => {
    expect(files.map((file) => workflow(file).permissions)).toEqual(files.map(() => ({})));
    const given = jobs.map(({ file, name, job }) => [`${file} ${name}`, job.permissions]);
    const aws = { contents: 'read', 'id-token': 'write' };
    expect(Object.fromEntries(given)).toEqual({
      'deploy-stage.yml plan': aws,
      'deploy-stage.yml apply': aws,
      'deploy.yml dev': aws,
      'deploy.yml staging': aws,
      'deploy.yml prod': aws,
      'drift.yml drift': { ...aws, issues: 'write' },
      'pull-request.yml test': { contents: 'read' },
      'pull-request.yml plan': { ...aws, 'pull-requests': 'write' },
    });
  });

  it('store no keys', () => {
    expect(
      files.filter((file) => /secrets[.[]|aws-access-key|AWS_SECRET/.test(text(file))),
    ).toEqual([]);
  });

  it('leave no token in the checkout', () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBe(5);
    for (const { step } of checkouts) expect(step.with).toEqual({ 'persist-credentials': false });
  });

  it('use the Terraform that the project is tested with, unwrapped', () => {
    const version = readFileSync(path.join(PROJECT_ROOT, '.terraform-version'), 'utf8').trim();
    const setups = steps.filter(({ step }) => step.uses?.startsWith('hashicorp/setup-terraform@'));
    for (const { step } of setups) {
      expect(step.with).toEqual({ terraform_version: version, terraform_wrapper: false });
    }
  });

  it('assume the roles of the access stack', () => {
    const roles = steps.flatMap(({ step }) => step.with?.['role-to-assume'] ?? []);
    const names = roles.map((role) =>
      String(role)
        .replace(/^.*:role\//, '')
        .replace(/\$\{\{ \w+\.stage \}\}/, 'dev'),
    );
    expect([...new Set(names)].sort()).toEqual([deployRoleName('dev'), planRoleName('dev')]);
  });

  it('set only variables that something reads, the same for every stage', () => {
    const known = knownVariables(stageNames);
    const envs = files.map((file) => workflow(file).env).filter((env) => env !== undefined);
    expect(envs.length).toBe(3);
    for (const set of envs) {
      expect(Object.keys(set).filter((name) => !known.includes(name))).toEqual([]);
      for (const [name, value] of Object.entries(set)) {
        expect(value).toMatch(
          new RegExp(`^\\$\\{\\{ (vars\\.${name}|inputs\\.allow-destroy) \\}\\}$`),
        );
      }
      expect(Object.keys(set)).toEqual(
        expect.arrayContaining(
          stageNames.flatMap((stage) =>
            ['ACCOUNT_ID', 'BUCKET_SUFFIX', 'JWT_ISSUER', 'ALARM_EMAILS'].map(
              (name) => `IMAGE_SERVICE_${stage.toUpperCase()}_${name}`,
            ),
          ),
        ),
      );
    }
  });

  it('plan every stage', () => {
    for (const [file, name] of [
      ['pull-request.yml', 'plan'],
      ['drift.yml', 'drift'],
    ] as const) {
      const include = workflow(file).jobs[name]?.strategy?.matrix.include;
      expect(include).toEqual(
        stageNames.map((stage) => ({
          stage,
          account: `IMAGE_SERVICE_${stage.toUpperCase()}_ACCOUNT_ID`,
        })),
      );
    }
  });
});

describe('a pull request', () => {
  const { on, jobs: of } = workflow('pull-request.yml');

  it('runs the code of a fork without credentials', () => {
    expect(Object.keys(on)).toEqual(['pull_request']);
    expect(of.plan?.if).toBe('github.event.pull_request.head.repo.full_name == github.repository');
    expect(of.test?.permissions).toEqual({ contents: 'read' });
  });

  it('keeps the plan to read, also of a plan that is refused', () => {
    const upload = of.plan?.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    expect(upload).toMatchObject({
      if: '${{ !cancelled() }}',
      with: { name: 'plan-${{ matrix.stage }}', path: 'plan-${{ matrix.stage }}/plan*' },
    });
  });
});

describe('a deploy', () => {
  const { on, jobs: of } = workflow('deploy.yml');
  const { plan, apply } = workflow('deploy-stage.yml').jobs;

  it('takes the stages in order, one run at a time each', () => {
    expect(on.push).toEqual({ branches: ['main'] });
    expect(Object.keys(of)).toEqual(stageNames);
    expect(Object.values(of).map(({ needs }) => needs)).toEqual([undefined, 'dev', 'staging']);
    expect(Object.values(of).map(({ concurrency }) => concurrency)).toEqual(
      stageNames.map((stage) => ({ group: `deploy-${stage}`, 'cancel-in-progress': false })),
    );
  });

  it("applies the plan that was shown, behind the stage's environment", () => {
    expect(plan?.environment).toBeUndefined();
    expect(apply).toMatchObject({ needs: 'plan', environment: '${{ inputs.stage }}' });
    const runs = (job: typeof plan) => (job?.steps ?? []).flatMap(({ run }) => run ?? []);
    expect(runs(plan).map((run) => run.split(' ')[2])).toEqual(['plan', 'summary']);
    expect(runs(apply).map((run) => run.split(' ')[2])).toEqual(['apply', 'verify', 'alarms']);
  });
});
