import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { stateKey } from '../../../src/config/names';
import { UserError } from '../../../src/config/user-error';
import { isLocked } from '../../../src/ops/state/lock-table';
import { FakeBackend } from '../../support/fake-backend';
import { terraformLock } from '../../support/state-text';

const key = stateKey('dev');
const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('LockTable', () => {
  let fake: FakeBackend;
  beforeEach(() => {
    fake = new FakeBackend();
  });

  it('reads the lock that Terraform holds', async () => {
    expect(await fake.context().locks.held(key)).toBeUndefined();
    fake.lock('dev', terraformLock);
    expect((await fake.context().locks.held(key))?.info).toEqual(terraformLock);
  });

  it('does not guess at what is not a lock of Terraform', async () => {
    fake.lock('dev', 'mine!');
    await expect(fake.context().locks.held(key)).rejects.toThrow(
      'The lock lego-moc-image-service-state/image-service/dev/terraform.tfstate in image-service-state-lock was not written by Terraform: mine!',
    );
  });

  it('takes the lock that Terraform would respect, and gives it back', async () => {
    const { locks } = fake.context();
    const held = await locks.acquire(key, terraformLock);
    expect(fake.dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'image-service-state-lock',
      Item: { LockID: { S: locks.lockId(key) }, Info: { S: JSON.stringify(terraformLock) } },
      ConditionExpression: 'attribute_not_exists(LockID)',
    });
    await locks.release(key, held);
    expect(fake.isLocked('dev')).toBe(false);
  });

  it('names the holder when it is taken', async () => {
    fake.lock('dev', terraformLock);
    await expect(
      fake.context().locks.acquire(key, { ...terraformLock, ID: 'mine' }),
    ).rejects.toEqual(
      new UserError(
        `The state of dev is locked by ann@elsewhere since 2025-11-22T10:00:00Z for OperationTypeApply (id ${terraformLock.ID}). Wait for it to finish; if nobody is working on it any more, see \`pnpm ops state unlock --help\`.`,
      ),
    );
  });

  it('recognizes its own lock when the first answer got lost', async () => {
    fake.lock('dev', terraformLock);
    expect((await fake.context().locks.acquire(key, terraformLock)).info).toEqual(terraformLock);
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
    fake.dynamodb.on(GetItemCommand).rejects(error);
    fake.dynamodb.on(PutItemCommand).rejects(error);
    fake.dynamodb.on(DeleteItemCommand).rejects(error);
    const told = new UserError(message);
    await expect(locks.held(key)).rejects.toEqual(told);
    await expect(locks.acquire(key, terraformLock)).rejects.toEqual(told);
    await expect(locks.release(key, { info: terraformLock, text: '' })).rejects.toEqual(told);
    await expect(locks.setDigest(key, 'x')).rejects.toEqual(told);
  });
});

describe('isLocked', () => {
  it('also says so when the holder has just left', () => {
    expect(isLocked(key, undefined).message).toContain('The state of dev is locked. Wait');
  });
});
