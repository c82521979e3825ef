import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { applyRun } from '../../src/ops/apply/apply-plan';
import type { PlanOptions } from '../../src/ops/plan/plan-stage';
import { planFrom, planRun } from '../../src/ops/plan/plan-stage';
import { PLAIN } from '../../src/cli/terminal';
import type { PlanRecord } from '../../src/terraform/plan/plan-record';
import { INTERRUPTED_EXIT_CODE } from '../../src/system/interrupts';
import { BUNDLED, PROJECT_ROOT } from '../../src/system/project';
import { runTerraform } from '../../src/terraform/terraform';
import { failureOf } from '../support/failure-of';
import type { Moto } from '../support/moto';
import { startMoto } from '../support/moto';
import { createRemoteState, locksOf, stageRunOf, writeStack } from '../support/plans/remote-stack';
import { control } from '../support/test-aws';

/** Terraform takes seconds, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

// What Terraform says of an apply would be among the suite's own lines.
const shown = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
afterAll(() => {
  shown.mockRestore();
});

const data = (input: string): object => ({
  resource: { terraform_data: { only: { input } } },
  output: { only: { value: input } },
});

describe('ops plan and ops apply, with the state in a bucket and locked', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'image-service-apply-'));
  const said: string[] = [];
  const kept: string[] = [];
  let moto: Moto | undefined;
  let env: Moto['env'] = {};

  beforeAll(async () => {
    moto = await startMoto();
    ({ env } = moto);
    await createRemoteState(env);
  });

  afterAll(async () => {
    await moto?.stop();
    for (const folder of [root, ...kept]) rmSync(folder, { recursive: true, force: true });
  });

  const stackOf = (scope: string): string => path.join(root, scope, 'stack');
  const planOf = (scope: string, name = 'plan'): string => path.join(root, scope, name);
  const say = (line: string): void => void said.push(line);
  const terminal = { out: say, style: PLAIN, outWidth: 120 };

  async function plan(scope: string, options: Partial<PlanOptions> = {}): Promise<number> {
    const on = stageRunOf(stackOf(scope), scope, env);
    const given = {
      out: planOf(scope),
      values: 'all',
      allowDestroy: [],
      lockTimeout: '10s',
    } as const;
    return planRun(on, { ...given, ...options }, terminal);
  }

  async function apply(scope: string, name?: string): Promise<void> {
    const on = stageRunOf(stackOf(scope), scope, env);
    const options = { plan: planOf(scope, name), allowDestroy: [], lockTimeout: '10s' };
    await applyRun(on, options, say);
  }

  const record = (scope: string): PlanRecord =>
    JSON.parse(readFileSync(path.join(planOf(scope), 'plan.json'), 'utf8')) as PlanRecord;

  it('applies what was planned, after which there is nothing to do', async () => {
    writeStack(stackOf('happy'), 'happy', { resource: {}, ...data('one') });
    expect(await plan('happy')).toBe(2);
    expect(record('happy')).toMatchObject({
      stage: 'happy',
      exitCode: 2,
      summary: { add: 1, outputs: 1 },
      identity: { account: '123456789012', state: null },
    });
    await apply('happy');
    expect(await plan('happy')).toBe(0);
    expect(record('happy').identity?.state).toMatchObject({ serial: 1 });
    expect(await locksOf('happy', env)).toEqual([]);
  });

  it('refuses a plan when the state moved since, be it from nothing', async () => {
    writeStack(stackOf('moved'), 'moved', { resource: {}, ...data('one') });
    await plan('moved', { out: planOf('moved', 'first') });
    await plan('moved', { out: planOf('moved', 'second') });
    await apply('moved', 'second');
    await expect(apply('moved', 'first')).rejects.toThrow(
      /The state moved since the plan was made: it was empty and is serial 1 of .*Plan again/,
    );
    await expect(apply('moved', 'second')).rejects.toThrow(/The state moved/);
  });

  it('leaves of each plan what was said of it, also where none names a folder', async () => {
    said.length = 0;
    for (const lock of [false, false]) await plan('happy', { out: undefined, lock });
    const texts = said.flatMap((line) => /^Read (.+)$/.exec(line)?.[1] ?? []);
    kept.push(...texts.map((text) => path.dirname(path.resolve(text))));
    expect(new Set(texts).size).toBe(2);
    for (const text of texts) expect(readFileSync(text, 'utf8')).toContain('No changes');
  });

  it('refuses a plan when the synthesized stack differs', async () => {
    writeStack(stackOf('differs'), 'differs', { resource: {}, ...data('one') });
    await plan('differs');
    writeStack(stackOf('differs'), 'differs', { resource: {}, ...data('two') });
    await expect(apply('differs')).rejects.toThrow(
      'The synthesized stack differs from what was planned',
    );
  });

  it('renders a plan that others left, which cannot be applied', async () => {
    const left = path.join(planOf('happy'), 'terraform.plan');
    const scopeOf = (): string => 'happy';
    writeStack(planOf('happy'), 'happy', { resource: {}, ...data('one') });
    const options = { values: 'all', allowDestroy: [] } as const;
    said.length = 0;
    expect(await planFrom(left, scopeOf, options, env, terminal)).toBe(0);
    expect(said.join('\n')).toContain('**No changes to resources**');
    const out = planOf('happy', 'rendered');
    await planFrom(left, scopeOf, { ...options, out }, env, terminal);
    await expect(apply('happy', 'rendered')).rejects.toThrow('a plan to read, not to apply');
  });

  it('keeps a state that it could not upload, and stands still until that is pushed', async () => {
    const scope = 'expired';
    writeStack(stackOf(scope), scope, { resource: {}, ...data('one') });
    await plan(scope);
    const upload = { service: 's3', operation: 'PUT', path: `/${scope}` };
    const expired = { ...upload, kind: 'error', status: 400, code: 'ExpiredToken' };
    if (moto !== undefined) await control(moto.aws, 'faults', [expired]);
    const failure = await failureOf(apply(scope));
    const [, file = ''] =
      /recorded only in (\S+)\. Push it: pnpm ops state push/.exec(failure) ?? [];
    expect(path.basename(file)).toBe('expired-1.tfstate');
    kept.push(path.dirname(file));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(apply(scope)).rejects.toThrow(file);
    await expect(plan(scope)).rejects.toThrow(file);

    await runTerraform(['state', 'push', file], { cwd: stackOf(scope), env });
    rmSync(file);
    expect(await plan(scope)).toBe(0);
    expect(record(scope).identity?.state).toMatchObject({ serial: 1 });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves no lock when stopped by %s', async (signal) => {
    const scope = `stopped-${signal}`;
    writeStack(stackOf(scope), scope, {
      resource: {
        terraform_data: {
          quick: { input: 'done' },
          slow: {
            depends_on: ['terraform_data.quick'],
            provisioner: { 'local-exec': { command: 'sleep 60' } },
          },
        },
      },
    });
    await plan(scope);
    const script = path.join(__dirname, '..', 'support', 'plans', 'apply-command.ts');
    const running = spawn(
      process.execPath,
      [BUNDLED, script, stackOf(scope), scope, planOf(scope)],
      { cwd: PROJECT_ROOT, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    const ended = new Promise<number | null>((resolve) => running.once('close', resolve));
    const applying = new Promise<void>((resolve) => {
      const collect = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes('terraform_data.slow: Creating')) resolve();
      };
      running.stdout.on('data', collect);
      running.stderr.on('data', collect);
    });
    await Promise.race([applying, ended]);
    expect(await locksOf(scope, env)).toHaveLength(1);
    running.kill(signal);
    expect(await ended).toBe(INTERRUPTED_EXIT_CODE);
    expect(output).toContain('waiting for Terraform to finish its step');
    expect(output).toContain(`plan again: pnpm ops plan ${scope}`);
    expect(await locksOf(scope, env)).toEqual([]);
    // What was done is in the state, and the next plan does the rest.
    expect(await plan(scope)).toBe(2);
    expect(record(scope).identity?.state?.serial).toBeGreaterThan(0);
  });
});
