import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import type { Confirm } from '../../../src/cli/confirm';
import { PLAIN } from '../../../src/cli/terminal';
import { whoAmI } from '../../../src/terraform/state/lock-holder';
import { formatRestored, restoreState, type Restored } from '../../../src/ops/state/restore';
import { Interrupted } from '../../../src/system/interrupts';
import { FakeBackend, s3Error } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';
import { temporaryDirectory } from '../../support/temporary';

const KEY = 'image-service/dev/terraform.tfstate';
const a = { address: 'a.a' };
const b = { address: 'a.b' };
const good = stateText({ serial: 4, resources: [a, b] });
const bad = stateText({ serial: 6, resources: [a] });

describe('restoreState', () => {
  let fake: FakeBackend;
  let backupDirectory: string;
  const asked: string[] = [];
  const yes: Confirm = (what) => {
    asked.push(what);
    return Promise.resolve(true);
  };

  beforeEach(() => {
    asked.length = 0;
    backupDirectory = temporaryDirectory();
    fake = new FakeBackend()
      .add('dev', { id: 'good', text: good, written: new Date('2025-11-22T10:00:00Z') })
      .add('dev', { id: 'bad', text: bad, written: new Date('2025-11-22T11:00:00Z') });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const restore = (version = '4', confirm = yes): Promise<Restored> =>
    restoreState(fake.context(), {
      stage: 'dev',
      version,
      confirm,
      backupDirectory,
      style: PLAIN,
      progress: (_doing, work) => work,
    });

  it('writes the old state with a serial above the current one, and its digest', async () => {
    const restored = await restore();
    expect(restored).toMatchObject({
      stack: 'image-service-dev',
      outcome: 'changed',
      from: { serial: 4, versionId: 'good' },
      serial: 7,
      versionId: 'written-3',
    });
    const { text, metadata } = fake.newest('dev') ?? {};
    expect(text).toBe(good.replace('"serial": 4', '"serial": 7'));
    expect(metadata).toEqual({
      'restored-by': whoAmI(),
      'restored-from': 'good',
    });
    const current = await fake.context().store.current('image-service/dev/terraform.tfstate');
    expect(fake.digest('dev')).toBe(current?.md5);
  });

  it('does it all under a lock that says whose it is, and gives it back', async () => {
    await restore();
    const info = fake.dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input.Item?.Info?.S ?? '';
    expect(JSON.parse(info)).toEqual({
      ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      Operation: 'ops state restore',
      Info: `process ${process.pid}`,
      Who: whoAmI(),
      Version: '1.11.4',
      Created: expect.stringMatching(/^\d{4}-.*Z$/),
      Path: terraformLock.Path,
    });
    expect(fake.isLocked('dev')).toBe(false);
  });

  it('shows before what it will do', async () => {
    await restore();
    expect(asked).toEqual([
      [
        'Restore the state of image-service-dev',
        '  now  serial 6 of 2025-11-22 11:00:00 UTC (version bad)',
        '  to   serial 4 of 2025-11-22 10:00:00 UTC (version good), as serial 7',
        '+ a.b',
        'Only what Terraform knows is changed, nothing in AWS.',
      ].join('\n'),
    ]);
  });

  it('keeps what it replaces, for its owner alone to read', async () => {
    const { backup = '' } = await restore();
    expect(path.basename(backup)).toMatch(
      /^terraform\.image-service-dev\.6\.\d{8}T\d{6}\.\d+\.tfstate\.backup$/,
    );
    expect(readFileSync(backup, 'utf8')).toBe(bad);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
  });

  const nothingWritten = (): void => {
    expect(fake.s3.commandCalls(PutObjectCommand, { Key: KEY })).toHaveLength(0);
    expect(fake.isLocked('dev')).toBe(false);
    expect(readdirSync(backupDirectory)).toEqual([]);
  };

  it('changes nothing without a yes', async () => {
    expect(await restore('4', () => Promise.resolve(false))).toMatchObject({ outcome: 'declined' });
    nothingWritten();
  });

  it('has nothing to do when that version is the current one', async () => {
    expect(await restore('6')).toMatchObject({ outcome: 'unchanged', from: { serial: 6 } });
    expect(asked).toEqual([]);
    nothingWritten();
  });

  it('writes the current version again when its digest is wrong', async () => {
    fake.setDigest('dev', 'wrong');
    expect(await restore('bad')).toMatchObject({ outcome: 'changed', serial: 7 });
    expect(fake.digest('dev')).not.toBe('wrong');
    expect(asked[0]).toContain('Resources and outputs stay the same.');
  });

  it.each([
    { what: 'not a state', text: 'half' },
    { what: 'deleted', text: undefined },
  ])('restores over one that is $what, above the newest serial that is known', async ({ text }) => {
    fake.add('dev', { id: 'broken', text });
    expect(await restore()).toMatchObject({ outcome: 'changed', serial: 7, backup: undefined });
    expect(asked[0]).toContain('  now  no readable state\n');
  });

  it('refuses the state of another life of the stack', async () => {
    fake.add('dev', { id: 'reborn', text: stateText({ serial: 1, lineage: 'another' }) });
    await expect(restore()).rejects.toEqual(
      new UserError(
        'Serial 4 belongs to another life of image-service-dev (lineage a-lineage, now another): its resources are not these. `pnpm ops state history dev` lists others.',
      ),
    );
    nothingWritten();
  });

  it('refuses while somebody holds the lock, and leaves it with them', async () => {
    fake.lock('dev', terraformLock);
    await expect(restore()).rejects.toThrow('The state of dev is locked by ann@elsewhere');
    expect(fake.isLocked('dev')).toBe(true);
    expect(fake.s3.commandCalls(PutObjectCommand, { Key: KEY })).toHaveLength(0);
  });

  it('gives the lock back when the write fails', async () => {
    fake.s3.on(PutObjectCommand, { Key: KEY }).rejects(s3Error('AccessDenied', 403));
    await expect(restore()).rejects.toThrow('refuses these credentials');
    expect(fake.isLocked('dev')).toBe(false);
  });

  it('gives the lock back when the person stops it, and has changed nothing', async () => {
    const pressed: Confirm = (_what, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
        process.emit('SIGINT');
      });
    await expect(restore('4', pressed)).rejects.toEqual(
      new Interrupted('Stopped. Nothing was changed.'),
    );
    nothingWritten();
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  it('finishes what is being written when the person stops it too late', async () => {
    fake.s3.on(PutObjectCommand, { Key: KEY }).callsFake(() => {
      process.emit('SIGINT');
      return { VersionId: 'new' };
    });
    expect(await restore()).toMatchObject({ outcome: 'changed', versionId: 'new' });
    expect(fake.digest('dev')).toMatch(/^[0-9a-f]{32}$/);
    expect(fake.isLocked('dev')).toBe(false);
  });

  it('says so when state and digest do not fit together in the end', async () => {
    fake.dynamodb
      .on(PutItemCommand, { ConditionExpression: undefined })
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    fake.dynamodb
      .on(PutItemCommand, { ConditionExpression: 'attribute_not_exists(LockID)' })
      .resolves({});
    fake.dynamodb.on(DeleteItemCommand).resolves({});
    await expect(restore()).rejects.toThrow(
      'The state of image-service-dev is written, but its digest in the lock table is not: Terraform will refuse it. Run `pnpm ops state restore dev written-3`. (The state lock table',
    );
  });

  it('says so when the lock could not be given back', async () => {
    fake.dynamodb.on(DeleteItemCommand).rejects(new Error('timeout'));
    await expect(restore()).rejects.toEqual(
      new UserError(
        'The lock of image-service-dev could not be given back: timeout See `pnpm ops state lock dev`.',
      ),
    );
  });

  it('tells both when the work and the unlocking fail', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    fake.s3.on(PutObjectCommand, { Key: KEY }).rejects(s3Error('AccessDenied', 403));
    fake.dynamodb.on(DeleteItemCommand).rejects(new Error('timeout'));
    await expect(restore()).rejects.toThrow('refuses these credentials');
    expect(error).toHaveBeenCalledWith(expect.stringContaining('could not be given back: timeout'));
  });
});

describe('formatRestored', () => {
  const base = { stack: 'image-service-dev', scope: 'dev', from: { serial: 4, versionId: 'v' } };
  it.each([
    { restored: { ...base, outcome: 'declined' }, text: 'Nothing was changed.' },
    {
      restored: { ...base, outcome: 'unchanged' },
      text: 'Serial 4 is the current state of image-service-dev; there is nothing to restore.',
    },
    {
      restored: { ...base, outcome: 'changed', serial: 7, backup: 'file' },
      text: 'image-service-dev is back at serial 4, as serial 7.\nWhat it replaced is kept in file (it may hold secrets).\nNext: pnpm cdktf diff image-service-dev',
    },
    {
      restored: { ...base, outcome: 'changed', serial: 7 },
      text: 'image-service-dev is back at serial 4, as serial 7.\nNext: pnpm cdktf diff image-service-dev',
    },
  ] as const)('$restored.outcome', ({ restored, text }) => {
    expect(formatRestored(restored)).toBe(text);
  });
});
