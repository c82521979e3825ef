import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { validateAction, validateWorkflow } from '@action-validator/core';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMMANDS_OF_ROLE, ROLE_KINDS } from '../../src/deploy-rights/command-rights';
import { childEnvironment } from '../../src/config/environment';
import { PRODUCTION_STAGE } from '../../src/config/names';
import { GithubRole } from '../../src/constructs/iam/github-role';
import { opsProgram } from '../../src/ops/program';
import { PROJECT_ROOT } from '../../src/system/project';
import { PLUGIN_CACHE } from '../../src/terraform/plugin-cache';
import { committed } from '../support/config';
import { temporaryDirectory } from '../support/temporary';

const ACTION = './.github/actions/set-up';
const DIRECTORY = path.join(PROJECT_ROOT, '.github', 'workflows');

const stepSchema = z.object({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  env: z.record(z.string(), z.string()).optional(),
  shell: z.string().optional(),
});
const jobSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  if: z.string().optional(),
  needs: z.string().optional(),
  environment: z.string().optional(),
  concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  strategy: z
    .object({
      'fail-fast': z.boolean(),
      matrix: z.object({ include: z.string() }),
    })
    .optional(),
  outputs: z.record(z.string(), z.string()).optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  env: z.record(z.string(), z.string()).optional(),
  steps: z.array(stepSchema).default([]),
});
const workflowSchema = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()).optional(),
  jobs: z.record(z.string(), jobSchema),
});

const actionText = readFileSync(path.join(PROJECT_ROOT, ACTION, 'action.yml'), 'utf8');
const actionSchema = z.object({ runs: z.object({ steps: z.array(stepSchema) }) });
/** The steps of the one composite action. */
const setUp = actionSchema.parse(parse(actionText)).runs.steps;
const setUpWith = (action: string) =>
  setUp.find(({ uses }) => uses?.startsWith(`${action}@`))?.with;

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
/** What a step's environment is when the workflow runs for dev. */
const OF_DEV: Readonly<Record<string, string>> = {
  $STAGE: 'dev',
  'plan-$STAGE': 'plan-dev',
  $PLAN: '0123',
  $SINCE: '2030-01-01T12:00:00.000Z',
};
/** Which of the operators' commands a step runs; undefined for any other step. */
const opsName = (run = ''): string | undefined => /^exec \.\/ops ([\w-]+)/.exec(run)?.[1];
/** The operators' commands and their arguments, each once. */
const opsCommands = [...new Set(commands)]
  .filter((run) => opsName(run) !== undefined)
  .map((run) => {
    const args = run
      .split(' ')
      .slice(3)
      .map((word) => (word.startsWith('"') ? (OF_DEV[word.slice(1, -1)] ?? word) : word));
    return [opsName(run) ?? '', args] as const;
  });
const stageNames = committed.stages.map(({ name }) => name);

describe('the workflows', () => {
  it('are these', () => {
    expect(files).toEqual([
      'deploy-stage.yml',
      'deploy.yml',
      'drift.yml',
      'pull-request.yml',
      'stages.yml',
    ]);
  });

  it.each(files)('%s is what GitHub accepts', (file) => {
    expect(validateWorkflow(text(file)).errors).toEqual([]);
  });

  it('have one set-up, which is what GitHub accepts, and which every job with steps begins with', () => {
    expect(validateAction(actionText).errors).toEqual([]);
    expect(validateAction(actionText.replace('using:', 'use:')).errors).not.toEqual([]);
    const working = jobs.filter(({ job }) => job.steps.length > 0);
    expect(working.map(({ job }) => job.steps.slice(0, 2).map(({ uses }) => uses))).toEqual(
      working.map(() => [expect.stringMatching(/^actions\/checkout@/), ACTION]),
    );
    const others = steps.filter(({ step }) =>
      setUp.some(({ uses }) => uses !== undefined && uses === step.uses),
    );
    expect(others).toEqual([]);
  });

  it('install the dependencies before there are credentials', () => {
    const kinds = setUp.map(
      ({ uses = '', run = '' }) => (uses === '' ? run.split(' ') : uses.split('@'))[0],
    );
    expect(kinds).toEqual([
      'pnpm/action-setup',
      'actions/setup-node',
      'pnpm',
      'actions/cache',
      'echo',
      'hashicorp/setup-terraform',
      'jq',
      'aws-actions/configure-aws-credentials',
    ]);
    expect(setUp[2]?.run).toBe('pnpm install --frozen-lockfile');
  });

  it('keep dependencies and providers from run to run while their lock files stay the same', () => {
    expect(setUpWith('actions/setup-node')).toMatchObject({ cache: 'pnpm' });
    expect(setUpWith('actions/cache')).toEqual({
      path: path.relative(PROJECT_ROOT, PLUGIN_CACHE),
      key: "providers-${{ runner.os }}-${{ runner.arch }}-${{ hashFiles('.terraform.lock.hcl') }}",
    });
  });

  it('would not pass with a key that GitHub does not know', () => {
    const broken = text('drift.yml').replace('runs-on:', 'run-on:');
    expect(validateWorkflow(broken).errors).not.toEqual([]);
  });

  it('hold no logic: each step is one command, and no expression reaches a shell', () => {
    expect(commands.length).toBeGreaterThan(5);
    // No chains, no substitution by a shell but of a variable in quotes.
    const command = /^(pnpm|exec \.\/ops) [\w:-]+( ([\w:-]+|"[\w-]*\$[A-Z]+"))*$/;
    expect(commands.filter((run) => !command.test(run))).toEqual([]);
    expect(
      [...commands, ...setUp.map(({ run = '' }) => run)].filter((run) => run.includes('${{')),
    ).toEqual([]);
  });

  it('give each variable of a command a value', () => {
    for (const { file, job } of jobs) {
      for (const { run = '', env = {} } of job.steps) {
        const known = { ...workflow(file).env, ...job.env, ...env };
        const used = [...run.matchAll(/\$([A-Z]+)/g)].map(([, name = '']) => name);
        expect(used.filter((name) => !(name in known))).toEqual([]);
        if ('STAGE' in known) expect(known.STAGE).toMatch(/^\$\{\{ (inputs|matrix)\.stage \}\}$/);
      }
    }
  });

  it('let every command with credentials get the signal of a cancelled run itself', () => {
    const withRole = jobs.filter(({ job }) => job.steps.some(({ with: given }) => given?.role));
    expect(withRole).toHaveLength(4);
    for (const { job } of withRole) {
      const runs = job.steps.flatMap(({ run }) => run ?? []);
      expect(runs.filter((run) => opsName(run) === undefined)).toEqual([]);
    }
  });

  it('have sessions that outlast their jobs', () => {
    expect(setUpWith('aws-actions/configure-aws-credentials')).toMatchObject({
      'role-duration-seconds': GithubRole.SESSION_SECONDS,
    });
    const minutes = jobs.flatMap(({ job }) =>
      job.steps.some(({ with: given }) => given?.role) ? [job['timeout-minutes'] ?? Infinity] : [],
    );
    expect(Math.max(...minutes) * 60).toBeLessThan(GithubRole.SESSION_SECONDS);
  });

  it('run only scripts of package.json', () => {
    const { scripts } = JSON.parse(
      readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8'),
    ) as { readonly scripts: Readonly<Record<string, string>> };
    const names = commands.flatMap((run) => /^pnpm (\S+)/.exec(run)?.[1] ?? []);
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(opsCommands)(
    '`./ops %s …` is a command with these arguments and options',
    (name, args) => {
      const program = opsProgram();
      const group = program.commands.find((one) => one.name() === name);
      const inGroup = group?.commands.find((one) => one.name() === args[0]);
      const command = inGroup ?? group;
      // No action: what is tested is how the line is read.
      command?.exitOverride().action(() => undefined);
      expect(command).toBeDefined();
      command?.parse(inGroup === undefined ? args : args.slice(1), { from: 'user' });
      expect(command?.args).toEqual(name === 'stages' ? [] : ['dev']);
    },
  );

  it('run with each role the commands that it is made for', () => {
    const asked: Record<string, string[]> = { plan: [], store: [], deploy: [] };
    for (const { job } of jobs) {
      const role = job.steps.flatMap(({ with: given }) => given?.role ?? [])[0];
      const kind = /-(plan|store|deploy)$/.exec(String(role ?? ''))?.[1];
      if (kind === undefined) continue;
      for (const { run = '' } of job.steps) asked[kind]?.push(opsName(run) ?? '');
    }
    // These ask GitHub, not AWS.
    const ofGithub = ['', 'comment', 'environment', 'stages', 'summary'];
    for (const kind of ROLE_KINDS) {
      const ofAws = new Set(asked[kind]?.filter((name) => !ofGithub.includes(name)));
      expect([...ofAws].sort()).toEqual([...COMMANDS_OF_ROLE[kind]].sort());
    }
  });

  it('pin every action by commit, with its version beside it', () => {
    const lines = [...files.map(text), actionText].flatMap((one) => one.match(/uses: .*/g) ?? []);
    const pinned = /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(
      lines.filter((line) => !pinned.test(line) && !line.startsWith('uses: ./.github/')),
    ).toEqual([]);
    expect(new Set(lines.filter((line) => pinned.test(line))).size).toBe(7);
  });

  it('give every job its own permissions, and no more than it uses', () => {
    expect(files.map((file) => workflow(file).permissions)).toEqual(files.map(() => ({})));
    const given = jobs.map(({ file, name, job }) => [`${file} ${name}`, job.permissions]);
    const aws = { contents: 'read', 'id-token': 'write' };
    // To read the environment; a called workflow gets no more than its caller.
    const deploy = { ...aws, actions: 'read' };
    expect(Object.fromEntries(given)).toEqual({
      'deploy-stage.yml plan': aws,
      'deploy-stage.yml apply': deploy,
      'deploy.yml dev': deploy,
      'deploy.yml staging': deploy,
      'deploy.yml prod': deploy,
      'drift.yml stages': { contents: 'read' },
      'pull-request.yml stages': { contents: 'read' },
      'stages.yml stages': { contents: 'read' },
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
    expect(checkouts.length).toBe(6);
    for (const { step } of checkouts) expect(step.with).toEqual({ 'persist-credentials': false });
  });

  it('use the Terraform that the project is tested with, unwrapped', () => {
    const { run } = setUp.find(({ id }) => id === 'terraform') ?? {};
    expect(run).toBe('echo "version=$(cat .terraform-version)" >> "$GITHUB_OUTPUT"');
    expect(setUpWith('hashicorp/setup-terraform')).toEqual({
      terraform_version: '${{ steps.terraform.outputs.version }}',
      terraform_wrapper: false,
    });
  });

  it('assume the roles of the access stack', () => {
    expect(setUpWith('aws-actions/configure-aws-credentials')).toMatchObject({
      'role-to-assume': '${{ inputs.role }}',
    });
    const roles = steps.flatMap(({ step }) => step.with?.role ?? []);
    const names = roles.map((role) =>
      String(role)
        .replace(/^.*:role\//, '')
        .replace(/\$\{\{ \w+\.stage \}\}/, 'dev'),
    );
    expect([...new Set(names)].sort()).toEqual([
      'image-service-access-dev-deploy',
      'image-service-access-dev-plan',
      'image-service-access-dev-store',
    ]);
  });

  it('hand the variables of the repository to every job with a role, and to no other', () => {
    for (const { step } of steps.filter(({ step: { uses } }) => uses === ACTION)) {
      expect(step.with?.variables).toBe(
        step.with?.role === undefined ? undefined : '${{ toJSON(vars) }}',
      );
    }
  });

  it('set those of this project for the steps that follow, but never what may be destroyed', () => {
    const { run = '', env } = setUp.find((step) => step.run?.startsWith('jq ')) ?? {};
    expect(env).toEqual({ VARIABLES: '${{ inputs.variables }}' });
    const file = path.join(temporaryDirectory(), 'env');
    const VARIABLES = JSON.stringify({
      IMAGE_SERVICE_DEV_ACCOUNT_ID: '111122223333',
      IMAGE_SERVICE_ALLOW_DESTROY: 'aws_s3_bucket.images',
      OTHER: 'of another project',
    });
    const jq = spawnSync('bash', ['-c', run], {
      env: childEnvironment({ VARIABLES, GITHUB_ENV: file }),
      encoding: 'utf8',
    });
    // GitHub's runners have jq; a machine without it is told so.
    expect(jq.stderr).toBe('');
    expect(readFileSync(file, 'utf8')).toBe('IMAGE_SERVICE_DEV_ACCOUNT_ID=111122223333\n');
  });

  it('take every stage of the configuration, in its order', () => {
    for (const [file, name] of [
      ['drift.yml', 'drift'],
      ['pull-request.yml', 'plan'],
    ] as const) {
      const { stages, [name]: job } = workflow(file).jobs;
      expect(stages?.uses).toBe('./.github/workflows/stages.yml');
      expect(job?.needs).toBe('stages');
      expect(job?.strategy?.matrix.include).toBe('${{ fromJSON(needs.stages.outputs.stages) }}');
    }
    const { jobs: of, on } = workflow('stages.yml');
    expect(on.workflow_call).toMatchObject({
      outputs: { stages: { value: '${{ jobs.stages.outputs.stages }}' } },
    });
    expect(of.stages?.outputs).toEqual({ stages: '${{ steps.stages.outputs.stages }}' });
    expect(of.stages?.steps.at(-1)).toEqual({ id: 'stages', run: 'exec ./ops stages' });
    const file = path.join(temporaryDirectory(), 'output');
    const { stdout } = spawnSync(process.execPath, ['ops', 'stages'], {
      cwd: PROJECT_ROOT,
      env: childEnvironment({ GITHUB_OUTPUT: file }),
      encoding: 'utf8',
    });
    expect(stdout).toBe(`${stageNames.join('\n')}\n`);
    const [output = '', value = ''] = readFileSync(file, 'utf8').split(/=(.*)/s);
    expect(output).toBe('stages');
    expect(JSON.parse(value)).toEqual(
      stageNames.map((stage) => ({
        stage,
        account: `IMAGE_SERVICE_${stage.toUpperCase()}_ACCOUNT_ID`,
      })),
    );
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

  it('links from its comment to the page of the plan, which lies with what is kept', () => {
    const steps = of.plan?.steps ?? [];
    const at = (what: RegExp) => steps.findIndex(({ run, uses }) => what.test(run ?? uses ?? ''));
    const [plan, upload, comment] = [/ops plan/, /^actions\/upload-artifact@/, /ops comment/].map(
      at,
    );
    expect(steps[plan ?? -1]?.run).toContain('--html "$HTML"');
    expect(of.plan?.env?.HTML).toBe('plan-${{ matrix.stage }}/plan.html');
    expect(steps[upload ?? -1]?.id).toBe('upload');
    expect(comment).toBeGreaterThan(upload ?? Infinity);
    expect(steps[comment ?? -1]).toMatchObject({
      run: expect.stringContaining('--page "$PAGE"'),
      env: { PAGE: '${{ steps.upload.outputs.artifact-url }}' },
    });
  });
});

describe('a deploy', () => {
  const { on, jobs: of } = workflow('deploy.yml');
  const { plan, apply } = workflow('deploy-stage.yml').jobs;

  it('takes stages in the order of the configuration, one run at a time each where nobody has to approve', () => {
    expect(on.push).toEqual({ branches: ['main'] });
    const names = Object.keys(of);
    expect(names).toEqual(stageNames.filter((name) => names.includes(name)));
    expect(names).toContain(PRODUCTION_STAGE);
    for (const [index, [name, { needs, with: given, concurrency }]] of Object.entries(
      of,
    ).entries()) {
      // One that is not reached stops those behind it.
      expect(needs).toBe(names[index - 1]);
      expect(given).toMatchObject({
        stage: name,
        account: `IMAGE_SERVICE_${name.toUpperCase()}_ACCOUNT_ID`,
      });
      // A run that waits for approval would hold the group, and cancel those behind it unseen.
      expect(concurrency).toEqual(
        name === PRODUCTION_STAGE
          ? undefined
          : { group: `deploy-${name}`, 'cancel-in-progress': false },
      );
    }
  });

  it("applies the plan that was shown, behind the stage's environment", () => {
    expect(plan?.environment).toBeUndefined();
    expect(apply).toMatchObject({ needs: 'plan', environment: '${{ inputs.stage }}' });
    const runs = (job: typeof plan) => (job?.steps ?? []).flatMap(({ run }) => run ?? []);
    expect(runs(plan).map(opsName)).toEqual(['plan', 'summary']);
    expect(runs(apply).map(opsName)).toEqual(['environment', 'apply', 'state', 'verify', 'alarms']);
  });

  it('hands the plan on by its id, so that no artifact holds its secrets', () => {
    const [planning, applying] = [plan, apply].map((job, index) =>
      job?.steps.find(({ run }) => opsName(run) === ['plan', 'apply'][index]),
    );
    expect(planning?.id).toBe('plan');
    expect(planning?.run).toContain(' --store ');
    expect(plan?.outputs).toEqual({ plan: '${{ steps.plan.outputs.plan }}' });
    expect(applying?.env).toEqual({ PLAN: '${{ needs.plan.outputs.plan }}' });
    const paths = steps.flatMap(({ step }) => step.with?.path ?? []);
    expect(paths.length).toBeGreaterThan(1);
    // `terraform.plan` is none of these.
    expect(paths.filter((one) => !String(one).endsWith('/plan*'))).toEqual([]);
  });

  it('plans with a role that no pull request may take', () => {
    const role = plan?.steps.flatMap(({ with: given }) => given?.role ?? [])[0];
    expect(role).toMatch(/-store$/);
    const others = jobs.filter(({ file }) => file !== 'deploy-stage.yml');
    expect(JSON.stringify(others)).not.toContain('-store');
  });

  it('keeps a state that its apply could not upload, with a session that begins after it', () => {
    const names = apply?.steps.map(({ run, uses }) => opsName(run) ?? uses) ?? [];
    const [signIn, store] = [names.lastIndexOf(ACTION), names.indexOf('state')];
    expect([names[signIn - 1], store]).toEqual(['apply', signIn + 1]);
    for (const step of [signIn, store].map((index) => apply?.steps[index])) {
      expect(step?.if).toBe(
        "${{ always() && (steps.apply.outcome == 'failure' || steps.apply.outcome == 'cancelled') }}",
      );
    }
    expect(apply?.steps[signIn]?.with).toEqual(apply?.steps[names.indexOf(ACTION)]?.with);
    expect(apply?.steps[store]?.run).toBe('exec ./ops state store-errored "$STAGE"');
    // Nothing of it becomes an artifact, which whoever reads the repository reads.
    expect(text('deploy-stage.yml')).not.toContain('errored.tfstate');
  });

  it('judges the alarms by the start that the apply leaves', () => {
    const [applying, alarms] = ['apply', 'alarms'].map((name) =>
      apply?.steps.find(({ run }) => opsName(run) === name),
    );
    expect(applying?.id).toBe('apply');
    expect(alarms?.env).toEqual({ SINCE: '${{ steps.apply.outputs.start }}' });
  });
});
