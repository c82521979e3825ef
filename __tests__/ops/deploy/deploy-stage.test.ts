import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StageRun } from '../../../src/cdktf/stage-run';
import { PLAIN } from '../../../src/cli/terminal';
import type { DeployOptions } from '../../../src/ops/deploy/deploy-stage';
import { deployRun, deployStage, destroyStage } from '../../../src/ops/deploy/deploy-stage';
import { Interrupted } from '../../../src/system/interrupts';
import { placeLockFile } from '../../../src/terraform/lock-file';
import { StackRun } from '../../../src/terraform/stack-run';
import type { Terraform } from '../../../src/terraform/terraform';
import { fixture, type FIXTURES } from '../../support/plans/goldens';
import { temporaryDirectory } from '../../support/temporary';

const TABLE = 'aws_dynamodb_table.images';

/** As old as a plan may be, whenever the test runs. */
const planOf = (name: (typeof FIXTURES)[number]): string =>
  JSON.stringify({ ...fixture(name), timestamp: new Date().toISOString() });

describe('a deploy, with a Terraform that only answers', () => {
  let plan: (typeof FIXTURES)[number];
  let calls: string[];
  let said: string[];
  let asked: string[];
  let answer: boolean;
  let noted: number;
  let fails: Error | undefined;

  const terraform: Terraform = (args) => {
    const [command = ''] = args;
    calls.push(args.includes('-destroy') ? `${command} -destroy` : command);
    if (command === 'apply' && fails !== undefined) return Promise.reject(fails);
    const file = args.find((argument) => argument.startsWith('-out='));
    if (file !== undefined) writeFileSync(file.slice('-out='.length), plan);
    const output = command === 'show' ? planOf(plan) : '';
    return Promise.resolve({ code: 0, interrupted: false, output });
  };

  function deploy(options: Partial<DeployOptions> = {}): Promise<number> {
    const directory = temporaryDirectory();
    writeFileSync(path.join(directory, 'cdk.tf.json'), '{}');
    placeLockFile([directory]);
    const run = new StackRun({
      directory,
      stack: 'image-service-dev',
      terraform,
      aws: '111122223333',
    });
    const stateIdentity = () => {
      calls.push('state');
      return Promise.resolve(null);
    };
    const on: StageRun = {
      scope: 'dev',
      account: '111122223333',
      settings: [],
      run,
      stateIdentity,
    };
    return deployRun(on, {
      allowDestroy: [],
      lockTimeout: '7s',
      question: 'Deploy?',
      confirm: (question) => {
        asked.push(`${question} after ${said.at(-1) ?? ''}`);
        return Promise.resolve(answer);
      },
      terminal: { out: (line) => void said.push(line), style: PLAIN, outWidth: 120 },
      noted: (apply) => {
        noted += 1;
        return apply();
      },
      ...options,
    });
  }

  beforeEach(() => {
    [plan, calls, said, asked, answer, noted] = ['in-place', [], [], [], true, 0];
    fails = undefined;
  });

  it('shows the changes, asks, and applies the plan that was shown, under who it was', async () => {
    expect(await deploy()).toBe(0);
    expect(asked).toEqual(['Deploy? after dev: 4 to change; 1 output to change']);
    expect(said).toContain('  aws_dynamodb_table.images');
    expect(calls).toEqual(['init', 'plan', 'state', 'show', 'show', 'state', 'apply']);
    expect(noted).toBe(1);
    expect(said.join('\n')).not.toContain('Next: ');
  });

  it('says how it goes on after an interrupt', async () => {
    fails = new Interrupted();
    await expect(deploy()).rejects.toThrow(
      'Stopped. What was done by then is in the state; for the rest run the same command again',
    );
  });

  it('applies nothing after a no', async () => {
    answer = false;
    expect(await deploy()).toBe(1);
    expect(said.at(-1)).toBe('Nothing was changed.');
    expect(calls).not.toContain('apply');
    expect(noted).toBe(0);
  });

  it('asks nothing where nothing is to do', async () => {
    plan = 'no-change';
    expect(await deploy()).toBe(0);
    expect([asked, calls.includes('apply')]).toEqual([[], false]);
  });

  it('does not even ask where data would be lost that nobody allowed', async () => {
    plan = 'replace-table';
    expect(await deploy()).toBe(3);
    expect([asked, calls.includes('apply')]).toEqual([[], false]);
    expect(said.join('\n')).toContain(`If that is meant: --allow-destroy ${TABLE}`);
    expect(await deploy({ allowDestroy: [TABLE] })).toBe(0);
    expect(calls).toContain('apply');
  });

  it('destroys with all its data, of which the question comes after', async () => {
    plan = 'destroy';
    expect(await deploy({ destroy: true })).toBe(0);
    expect(calls).toContain('plan -destroy');
    expect(calls).toContain('apply');
    expect(said.join('\n')).toContain(`lost: ${TABLE}: the table plan-test is destroyed`);
    expect(said.join('\n')).not.toContain('pnpm ops alarms');
  });
});

describe('before a deploy begins', () => {
  it.each(['staging', 'prod'])('refuses to destroy %s, which is protected', async (stage) => {
    await expect(destroyStage(stage, { lockTimeout: '5m', yes: true }, {})).rejects.toThrow(
      `Stage ${stage} is protected: neither Terraform nor AWS deletes its data.`,
    );
  });

  it('names the stages where there is no such one', async () => {
    const flags = { allowDestroy: [], lockTimeout: '5m', yes: true };
    await expect(deployStage('prd', 'deploy', flags, {})).rejects.toThrow(
      'There is no stage "prd". Did you mean "prod"?',
    );
  });

  it('refuses without a terminal that could be asked', async () => {
    const flags = { allowDestroy: [], lockTimeout: '5m' };
    await expect(deployStage('dev', 'deploy', flags, {})).rejects.toThrow('Add --yes.');
  });
});
