import { createHash } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import {
  allStacks,
  contextOfScope,
  currentState,
  requirePlannable,
  stackOf,
  stateContext,
} from '../../../src/terraform/state/context';
import { accountOf, committed, config, stage } from '../../support/config';
import { FakeBackend, s3Error } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';

const here = accountOf();

describe('stackOf', () => {
  it.each(['dev', 'image-service-dev'])('finds the stage by %s', (given) => {
    expect(stackOf(here, given)).toMatchObject({
      scope: 'dev',
      name: 'image-service-dev',
      key: 'image-service/dev/terraform.tfstate',
      stage: { name: 'dev' },
    });
  });

  it('knows the stack of the remote state itself', () => {
    expect(stackOf(here, 'state')).toEqual({
      scope: 'state',
      name: 'image-service-state',
      key: 'image-service/state/terraform.tfstate',
      stage: undefined,
    });
  });

  it('knows the stack of the access', () => {
    expect(stackOf(here, 'image-service-access')).toMatchObject({
      scope: 'access',
      key: 'image-service/access/terraform.tfstate',
    });
  });

  it('lists the names when there is no such one', () => {
    expect(() => stackOf(here, 'production')).toThrow(
      new UserError(
        'There is no stage "production". Did you mean "prod"? The stages are: dev, staging, prod; "access" and "state" are what `pnpm ops bootstrap` made.',
      ),
    );
  });
});

describe('currentState', () => {
  const elsewhere = { ...config, stages: [stage('dev', { accountId: '999999999999' })] };
  const dev = stackOf(accountOf(elsewhere), 'dev');

  it('reads the state, without asking for the account where none is demanded', async () => {
    const fake = new FakeBackend().add('dev', { id: 'v1', text: stateText({ serial: 3 }) });
    expect((await currentState(fake.context(), stackOf(here, 'dev'))).state.serial).toBe(3);
    expect(fake.sts.calls()).toHaveLength(0);
  });

  it('names the wrong account rather than what comes of it', async () => {
    const fake = new FakeBackend();
    fake.s3.on(GetObjectCommand).rejects(s3Error('AccessDenied', 403));
    await expect(currentState(fake.context(elsewhere), dev)).rejects.toThrow(
      'Stage dev lives in AWS account 999999999999, but these credentials belong to 111122223333.',
    );
  });

  it('passes on why the state could not be read', async () => {
    const fake = new FakeBackend();
    fake.s3.on(GetObjectCommand).rejects(s3Error('AccessDenied', 403));
    await expect(currentState(fake.context(), stackOf(here, 'dev'))).rejects.toThrow(
      'refuses these credentials',
    );
  });

  it.each([
    { name: 'dev', remedy: 'Run `pnpm cdktf deploy image-service-dev` first.' },
    { name: 'state', remedy: 'Run `pnpm ops bootstrap` first.' },
  ])('says how $name is deployed when it is not', async ({ name, remedy }) => {
    const stack = stackOf(here, name);
    await expect(currentState(new FakeBackend().context(), stack)).rejects.toEqual(
      new UserError(
        `image-service-${name} is not deployed: there is no state at s3://lego-moc-image-service-state/${stack.key}. ${remedy}`,
      ),
    );
  });
});

/** One account per stage. */
const ACCOUNTS = {
  ...Object.fromEntries(
    committed.stages.map(({ name }) => [
      `IMAGE_SERVICE_${name.toUpperCase()}_ACCOUNT_ID`,
      '444455556666',
    ]),
  ),
  IMAGE_SERVICE_DEV_ACCOUNT_ID: '111122223333',
  IMAGE_SERVICE_PROD_ACCOUNT_ID: '777788889999',
  IMAGE_SERVICE_STATE_BUCKET_NAME: 'ours-{account}',
};

describe('stateContext', () => {
  it('follows the environment', async () => {
    const env = { IMAGE_SERVICE_STATE_BUCKET_NAME: 'ours' };
    const { config: found, store } = await stateContext(env);
    expect(allStacks(found)).toHaveLength(committed.stages.length + 2);
    expect(store.url('key')).toBe('s3://ours/key');
  });

  it('is of the account that the credentials belong to', async () => {
    const fake = new FakeBackend();
    const { config: found, store } = await stateContext(ACCOUNTS);
    expect(fake.sts.calls()).toHaveLength(1);
    expect(allStacks(found).map(({ name }) => name)).toEqual([
      'image-service-dev',
      'image-service-access-111122223333',
      'image-service-state-111122223333',
    ]);
    expect(store.url('key')).toBe('s3://ours-111122223333/key');
  });
});

describe('contextOfScope', () => {
  it("is of the stage's account, whose credentials are checked later", async () => {
    const fake = new FakeBackend();
    const { store, config: found } = await contextOfScope('prod', ACCOUNTS);
    expect(fake.sts.calls()).toHaveLength(0);
    expect(store.url('key')).toBe('s3://ours-777788889999/key');
    await expect(currentState(fake.context(found), stackOf(found, 'prod'))).rejects.toThrow(
      'Stage prod lives in AWS account 777788889999, but these credentials belong to 111122223333.',
    );
  });

  it("is of the credentials' account for what is no stage", async () => {
    const { store, config: found } = await contextOfScope('access', ACCOUNTS);
    expect(store.url('key')).toBe('s3://ours-111122223333/key');
    expect(() => stackOf(found, 'qa')).toThrow(
      /^There is no stage "qa"\. The stages are: dev, .*; "access" and "state" are/,
    );
  });
});

describe('requirePlannable', () => {
  const usable = (fake: FakeBackend) => requirePlannable(fake.context(), stackOf(here, 'dev'));
  const text = stateText({ serial: 4 });
  const deployed = () => new FakeBackend().add('dev', { id: 'v', text });

  it('takes a stage that was never deployed, and one whose state is the last one', async () => {
    await usable(new FakeBackend());
    await usable(deployed());
    await usable(deployed().setDigest('dev', createHash('md5').update(text).digest('hex')));
  });

  it.each([
    ['lost', () => new FakeBackend(), '`pnpm ops state remove-digest dev` lets it begin anew'],
    [
      'deleted',
      () => deployed().add('dev', { id: 'w', text: undefined }),
      'image-service-dev: The state is gone, but the lock table remembers one. Choose a version with `pnpm ops state history dev`',
    ],
    ['another', deployed, 'the lock table says remembered). Choose a version with'],
  ])('says how to repair one that is %s', async (_, make, said) => {
    await expect(usable(make().setDigest('dev', 'remembered'))).rejects.toThrow(said);
  });

  it('names whoever may be about to write it', async () => {
    const fake = deployed().setDigest('dev', 'remembered').lock('dev', terraformLock);
    await expect(usable(fake)).rejects.toThrow('The state of dev is locked by ann@elsewhere');
    await usable(deployed().lock('dev', terraformLock));
  });
});
