import { spawn } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import { PLAIN } from '../../../src/cli/terminal';
import { formatLockStatus, lockStatus } from '../../../src/ops/state/lock';
import type { HolderMachine } from '../../../src/terraform/state/lock-holder';
import {
  livingHolder,
  lockIdOf,
  processNote,
  thisMachine,
  whoAmI,
} from '../../../src/terraform/state/lock-holder';
import { runningTerraforms, workingDirectory } from '../../../src/system/processes';
import { formatUnlocked, unlock } from '../../../src/ops/state/unlock';
import { FakeBackend, lockId } from '../../support/fake-backend';
import { terraformLock } from '../../support/state-text';
import { temporaryDirectory } from '../../support/temporary';

const folder = temporaryDirectory();

/** A folder as `terraform init` leaves it. */
function initialized(name: string, content: string): string {
  const directory = path.join(folder, name);
  mkdirSync(path.join(directory, '.terraform'), { recursive: true });
  writeFileSync(path.join(directory, '.terraform', 'terraform.tfstate'), content);
  return directory;
}

const backend = (config: object): string => JSON.stringify({ backend: { type: 's3', config } });
const [bucket = '', ...key] = lockId('dev').split('/');
const dev = initialized('dev', backend({ bucket, key: key.join('/') }));
const prod = initialized('prod', backend({ bucket, key: 'image-service/prod/terraform.tfstate' }));
const local = initialized('local', JSON.stringify({ backend: { type: 'local', config: {} } }));
const broken = initialized('broken', 'x');

const here = { ...terraformLock, Who: 'ann@here' };

const GONE = 'gone';

const machine = (
  directories: readonly (string | undefined)[],
  running: readonly number[] = [],
  /** After the pause. */
  later = directories,
): HolderMachine => {
  let now = directories;
  return {
    host: 'here',
    terraforms: () =>
      now.flatMap((directory, index) =>
        directory === GONE ? [] : [{ pid: 100 + index, directory }],
      ),
    isRunning: (pid) => running.includes(pid),
    pause: () => {
      now = later;
    },
  };
};

describe('livingHolder', () => {
  it('finds the Terraform that works on that state', () => {
    expect(livingHolder(here, lockId('dev'), machine([prod, dev]))).toBe(101);
  });

  it('takes one of which nobody sees where it works for it', () => {
    expect(livingHolder(here, lockId('dev'), machine([prod, undefined]))).toBe(101);
  });

  it.each([
    { what: 'unseen', now: [prod, undefined], later: [prod, GONE], holder: undefined },
    { what: 'of that state', now: [dev], later: [GONE], holder: undefined },
    { what: 'unseen beside the holder', now: [undefined, dev], later: [GONE, dev], holder: 101 },
    { what: 'new and unseen', now: [undefined], later: [GONE, undefined], holder: undefined },
  ])('leaves out one that is ending: $what', ({ now, later, holder }) => {
    expect(livingHolder(here, lockId('dev'), machine(now, [], later))).toBe(holder);
  });

  it.each([
    { what: 'no Terraform runs', directories: [] },
    { what: 'the others work elsewhere', directories: [prod, local, broken, folder] },
  ])('finds none when $what', ({ directories }) => {
    expect(livingHolder(here, lockId('dev'), machine(directories))).toBeUndefined();
  });

  it('cannot know about another machine', () => {
    expect(livingHolder(terraformLock, lockId('dev'), machine([dev]))).toBeUndefined();
  });

  it('goes by the process that a command of ours has noted', () => {
    const ours = { ...here, Operation: 'ops state mv', Info: processNote(42) };
    expect(livingHolder(ours, lockId('dev'), machine([], [42]))).toBe(42);
    expect(livingHolder(ours, lockId('dev'), machine([dev]))).toBeUndefined();
  });

  it('looks on this machine for the holder of a lock that names none', () => {
    const nobodys = { ...here, Who: 'unknown' };
    expect(livingHolder(nobodys, lockId('dev'), machine([dev]))).toBe(100);
  });
});

describe('thisMachine', () => {
  it('sees where its own processes work, and which of them live', () => {
    expect(workingDirectory(process.pid)).toBe(realpathSync(process.cwd()));
    expect(thisMachine.isRunning(process.pid)).toBe(true);
    expect(thisMachine.isRunning(2 ** 22 + 1)).toBe(false);
    expect(workingDirectory(2 ** 22 + 1)).toBeUndefined();
    expect(lockIdOf(dev)).toBe(lockId('dev'));
    expect(Array.isArray(thisMachine.terraforms())).toBe(true);
  });

  it('sees which state a Terraform works on whose data lie elsewhere', async () => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync('/bin/sleep', path.join(bin, 'terraform'));
    const terraform = spawn(path.join(bin, 'terraform'), ['60'], {
      cwd: prod,
      env: { TF_DATA_DIR: path.join(dev, '.terraform') },
    });
    try {
      await new Promise((resolve) => terraform.once('spawn', resolve));
      const { pid } = terraform;
      const found = runningTerraforms().filter((one) => one.pid === pid);
      expect(found).toEqual([
        { pid, directory: realpathSync(prod), dataDirectory: path.join(dev, '.terraform') },
      ]);
      const seen = { ...machine([]), terraforms: () => found };
      expect(livingHolder(here, lockId('dev'), seen)).toBe(pid);
      expect(livingHolder(here, lockId('prod'), seen)).toBeUndefined();
    } finally {
      terraform.kill();
    }
  });

  it('is named as Terraform names it', () => {
    expect(whoAmI()).toBe(`${userInfo().username}@${hostname()}`);
  });
});

describe('lockStatus', () => {
  it('says who, since when, for what, and how to remove it', async () => {
    const created = new Date(Date.now() - 120_000).toISOString();
    const fake = new FakeBackend().lock('dev', {
      ...terraformLock,
      Created: created,
      Info: 'process 42',
    });
    expect(formatLockStatus(await lockStatus(fake.context(), 'dev'), PLAIN)).toBe(
      [
        'The state of image-service-dev is locked.',
        `  id         ${terraformLock.ID}`,
        '  holder     ann@elsewhere',
        `  since      ${created} (2 min ago)`,
        '  operation  OperationTypeApply',
        '  terraform  1.11.4',
        '  where      lock file, lock table',
        '  note       process 42',
        `If nobody is working on it any more: pnpm ops state unlock dev ${terraformLock.ID}`,
      ].join('\n'),
    );
  });

  it('says when there is none', async () => {
    const status = await lockStatus(new FakeBackend().context(), 'dev');
    expect(formatLockStatus(status, PLAIN)).toBe('The state of image-service-dev is not locked.');
  });
});

describe('unlock', () => {
  const { ID: id } = terraformLock;

  it('removes the lock with that id', async () => {
    const fake = new FakeBackend().lock('dev', terraformLock);
    const done = await unlock(fake.context(), { stage: 'dev', id }, machine([dev]));
    expect(fake.isLocked('dev')).toBe(false);
    expect(formatUnlocked(done)).toBe(
      `The lock of image-service-dev is removed; it was held by ann@elsewhere since 2025-11-22T10:00:00Z for OperationTypeApply (id ${id}).`,
    );
  });

  it('refuses another id, and says whose lock it is', async () => {
    const fake = new FakeBackend().lock('dev', terraformLock);
    await expect(unlock(fake.context(), { stage: 'dev', id: 'x' })).rejects.toEqual(
      new UserError(
        `The state of image-service-dev is locked by ann@elsewhere since 2025-11-22T10:00:00Z for OperationTypeApply (id ${id}), not by "x". Nothing was removed.`,
      ),
    );
    expect(fake.isLocked('dev')).toBe(true);
  });

  it('says when there is nothing to remove', async () => {
    await expect(unlock(new FakeBackend().context(), { stage: 'dev', id })).rejects.toEqual(
      new UserError('The state of image-service-dev is not locked: there is nothing to remove.'),
    );
  });

  it('refuses while the holder lives on this machine, unless forced', async () => {
    const fake = new FakeBackend().lock('dev', here);
    await expect(unlock(fake.context(), { stage: 'dev', id }, machine([dev]))).rejects.toEqual(
      new UserError(
        'Process 100 of this machine seems to be working on the state of image-service-dev. Let it finish, or end it; --force removes the lock nevertheless.',
      ),
    );
    expect(fake.isLocked('dev')).toBe(true);
    await unlock(fake.context(), { stage: 'dev', id, force: true }, machine([dev]));
    expect(fake.isLocked('dev')).toBe(false);
  });
});
