import { describe, expect, it } from '@jest/globals';
import { bringUpToDate } from '../../../src/ops/bootstrap/bootstrap-run';
import { StackRun } from '../../../src/terraform/stack-run';
import type { Terraform } from '../../../src/terraform/terraform';
import { fixture, type FIXTURES } from '../../support/plans/goldens';
import { temporaryDirectory } from '../../support/temporary';

/** The commands of Terraform that bring a stack up to date for which it makes that plan. */
async function calls(name: (typeof FIXTURES)[number], env = {}): Promise<string[]> {
  const called: string[] = [];
  const terraform: Terraform = ([command = '']) => {
    called.push(command);
    const output = command === 'show' ? JSON.stringify(fixture(name)) : '';
    return Promise.resolve({ code: command === 'plan' ? 2 : 0, interrupted: false, output });
  };
  const directory = temporaryDirectory();
  const stack = new StackRun({ directory, stack: 'image-service-state', terraform, aws: '1' });
  const options = { canLock: () => Promise.resolve(true), shown: 'apply' } as const;
  await bringUpToDate({ say: () => undefined, env }, stack, options);
  return called;
}

describe('bringUpToDate', () => {
  it('applies a plan that loses no data', async () => {
    expect(await calls('in-place')).toEqual(['init', 'plan', 'show', 'apply']);
  });

  it('refuses one that does, until the environment allows it', async () => {
    await expect(calls('replace-table')).rejects.toThrow(
      'If that is meant: export IMAGE_SERVICE_ALLOW_DESTROY=aws_dynamodb_table.images',
    );
    const env = { IMAGE_SERVICE_ALLOW_DESTROY: 'aws_dynamodb_table.images' };
    expect(await calls('replace-table', env)).toContain('apply');
  });
});
