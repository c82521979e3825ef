import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  formatPushed,
  formatPutAway,
  pushErroredState,
  putAwayErroredState,
} from '../../../src/ops/state/push-errored';
import type { Pushed } from '../../../src/ops/state/push-errored';
import { whoAmI } from '../../../src/terraform/state/lock-holder';
import { PLAIN } from '../../../src/cli/terminal';
import { changedSettings, keepSettings } from '../../../src/terraform/state/recorded-settings';
import { stage } from '../../support/config';
import { ACCOUNT, FakeBackend, s3Error } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';
import { temporaryDirectory } from '../../support/temporary';

/** A resource as the provider's default tags and the account mark it. */
const marked = (Stage: string, account = ACCOUNT) => ({
  address: 'a.b',
  attributes: { arn: `arn:aws:sns:us-east-1:${account}:b`, tags_all: { Stage } },
});

const before = stateText({ serial: 6, resources: [{ address: 'a.a' }] });
const after = stateText({ serial: 8, resources: [{ address: 'a.a' }, { address: 'a.b' }] });
const AT_NOON = new Date('2025-11-22T12:00:00Z');

describe('pushErroredState', () => {
  let fake: FakeBackend;
  let directory: string;
  let asked: string[];
  let answer: boolean;
  /** Of S3's clock, in milliseconds. */
  let clockAhead: number;

  beforeEach(() => {
    [asked, answer, clockAhead] = [[], true, 0];
    directory = temporaryDirectory();
    const written = new Date('2025-11-22T11:59:00Z');
    fake = new FakeBackend().add('dev', { id: 'before', text: before, written });
  });

  /** A file of that state, written at noon. */
  function keep(text: string): string {
    const file = path.join(directory, 'image-service-dev-8.tfstate');
    writeFileSync(file, text);
    utimesSync(file, AT_NOON, AT_NOON);
    return file;
  }
  const push = (file: string | undefined, of = pushErroredState): Promise<Pushed> => {
    const context = fake.context();
    const { store } = context;
    const current = store.current.bind(store);
    jest.spyOn(store, 'current').mockImplementation(async (key) => {
      const state = await current(key);
      return state && { ...state, clockAhead };
    });
    return of(context, {
      stage: 'dev',
      file,
      backupDirectory: path.join(directory, 'backups'),
      confirm: (what) => {
        asked.push(what);
        return Promise.resolve(answer);
      },
      style: PLAIN,
      progress: (_doing, work) => work,
    });
  };

  it('writes it as it is, with its digest and who did so, and removes the file', async () => {
    const file = keep(after);
    const pushed = await push(file);
    expect(formatPushed(pushed)).toBe(
      [
        `The state of image-service-dev is serial 8 now; ${file} is removed.`,
        `What it replaced is kept in ${pushed.backup ?? ''} (it may hold secrets).`,
        'Next: pnpm ops plan dev',
      ].join('\n'),
    );
    expect(readFileSync(pushed.backup ?? '', 'utf8')).toBe(before);
    expect(fake.newest('dev')).toMatchObject({ id: 'written-2', text: after });
    expect(fake.digest('dev')).toBe(createHash('md5').update(after).digest('hex'));
    expect(fake.writers.get('written-2')).toBe(whoAmI());
    expect(fake.isLocked('dev')).toBe(false);
    expect(existsSync(file)).toBe(false);
    expect(asked).toEqual([expect.stringContaining('a.b')]);
  });

  it('records the settings of the deploy that it is of, not of the one who pushes', async () => {
    const file = keep(after);
    const emails = 'IMAGE_SERVICE_DEV_ALARM_EMAILS';
    const given = { ...fake.context(), env: { [emails]: 'on-call@lego-api.com' } };
    keepSettings(given, stage('dev', { alarmEmails: ['on-call@lego-api.com'] }), file);
    await push(file);
    expect(readdirSync(directory)).toEqual(['backups']);
    expect(await changedSettings(fake.context(), stage('dev'))).toEqual([
      expect.objectContaining({ variable: emails, isGiven: false }),
    ]);
  });

  it.each([
    ['an earlier', '2025-11-22T11:58:00Z', false],
    ['a later', '2025-11-22T12:05:00Z', true],
  ])(
    'knows whose settings are the last after a put-away: %s deploy has recorded its own',
    async (_, written, isGiven) => {
      const file = keep('half a st');
      keepSettings(fake.context(), stage('dev'), file);
      utimesSync(`${file}.settings.json`, AT_NOON, AT_NOON);
      const emails = 'IMAGE_SERVICE_DEV_ALARM_EMAILS';
      const settings = { [emails]: 'of another deploy' };
      const text = JSON.stringify({ formatVersion: 1, salt: '', settings });
      const recorded = { id: 'recorded', text, written: new Date(written) };
      fake.versions.set('image-service/dev/settings.json', [recorded]);
      await push(file, putAwayErroredState);
      const changed = await changedSettings(fake.context(), stage('dev'));
      expect(changed.map(({ variable }) => variable)).toEqual(isGiven ? [emails] : []);
      expect(readdirSync(directory)).toEqual(['backups']);
    },
  );

  it('writes the first state of a stack, where the file says that it is of that', async () => {
    fake.versions.clear();
    const first = stateText({ serial: 8, resources: [{ address: 'a.a' }, marked('dev')] });
    expect(await push(keep(first))).toMatchObject({ outcome: 'changed', serial: 8 });
    expect(fake.newest('dev')?.text).toBe(first);
  });

  it.each([
    [
      'of another stage',
      [marked('staging')],
      'image-service-dev-8.tfstate holds resources of stage "staging". `pnpm',
    ],
    ['of two stages', [marked('dev'), marked('prod')], 'holds resources of stage "prod". `pnpm'],
    [
      'of another account',
      [marked('dev', '444455556666')],
      'holds resources of account 444455556666. `pnpm',
    ],
    [
      'that does not say',
      [{ address: 'a.a' }],
      'and nothing in that says that it is of dev. `pnpm ops recover image-service-dev` finds',
    ],
  ])('refuses a first state %s', async (_, resources, said) => {
    fake.versions.clear();
    const file = keep(stateText({ serial: 8, resources }));
    await expect(push(file)).rejects.toThrow(said);
    expect([fake.newest('dev'), existsSync(file), asked]).toEqual([undefined, true, []]);
  });

  it("compares times by S3's clock", async () => {
    const at = (time: string): void => {
      const text = stateText({ serial: 7 });
      fake.add('dev', { id: 'other', text, written: new Date(time) });
    };
    // This machine's clock is ten minutes ahead: it was ten to twelve when the file was written.
    clockAhead = -600_000;
    at('2025-11-22T11:55:00Z');
    await expect(push(keep(after))).rejects.toThrow('serial 8 of 2025-11-22 11:50:00 UTC');
    clockAhead = 600_000;
    at('2025-11-22T12:05:00Z');
    expect(await push(keep(after))).toMatchObject({ outcome: 'changed' });
  });

  it('puts away what cannot be pushed, where a restore puts what it replaces', async () => {
    const file = keep('half a st');
    answer = false;
    expect(formatPutAway(await push(file, putAwayErroredState))).toBe('Nothing was changed.');
    expect(existsSync(file)).toBe(true);
    answer = true;
    const away = await push(file, putAwayErroredState);
    expect(formatPutAway(away)).toBe(
      [
        `${file} is put away as ${away.backup ?? ''} (it may hold secrets).`,
        'Next: pnpm ops recover dev',
      ].join('\n'),
    );
    expect([readFileSync(away.backup ?? '', 'utf8'), existsSync(file)]).toEqual([
      'half a st',
      false,
    ]);
    expect(fake.newest('dev')?.id).toBe('before');
  });

  it('finishes one whose digest was not written', async () => {
    fake.add('dev', { id: 'pushed', text: after, written: new Date('2025-11-22T12:10:00Z') });
    const file = keep(after);
    expect(await push(file)).toMatchObject({ outcome: 'changed' });
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
      `Nothing is pushed: the state went on without ${file} (serial ${(JSON.parse(text) as { serial: number }).serial} of ${written.replace('T', ' ').replace('Z', ' UTC')}; the file has serial 8 of 2025-11-22 12:00:00 UTC). \`pnpm ops recover image-service-dev\` finds what it alone knows.`,
    );
    expect([fake.newest('dev')?.id, fake.isLocked('dev'), asked]).toEqual(['other', false, []]);
    expect(existsSync(file)).toBe(true);
  });

  it('refuses one of another lineage', async () => {
    const file = keep(stateText({ serial: 9, lineage: 'another' }));
    await expect(push(file)).rejects.toThrow('belongs to another life or stack');
    expect(fake.newest('dev')?.id).toBe('before');
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
