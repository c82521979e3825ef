import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formatPushed, pushErroredState } from '../../../src/ops/state/push-errored';
import type { Pushed } from '../../../src/ops/state/push-errored';
import { whoAmI } from '../../../src/terraform/state/lock-holder';
import { PLAIN } from '../../../src/cli/terminal';
import { FakeBackend, s3Error } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';

const before = stateText({ serial: 6, resources: [{ address: 'a.a' }] });
const after = stateText({ serial: 8, resources: [{ address: 'a.a' }, { address: 'a.b' }] });
const AT_NOON = new Date('2025-11-22T12:00:00Z');

describe('pushErroredState', () => {
  let fake: FakeBackend;
  let directory: string;
  let asked: string[];
  let answer: boolean;

  beforeEach(() => {
    [asked, answer] = [[], true];
    directory = mkdtempSync(path.join(tmpdir(), 'image-service-errored-'));
    const written = new Date('2025-11-22T11:59:00Z');
    fake = new FakeBackend().add('dev', { id: 'before', text: before, written });
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  /** A file of that state, written at noon. */
  function keep(text: string): string {
    const file = path.join(directory, 'image-service-dev-8.tfstate');
    writeFileSync(file, text);
    utimesSync(file, AT_NOON, AT_NOON);
    return file;
  }
  const push = (file: string | undefined): Promise<Pushed> =>
    pushErroredState(fake.context(), {
      stage: 'dev',
      file,
      confirm: (what) => {
        asked.push(what);
        return Promise.resolve(answer);
      },
      style: PLAIN,
      progress: (_doing, work) => work,
    });

  it('writes it as it is, with its digest and who did so, and removes the file', async () => {
    const file = keep(after);
    const pushed = await push(file);
    expect(formatPushed(pushed)).toBe(
      `The state of image-service-dev is serial 8 now; ${file} is removed. Next: pnpm ops plan dev`,
    );
    expect(fake.newest('dev')).toMatchObject({ id: 'written-2', text: after });
    expect(fake.digest('dev')).toBe(createHash('md5').update(after).digest('hex'));
    expect(fake.writers.get('written-2')).toBe(whoAmI());
    expect(fake.isLocked('dev')).toBe(false);
    expect(existsSync(file)).toBe(false);
    expect(asked).toEqual([expect.stringContaining('a.b')]);
  });

  it('writes the first state of a stack', async () => {
    fake.versions.clear();
    expect(await push(keep(after))).toMatchObject({ outcome: 'pushed', serial: 8 });
    expect(fake.newest('dev')?.text).toBe(after);
  });

  it('finishes one whose digest was not written', async () => {
    fake.add('dev', { id: 'pushed', text: after, written: new Date('2025-11-22T12:10:00Z') });
    const file = keep(after);
    expect(await push(file)).toMatchObject({ outcome: 'pushed' });
    expect(fake.digest('dev')).toBe(createHash('md5').update(after).digest('hex'));
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['of the same serial', stateText({ serial: 8 }), '2025-11-22T11:59:00Z'],
    ['of a lower serial, but written later', stateText({ serial: 7 }), '2025-11-22T12:01:00Z'],
  ])('refuses where the state went on without it: one %s', async (_, text, written) => {
    fake.add('dev', { id: 'other', text, written: new Date(written) });
    const file = keep(after);
    await expect(push(file)).rejects.toThrow(
      `${file} is not pushed: the state went on without it (serial ${(JSON.parse(text) as { serial: number }).serial} of ${written.replace('T', ' ').replace('Z', ' UTC')}; the file has serial 8 of 2025-11-22 12:00:00 UTC). \`pnpm ops recover dev\` finds what it alone knows; delete it afterwards.`,
    );
    expect([fake.newest('dev')?.id, fake.isLocked('dev'), asked]).toEqual(['other', false, []]);
    expect(existsSync(file)).toBe(true);
  });

  it('refuses one of another lineage', async () => {
    const file = keep(stateText({ serial: 9, lineage: 'another' }));
    await expect(push(file)).rejects.toThrow('it belongs to another life or stack');
    expect(fake.newest('dev')?.id).toBe('before');
  });

  it('refuses the state of another stack where there is none yet', async () => {
    fake.versions.clear();
    fake.add('staging', { id: 'other', text: before });
    const file = keep(after);
    await expect(push(file)).rejects.toThrow(
      'it is the state of image-service-staging, not of image-service-dev',
    );
    expect([fake.newest('dev'), existsSync(file), asked]).toEqual([undefined, true, []]);
  });

  it('keeps the file where the person says no, the state is locked or cannot be written', async () => {
    const file = keep(after);
    answer = false;
    expect(formatPushed(await push(file))).toBe('Nothing was changed.');
    answer = true;
    const Key = 'image-service/dev/terraform.tfstate';
    fake.s3.on(PutObjectCommand, { Key }).rejects(s3Error('AccessDenied', 403));
    await expect(push(file)).rejects.toThrow('refuses these credentials');
    fake.lock('dev', terraformLock);
    await expect(push(file)).rejects.toThrow('The state of dev is locked');
    expect(existsSync(file)).toBe(true);
  });

  it('says which file it wants, and what is wrong with it', async () => {
    await expect(push(undefined)).rejects.toThrow(
      'No state of image-service-dev is kept on this machine. Name one that another machine kept: --file PATH.',
    );
    const none = path.join(directory, 'none.tfstate');
    await expect(push(none)).rejects.toThrow(`${none} cannot be read: ENOENT`);
    await expect(push(keep('{}'))).rejects.toThrow('image-service-dev-8.tfstate');
  });
});
