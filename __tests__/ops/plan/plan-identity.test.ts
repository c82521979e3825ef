import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  identityOf,
  requireRecent,
  requireSameFiles,
  requireSameState,
} from '../../../src/ops/plan/plan-identity';
import type { StageRun } from '../../../src/cdktf/stage-run';
import type { PlannedState } from '../../../src/terraform/plan/plan-record';
import { StackRun } from '../../../src/terraform/stack-run';
import { temporaryDirectory } from '../../support/temporary';

describe('the identity of a plan', () => {
  let directory: string;
  let state: PlannedState;

  const at = (name: string): string => path.join(directory, name);
  const on = (account = '111122223333'): StageRun => ({
    scope: 'dev',
    account,
    settings: [],
    run: new StackRun({
      aws: 'a-test',
      directory,
      stack: 'image-service-dev',
      terraform: () => Promise.reject(new Error('No Terraform is needed.')),
    }),
    stateIdentity: () => Promise.resolve(state),
  });

  beforeEach(() => {
    directory = temporaryDirectory();
    state = { lineage: 'abc', serial: 7 };
    for (const name of ['cdk.tf.json', '.terraform.lock.hcl', 'terraform.plan']) {
      writeFileSync(at(name), name);
    }
  });

  it('is the same as long as nothing changes', async () => {
    const identity = await identityOf(on(), at('terraform.plan'));
    expect(identity).toMatchObject({
      account: '111122223333',
      state: { lineage: 'abc', serial: 7 },
    });
    expect(() => {
      requireSameFiles(identity, on(), at('terraform.plan'));
    }).not.toThrow();
    await expect(requireSameState(identity, on())).resolves.toBeUndefined();
  });

  it.each([
    { file: 'cdk.tf.json', message: 'The synthesized stack differs from what was planned' },
    { file: '.terraform.lock.hcl', message: 'The provider lock file differs' },
    { file: 'terraform.plan', message: 'is not the plan that plan.json describes' },
  ])('is another one when $file changes', async ({ file, message }) => {
    const identity = await identityOf(on(), at('terraform.plan'));
    writeFileSync(at(file), 'changed');
    expect(() => {
      requireSameFiles(identity, on(), at('terraform.plan'));
    }).toThrow(message);
  });

  it('is another one in another account', async () => {
    const identity = await identityOf(on(), at('terraform.plan'));
    expect(() => {
      requireSameFiles(identity, on('444455556666'), at('terraform.plan'));
    }).toThrow('made for AWS account 111122223333, but these credentials belong to 444455556666');
  });

  it.each([
    { now: { lineage: 'abc', serial: 8 }, text: 'serial 8 of abc' },
    { now: { lineage: 'new', serial: 7 }, text: 'serial 7 of new' },
    { now: null, text: 'empty' },
  ])('is another one when the state is $text', async ({ now, text }) => {
    const identity = await identityOf(on(), at('terraform.plan'));
    state = now;
    await expect(requireSameState(identity, on())).rejects.toThrow(
      `it was serial 7 of abc and is ${text}. Plan again: pnpm ops plan dev`,
    );
  });

  it('is of no time, and too old, in a record that has none', () => {
    expect(() => {
      requireRecent(undefined, new Date(), 'dev');
    }).toThrow('The plan was made at an unknown time; a plan is applied within 3 days.');
  });
});
