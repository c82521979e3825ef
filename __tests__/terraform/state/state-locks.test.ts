import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { stateKey } from '../../../src/config/names';
import { UserError } from '../../../src/config/user-error';
import { unlockAdviceIn, isLocked } from '../../../src/terraform/state/lock-info';
import { PLAIN } from '../../../src/cli/terminal';
import { formatStates, listStates } from '../../../src/ops/state/list';
import { formatLockStatus, lockStatus } from '../../../src/ops/state/lock';
import { unlock } from '../../../src/ops/state/unlock';
import { FakeBackend } from '../../support/fake-backend';
import { terraformLock } from '../../support/state-text';

const key = stateKey('dev');
const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('StateLocks', () => {
  let fake: FakeBackend;
  beforeEach(() => {
    fake = new FakeBackend();
  });

  it('reads the lock that Terraform holds', async () => {
    expect(await fake.context().locks.held(key)).toBeUndefined();
    fake.lock('dev', terraformLock);
    expect((await fake.context().locks.held(key))?.info).toEqual(terraformLock);
  });

  it('takes both locks that Terraform would respect, in its order, and gives them back', async () => {
    const { locks } = fake.context();
    const held = await locks.acquire(key, terraformLock);
    expect(fake.s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'lego-moc-image-service-state',
      Key: 'image-service/dev/terraform.tfstate.tflock',
      Body: JSON.stringify(terraformLock),
      ContentType: 'application/json',
      ServerSideEncryption: 'AES256',
      IfNoneMatch: '*',
    });
    expect(fake.dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'image-service-state-lock',
      Item: {
        LockID: { S: 'lego-moc-image-service-state/image-service/dev/terraform.tfstate' },
        Info: { S: JSON.stringify(terraformLock) },
      },
      ConditionExpression: 'attribute_not_exists(LockID)',
    });
    expect(fake.lockedIn('dev')).toEqual(['table', 'file']);
    await locks.release(key, held);
    expect(fake.lockedIn('dev')).toEqual([]);
  });

  it.each(['table', 'file'])(
    'is refused by a lock in the %s alone, and leaves it alone',
    async (where) => {
      fake.lock('dev', terraformLock, [where]);
      await expect(
        fake.context().locks.acquire(key, { ...terraformLock, ID: 'mine' }),
      ).rejects.toThrow('is locked by ann@elsewhere');
      expect(fake.lockedIn('dev')).toEqual([where]);
    },
  );

  it.each(['table', 'file'])(
    'finds and removes a lock that was left in the %s alone',
    async (where) => {
      fake.lock('dev', terraformLock, [where]);
      const context = fake.context();
      const shown = formatLockStatus(await lockStatus(context, 'dev'), PLAIN);
      expect(shown).toContain(`  where      lock ${where}\n`);
      await unlock(context, { stage: 'dev', id: terraformLock.ID });
      expect(fake.lockedIn('dev')).toEqual([]);
    },
  );

  it('shows one of two different locks, and removes no more than that', async () => {
    fake.lock('dev', terraformLock, ['table']).lock('dev', { ...terraformLock, ID: 'x' }, ['file']);
    const context = fake.context();
    expect((await lockStatus(context, 'dev')).lock?.ID).toBe('x');
    await unlock(context, { stage: 'dev', id: 'x' });
    expect((await lockStatus(context, 'dev')).lock?.ID).toBe(terraformLock.ID);
  });

  it('gives back the first lock when the second cannot be taken', async () => {
    fake.dynamodb.on(PutItemCommand).rejects(named('ExpiredTokenException'));
    await expect(fake.context().locks.acquire(key, terraformLock)).rejects.toThrow('have expired');
    expect(fake.lockedIn('dev')).toEqual([]);
  });

  it('names the holder when it is taken', async () => {
    fake.lock('dev', terraformLock);
    await expect(
      fake.context().locks.acquire(key, { ...terraformLock, ID: 'mine' }),
    ).rejects.toEqual(
      new UserError(
        `The state of dev is locked by ann@elsewhere since 2025-11-22T10:00:00Z for OperationTypeApply (id ${terraformLock.ID}). Wait for it to finish. If nobody is working on it any more: pnpm ops state unlock dev ${terraformLock.ID}`,
      ),
    );
  });

  it.each<[string, AttributeValue]>([
    ['is empty', { S: '' }],
    ['is a number', { N: '5' }],
  ])('removes a lock whose text %s', async (_, Info) => {
    fake.lock('dev', undefined, ['table']);
    const [id = ''] = fake.items.keys();
    fake.items.set(id, { LockID: { S: id }, Info });
    const context = fake.context();
    const shown = (await lockStatus(context, 'dev')).lock?.ID ?? '';
    // Terraforms of this machine are none of this test's.
    await unlock(context, { stage: 'dev', id: shown, force: true });
    expect(fake.isLocked('dev')).toBe(false);
    const [call] = fake.dynamodb.commandCalls(DeleteItemCommand);
    expect(call?.args[0].input).toMatchObject({
      ConditionExpression:
        'attribute_exists(LockID) AND (attribute_not_exists(Info) OR NOT attribute_type(Info, :type) OR Info = :value)',
      ExpressionAttributeValues: { ':type': { S: 'S' }, ':value': { S: '' } },
    });
  });

  it('recognizes its own lock when the first answer got lost', async () => {
    fake.lock('dev', terraformLock);
    expect((await fake.context().locks.acquire(key, terraformLock)).info).toEqual(terraformLock);
    expect(fake.lockedIn('dev')).toEqual(['table', 'file']);
  });

  it('does not remove a lock that is another by now', async () => {
    const { locks } = fake.context();
    const held = await locks.acquire(key, terraformLock);
    fake.lock('dev', { ...terraformLock, ID: 'another' });
    await expect(locks.release(key, held)).rejects.toEqual(
      new UserError(
        `The lock ${terraformLock.ID} is gone: somebody else has removed it meanwhile.`,
      ),
    );
    expect(fake.isLocked('dev')).toBe(true);
  });

  it('keeps the digest where Terraform looks for it', async () => {
    const { locks } = fake.context();
    expect(await locks.digest(key)).toBeUndefined();
    await locks.setDigest(key, 'abc');
    expect(await locks.digest(key)).toBe('abc');
    expect(fake.digest('dev')).toBe('abc');
    expect(await locks.removeDigest(key, 'another')).toBe(false);
    expect(await locks.removeDigest(key, 'abc')).toBe(true);
    expect(fake.digest('dev')).toBeUndefined();
  });

  it.each([
    {
      error: named('ResourceNotFoundException'),
      message:
        'The state lock table image-service-state-lock does not exist in this account. Run `pnpm ops bootstrap` once, then this again.',
    },
    {
      error: named('AccessDeniedException'),
      message:
        "The state lock table image-service-state-lock refuses these credentials. Use the account's own (AWS_PROFILE); they need dynamodb:GetItem, PutItem and DeleteItem there.",
    },
    {
      error: named('ExpiredTokenException'),
      message:
        'The AWS credentials have expired. Sign in again (e.g. `aws sso login`), then run this again.',
    },
  ])('says what to do about $error.name', async ({ error, message }) => {
    const { locks } = fake.context();
    const held = await locks.acquire(key, terraformLock);
    fake.dynamodb.on(GetItemCommand).rejects(error);
    fake.dynamodb.on(PutItemCommand).rejects(error);
    fake.dynamodb.on(DeleteItemCommand).rejects(error);
    const told = new UserError(message);
    await expect(locks.held(key)).rejects.toEqual(told);
    await expect(locks.release(key, held)).rejects.toEqual(told);
    await expect(locks.acquire(key, terraformLock)).rejects.toEqual(told);
    await expect(locks.setDigest(key, 'x')).rejects.toEqual(told);
  });
});

describe('a lock that Terraform has not written', () => {
  it.each([
    {
      what: 'no JSON',
      text: 'held by job 12',
      id: 'unreadable-596c8c6f',
      row: 'unknown, unknown, since unknown',
      note: 'held by job 12',
    },
    {
      what: 'nothing',
      text: undefined,
      id: 'unreadable-e3b0c442',
      row: 'unknown, unknown, since unknown',
      note: undefined,
    },
    {
      what: 'no date, and control characters',
      text: {
        ...terraformLock,
        ID: 'i',
        Who: 'a@b\n\u001b[31mfree\u202e',
        Created: 'yesterday',
      },
      id: 'i',
      row: 'a@b\\u000a\\u001b[31mfree\\u202e, OperationTypeApply, since yesterday',
      note: undefined,
    },
    {
      what: 'JSON of another shape',
      text: '[1]',
      id: 'unreadable-080a9ed4',
      row: 'unknown, unknown, since unknown',
      note: '[1]',
    },
  ])('is shown, and removed by its id: $what', async ({ text, id, row, note }) => {
    const fake = new FakeBackend().lock('staging', text, ['table']);
    const context = fake.context();
    const lines = formatStates(await listStates(context), PLAIN).split('\n');
    expect(lines[2]).toMatch(/^staging +not deployed +/);
    expect(lines[2]?.endsWith(row)).toBe(true);
    expect(lines).toHaveLength(6);
    const shown = formatLockStatus(await lockStatus(context, 'staging'), PLAIN);
    expect(shown).toContain(`pnpm ops state unlock staging ${id}`);
    expect(/^ {2}note +(.*)$/m.exec(shown)?.[1]).toBe(note);
    expect(shown).not.toMatch(/NaN|undefined|\p{Cf}/u);
    expect(shown).not.toContain('\u001b');
    await unlock(context, { stage: 'staging', id });
    expect(fake.isLocked('staging')).toBe(false);
  });
});

describe('isLocked', () => {
  it('also says so when the holder has just left', () => {
    expect(isLocked(key, undefined).message).toBe(
      'The state of dev is locked. See by whom: pnpm ops state lock dev',
    );
  });
});

describe('unlockAdviceIn', () => {
  const said = (edge: string): string =>
    [
      'Error: Error acquiring the state lock',
      '',
      'Error message: operation error S3: PutObject, https response error StatusCode: 412',
      'Lock Info:',
      '  ID:        an-id',
      '  Path:      the-bucket/image-service/dev/terraform.tfstate',
      '  Operation: OperationTypeApply',
    ]
      .map((line) => edge + line)
      .join('\n');

  it.each(['', '\u001b[31m│\u001b[0m \u001b[0m'])(
    'reads the lock that stopped Terraform, plain or framed: %j',
    (edge) => {
      expect(unlockAdviceIn(said(edge))).toBe(
        'If nobody is working on it any more: pnpm ops state unlock dev an-id',
      );
    },
  );

  it('says nothing of another failure', () => {
    expect(unlockAdviceIn('Error: no such thing')).toBeUndefined();
  });
});
