import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { applyRun } from '../../../src/ops/apply/apply-plan';
import { planFiles } from '../../../src/terraform/plan/plan-files';
import { planRun } from '../../../src/ops/plan/plan-stage';
import type { StageRun } from '../../../src/cdktf/stage-run';
import type { ChangedSetting } from '../../../src/terraform/state/recorded-settings';
import { PLAIN } from '../../../src/cli/terminal';
import { Interrupted } from '../../../src/system/interrupts';
import { placeLockFile } from '../../../src/terraform/lock-file';
import { StackRun } from '../../../src/terraform/stack-run';
import type { Terraform } from '../../../src/terraform/terraform';
import { fixture, type FIXTURES } from '../../support/plans/goldens';
import { temporaryDirectory } from '../../support/temporary';

const TABLE = 'aws_dynamodb_table.images';

describe('planning and applying, with a Terraform that only answers', () => {
  let directory: string;
  let plan: (typeof FIXTURES)[number];
  let calls: string[];
  let said: string[];
  let fails: Error | undefined;
  let started: string[];
  let settings: readonly ChangedSetting[];
  /** What planning and applying were told of the lock. */
  let locks: string[];
  /** The plans of the fixtures are of 2026-01-01T00:00:00Z. */
  let now: Date;

  const answers: Terraform = (args) => {
    const [command = ''] = args;
    calls.push(command);
    if (command === 'apply') locks.push(args.find((one) => one.startsWith('-lock')) ?? '');
    if (command === 'apply' && fails !== undefined) return Promise.reject(fails);
    const file = args.find((argument) => argument.startsWith('-out='));
    if (file !== undefined) {
      locks.push(args.find((one) => one.startsWith('-lock')) ?? '');
      writeFileSync(file.slice('-out='.length), plan);
    }
    const output = command === 'show' ? JSON.stringify(fixture(plan)) : '';
    return Promise.resolve({ code: 0, interrupted: false, output });
  };
  const on = (terraform = answers): StageRun => ({
    scope: 'dev',
    account: '111122223333',
    settings,
    run: new StackRun({ directory, stack: 'image-service-dev', terraform, aws: 'a-test' }),
    stateIdentity: () => {
      calls.push('state');
      return Promise.resolve(null);
    },
  });
  const say = (line: string): void => void said.push(line);
  const terminal = { out: say, style: PLAIN, outWidth: 120 };
  const out = (): string => path.join(directory, 'plan-dev');

  const planned = (...allowDestroy: string[]): Promise<number> =>
    planRun(on(), { out: out(), values: 'all', allowDestroy, lockTimeout: '7s' }, terminal);
  const applied = (...allowDestroy: string[]): Promise<void> =>
    applyRun(
      on(),
      { plan: out(), allowDestroy, lockTimeout: '7s', onStart: (start) => started.push(start) },
      say,
      () => now,
    );

  beforeEach(() => {
    directory = temporaryDirectory();
    writeFileSync(path.join(directory, 'cdk.tf.json'), '{}');
    placeLockFile([directory]);
    [plan, calls, said, fails, started, locks] = ['in-place', [], [], undefined, [], []];
    settings = [];
    now = new Date('2026-01-01T01:00:00Z');
  });

  it('looks at everything before it applies', async () => {
    expect(await planned()).toBe(2);
    expect(calls).toEqual(['init', 'plan', 'state', 'show']);
    calls = [];
    await applied();
    expect(calls).toEqual(['init', 'show', 'state', 'apply']);
    expect(said).toContain('Applying to dev: 4 to change; 1 output to change');
    expect(locks).toEqual(['-lock-timeout=7s', '-lock-timeout=7s']);
  });

  it('takes no lock for a plan without one, which is applied under the lock all the same', async () => {
    const options = { out: out(), values: 'all', allowDestroy: [], lockTimeout: '7s' } as const;
    await planRun(on(), { ...options, lock: false }, terminal);
    await applied();
    expect(locks).toEqual(['-lock=false', '-lock-timeout=7s']);
  });

  it('tells its start, in the words that `ops alarms` takes', async () => {
    await planned();
    await applied();
    const start = '2026-01-01T01:00:00.000Z';
    expect(started).toEqual([start]);
    expect(said).toContain(
      `Start: ${start}. Afterwards: pnpm ops alarms dev --wait 900 --since ${start}`,
    );
  });

  it('refuses a plan that is older than three days', async () => {
    await planned();
    now = new Date('2026-01-04T00:00:00Z');
    await applied();
    calls = [];
    now = new Date('2026-01-04T00:00:01Z');
    await expect(applied()).rejects.toThrow(
      'The plan was made at 2026-01-01T00:00:00Z; a plan is applied within 3 days. Plan again: pnpm ops plan dev; in a workflow: re-run all jobs.',
    );
    expect(calls).not.toContain('apply');
  });

  it('says what to do next only when that would work', async () => {
    await planned();
    expect(said.join('\n')).toMatch(/Next: pnpm ops apply dev --plan \S+\/plan-dev$/);
    said = [];
    plan = 'replace-table';
    await planned();
    expect(said.join('\n')).not.toContain('Next:');
    expect(said.join('\n')).toContain(`If that is meant: --allow-destroy ${TABLE}`);
  });

  it('names the settings that are not those of the last deploy before all else', async () => {
    settings = [{ variable: 'IMAGE_SERVICE_DEV_ALARM_EMAILS', key: 'alarmEmails', isGiven: false }];
    await planned();
    expect(said.slice(0, 2)).toEqual([
      'Settings of the last deploy that are other ones here (docs/runbook.md#settings-of-the-last-deploy):',
      '  IMAGE_SERVICE_DEV_ALARM_EMAILS is not set',
    ]);
    expect(JSON.parse(readFileSync(planFiles(out()).record, 'utf8'))).toMatchObject({
      settings: [{ variable: 'IMAGE_SERVICE_DEV_ALARM_EMAILS', isGiven: false }],
    });
  });

  it('says nothing but the record to machines', async () => {
    const options = { out: out(), values: 'all', allowDestroy: [], lockTimeout: '7s' } as const;
    expect(await planRun(on(), { ...options, json: true }, terminal)).toBe(2);
    expect(said.map((text) => JSON.parse(text) as unknown)).toEqual([
      JSON.parse(readFileSync(planFiles(out()).record, 'utf8')),
    ]);
  });

  it('remembers what the plan was allowed', async () => {
    plan = 'replace-table';
    expect(await planned(TABLE)).toBe(2);
    await applied();
    expect(calls).toContain('apply');
  });

  it('can be allowed later, with the plan that was reviewed', async () => {
    plan = 'replace-table';
    expect(await planned()).toBe(3);
    await expect(applied()).rejects.toThrow(`--allow-destroy ${TABLE}`);
    expect(calls).not.toContain('apply');
    await applied(TABLE);
    expect(calls).toContain('apply');
  });

  it('believes the plan, not its record', async () => {
    await planned();
    plan = 'replace-table';
    await expect(applied()).rejects.toThrow(
      'The plan destroys, or no longer protects, what no apply brings back',
    );
  });

  it('says when an allowed address is not among the destroyed ones', async () => {
    await planned('aws_s3_bucket.mistyped');
    expect(said).toContain('--allow-destroy aws_s3_bucket.mistyped allows nothing in this plan.');
  });

  it('says how to go on after an interrupt', async () => {
    await planned();
    fails = new Interrupted();
    await expect(applied()).rejects.toThrow('for the rest plan again: pnpm ops plan dev');
  });

  it('passes on why Terraform failed', async () => {
    await planned();
    fails = new Error('no');
    await expect(applied()).rejects.toBe(fails);
  });

  it('leaves no earlier plan behind when planning fails', async () => {
    await planned();
    const failing = on((args) =>
      args[0] === 'plan' ? Promise.reject(new Error('no')) : answers(args),
    );
    const options = { out: out(), values: 'all', allowDestroy: [], lockTimeout: '7s' } as const;
    await expect(planRun(failing, options, terminal)).rejects.toThrow('no');
    await expect(applied()).rejects.toThrow(`${planFiles(out()).directory} holds no plan`);
  });
});
