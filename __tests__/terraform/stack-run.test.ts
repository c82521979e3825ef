import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Interrupted } from '../../src/system/interrupts';
import { PROJECT_ROOT } from '../../src/system/project';
import { StackRun } from '../../src/terraform/stack-run';
import { terraformIn } from '../../src/terraform/terraform';
import { stateText } from '../support/state-text';
import { program, temporaryDirectory } from '../support/temporary';

const NAME = `stack-run-test-${process.pid}`;
const KEPT = path.join(PROJECT_ROOT, '.errored-states', NAME);

const PLAN = {
  format_version: '1.2',
  terraform_version: '1.11.4',
  applyable: true,
  complete: true,
  errored: false,
};

/** A run with a Terraform that notes its arguments and then does what the script says. */
function runOf(script: string) {
  const directory = temporaryDirectory();
  program(directory, 'terraform', `echo "$*" >> calls\n${script}`);
  const env = { PATH: `${directory}:/usr/bin:/bin` };
  const terraform = terraformIn(directory, env);
  return {
    directory,
    run: new StackRun({ directory, stack: 'image-service-dev', terraform, aws: NAME }),
    calls: () => readFileSync(path.join(directory, 'calls'), 'utf8').trim().split('\n'),
  };
}

afterEach(() => {
  rmSync(KEPT, { recursive: true, force: true });
});

describe('StackRun', () => {
  it('takes the providers of the lock file and no others, whenever it prepares a folder', async () => {
    const { run, calls } = runOf('');
    await run.init();
    await run.moveState();
    expect(calls()).toEqual([
      'init -no-color -lockfile=readonly -reconfigure',
      'init -no-color -lockfile=readonly -migrate-state -force-copy -lock=false',
    ]);
  });

  it('prepares a folder once, but not before that has succeeded', async () => {
    const { run, calls } = runOf('[ -e calls-failed ] || { touch calls-failed; exit 1; }');
    await expect(run.init()).rejects.toThrow('`terraform init` failed');
    await run.init();
    await run.init();
    expect(calls()).toHaveLength(2);
  });

  it('plans and applies as it is told, in its own folder', async () => {
    const { run, calls, directory } = runOf('[ "$1" = plan ] && exit 2; exit 0');
    const plan = await run.plan({ lock: 'none', destroy: true });
    await run.plan({ lock: { timeout: '5m' }, replace: ['aws_sns_topic.a', 'aws_sns_topic.b'] });
    await run.apply(plan, { timeout: '7s' });
    await run.apply(plan, 'none');
    const out = `-out=${directory}/plan`;
    expect(calls()).toEqual([
      `plan -no-color -detailed-exitcode -lock=false -destroy ${out}`,
      `plan -no-color -detailed-exitcode -lock-timeout=5m -replace=aws_sns_topic.a -replace=aws_sns_topic.b ${out}`,
      `apply -no-color -lock-timeout=7s ${directory}/plan`,
      `apply -no-color -lock=false ${directory}/plan`,
    ]);
  });

  it.each([
    [0, false],
    [2, true],
  ])('knows by the exit code %i whether there are changes: %p', async (code, hasChanges) => {
    const { run } = runOf(`exit ${code}`);
    expect(await run.plan({ lock: 'none' })).toMatchObject({ hasChanges });
  });

  it('reads a plan from stdout alone', async () => {
    const { run } = runOf(`echo '{"a":1}' >&2; echo '${JSON.stringify(PLAN)}'`);
    expect(JSON.parse(await run.show({ file: 'plan' }))).toEqual(PLAN);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'Warning: old'],
    ['an empty object', '{}'],
    ['an object of another kind', '{"format_version":"1.0","values":{}}'],
  ])('refuses a plan of which `show` printed %s', async (_, printed) => {
    const { run } = runOf(`echo '${printed}'`);
    await expect(run.show({ file: 'plan' })).rejects.toThrow(
      '`terraform show -json` printed what cannot be read: ',
    );
  });

  it('keeps an id from being a template, and imports only what was added last', () => {
    const { run, directory } = runOf('');
    run.addImports([{ to: 'aws_sns_topic.a', id: 'gone' }]);
    run.addImports([{ to: 'aws_sns_topic.a', id: '${path.module} %{if} $x' }]);
    const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.tf.json'));
    expect(JSON.parse(readFileSync(path.join(directory, file), 'utf8'))).toEqual({
      import: [{ to: 'aws_sns_topic.a', id: '$${path.module} %%{if} $x' }],
    });
  });
});

describe('an apply that cannot upload its state', () => {
  const state = stateText({ serial: 8 });
  const FAILING = `[ "$1" = apply ] || exit 0; echo '${state}' > errored.tfstate; exit 1`;
  const file = path.join(KEPT, 'image-service-dev-8.tfstate');

  it('keeps it, and says where and how it is pushed', async () => {
    const { run, directory } = runOf(FAILING);
    await expect(run.apply({ file: 'plan' }, 'none')).rejects.toThrow(
      `recorded only in ${file}. Push it: pnpm ops state push-errored image-service-dev`,
    );
    expect(readFileSync(file, 'utf8')).toBe(`${state}\n`);
    expect(existsSync(path.join(directory, 'errored.tfstate'))).toBe(false);
  });

  it('stands before every other run of the stack, until it is gone', async () => {
    await expect(runOf(FAILING).run.apply({ file: 'plan' }, 'none')).rejects.toThrow();
    const { run, calls } = runOf('');
    await expect(run.init()).rejects.toThrow(file);
    expect(calls).toThrow();
    rmSync(file);
    await run.init();
    expect(calls()).toHaveLength(1);
  });

  it('fails as it did where Terraform left none', async () => {
    const { run } = runOf('exit 1');
    await expect(run.apply({ file: 'plan' }, 'none')).rejects.toThrow(
      /^`terraform apply` failed \(exit code 1\); see above$/,
    );
    const stopped = new StackRun({
      directory: temporaryDirectory(),
      stack: 'image-service-dev',
      aws: NAME,
      terraform: () => Promise.reject(new Interrupted()),
    });
    await expect(stopped.apply({ file: 'plan' }, 'none')).rejects.toBeInstanceOf(Interrupted);
  });
});
