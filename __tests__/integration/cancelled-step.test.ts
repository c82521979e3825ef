import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { INTERRUPTED_EXIT_CODE } from '../../src/system/interrupts';
import { STOPPING } from '../../src/terraform/terraform';
import { Operator } from '../support/operator';
import { deployStep } from '../support/runner';
import { heldLocks, onAws } from '../support/snapshots';

/** Terraform takes seconds, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

it(
  "a run that GitHub's runner cancels leaves no lock, neither in its plan nor in its apply",
  onAws('bootstrapped', async ({ aws, clients }) => {
    const output = path.join(aws.directory, 'output');
    const env = { ...aws.env, ...(await providerEnvironment(aws.env)), STAGE: 'dev' };
    const runner = new Operator(aws.directory, { ...env, GITHUB_OUTPUT: output }, new Set());
    const left = (name: string): string =>
      new RegExp(`^${name}=(.*)$`, 'm').exec(readFileSync(output, 'utf8'))?.[1] ?? '';
    const isLocked = async (): Promise<boolean> => (await heldLocks(clients)).length === 1;
    const cancelled = async (command: string): Promise<void> => {
      const { code, stderr } = await runner.cancel(deployStep(command), isLocked);
      expect({ code, stderr, locks: await heldLocks(clients) }).toEqual({
        code: INTERRUPTED_EXIT_CODE,
        stderr: expect.stringContaining(STOPPING),
        locks: [],
      });
    };

    await cancelled('plan');
    expect(await runner.do(deployStep('plan'))).toMatchObject({ code: 0 });
    runner.export('PLAN', left('plan'));
    await cancelled('apply');
    // It told its start before: what an alarm is judged by.
    expect(left('start')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  }),
);
