import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../../src/system/project';
import { temporaryDirectory } from '../support/temporary';

const OPS = path.join(PROJECT_ROOT, 'ops');

/** Runs it from a folder that has nothing to do with it. */
const run = (file: string, ...args: string[]) =>
  spawnSync(file, args, { cwd: temporaryDirectory(), encoding: 'utf8' });

describe('./ops', () => {
  it('prints the result and nothing else, from any folder and through a symlink', () => {
    const link = path.join(temporaryDirectory(), 'ops-link');
    symlinkSync(OPS, link);
    const { status, stdout } = run(link, 'dashboard', 'dev', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'image-service-dev' });
  });

  it('ends with the exit code of the command', () => {
    const { status, stdout, stderr } = run(OPS, 'no-such-command');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain("unknown command 'no-such-command'");
  });

  it('says how to get the dependencies where they are missing', () => {
    const clone = temporaryDirectory();
    for (const part of ['ops', 'src']) {
      cpSync(path.join(PROJECT_ROOT, part), path.join(clone, part), { recursive: true });
    }
    const { status, stdout, stderr } = run(path.join(clone, 'ops'), 'dashboard', 'dev');
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'Error: The dependencies are not installed. Install them: npx --yes pnpm@10 install\n',
    });
  });
});
