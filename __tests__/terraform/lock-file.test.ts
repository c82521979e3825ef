import { describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/config/user-error';
import { lockedProviders, pinProviders } from '../../src/terraform/lock-file';
import { temporaryDirectory, write } from '../support/temporary';

const read = (...parts: string[]): string => readFileSync(path.join(...parts), 'utf8');

describe('pinProviders', () => {
  it('puts the lock file into every stack', () => {
    const outdir = temporaryDirectory();
    const lock = write(outdir, '.terraform.lock.hcl', 'pins');
    for (const stack of ['a', 'b'])
      mkdirSync(path.join(outdir, 'stacks', stack), { recursive: true });
    pinProviders(outdir, lock);
    expect(read(outdir, 'stacks', 'a', '.terraform.lock.hcl')).toBe('pins');
    expect(read(outdir, 'stacks', 'b', '.terraform.lock.hcl')).toBe('pins');
  });

  it('replaces another one and leaves an identical one alone', () => {
    const outdir = temporaryDirectory();
    const lock = write(outdir, '.terraform.lock.hcl', 'pins');
    const same = write(outdir, 'stacks/a/.terraform.lock.hcl', 'pins');
    const other = write(outdir, 'stacks/b/.terraform.lock.hcl', 'newest');
    utimesSync(same, 1, 1);
    pinProviders(outdir, lock);
    expect(statSync(same).mtimeMs).toBe(1000);
    expect(read(other)).toBe('pins');
  });

  it('does nothing before the first synth', () => {
    expect(() => {
      pinProviders(temporaryDirectory());
    }).not.toThrow();
  });
});

describe('lockedProviders', () => {
  it('reads what the committed lock file pins', () => {
    expect(lockedProviders()).toEqual([
      { source: 'registry.terraform.io/hashicorp/aws', version: '5.100.0' },
    ]);
  });

  it('says in a line that there is none, and where it comes from', () => {
    expect(() => lockedProviders('/nowhere/.terraform.lock.hcl')).toThrow(
      new UserError(
        'There is no provider lock file /nowhere/.terraform.lock.hcl, which says what the plan was made with. Plan again: `pnpm cdktf plan <stack>` places it beside the plan.',
      ),
    );
  });
});
