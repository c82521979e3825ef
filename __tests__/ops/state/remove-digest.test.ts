import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import type { Confirm } from '../../../src/cli/confirm';
import { stateHistory } from '../../../src/ops/state/history';
import { formatDigestRemoved, removeDigest } from '../../../src/ops/state/remove-digest';
import { selectVersion } from '../../../src/ops/state/select-version';
import { currentState, stackOf } from '../../../src/terraform/state/context';
import { PLAIN } from '../../../src/cli/terminal';
import { FakeBackend } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';

const yes: Confirm = () => Promise.resolve(true);

const remove = (fake: FakeBackend, confirm = yes) =>
  removeDigest(fake.context(), {
    stage: 'dev',
    confirm,
    style: PLAIN,
    progress: (_doing, work) => work,
  });

describe('removeDigest', () => {
  it.each([
    { what: 'never a version', fake: () => new FakeBackend() },
    {
      what: 'deletions alone',
      fake: () => new FakeBackend().add('dev', { id: 'v', text: undefined }),
    },
  ])('lets Terraform begin anew where the bucket has $what', async ({ fake: make }) => {
    const fake = make().setDigest('dev', 'remembered');
    expect(formatDigestRemoved(await remove(fake))).toBe(
      'The digest of image-service-dev is removed.\nNext: pnpm ops recover dev',
    );
    expect(fake.digest('dev')).toBeUndefined();
    expect(fake.isLocked('dev')).toBe(false);
  });

  it('is what the other commands name where there is nothing to restore', async () => {
    const context = new FakeBackend().setDigest('dev', 'remembered').context();
    const dev = stackOf(context.config, 'dev');
    const told = new UserError(
      'image-service-dev: The lock table remembers a state, but the bucket has no version of it: there is nothing to restore, and Terraform refuses to plan. `pnpm ops state remove-digest dev` lets it begin anew; `pnpm ops recover dev` then finds what AWS still has.',
    );
    await expect(stateHistory(context, { stage: 'dev', limit: 1 })).rejects.toEqual(told);
    await expect(selectVersion(context, dev, '1')).rejects.toEqual(told);
    await expect(currentState(context, dev)).rejects.toEqual(told);
  });

  it('changes nothing without a yes, nor under the lock of another', async () => {
    const fake = new FakeBackend().setDigest('dev', 'remembered');
    expect(await remove(fake, () => Promise.resolve(false))).toMatchObject({ outcome: 'declined' });
    fake.lock('dev', terraformLock);
    await expect(remove(fake)).rejects.toThrow('is locked by ann@elsewhere');
    expect(fake.digest('dev')).toBe('remembered');
  });

  it.each([
    {
      what: 'a state to restore',
      fake: () =>
        new FakeBackend().add('dev', { id: 'v', text: stateText() }).setDigest('dev', 'x'),
      message: 'The state of image-service-dev can be restored. Choose a version with',
    },
    {
      what: 'something else in its place',
      fake: () => new FakeBackend().add('dev', { id: 'v', text: 'half' }).setDigest('dev', 'x'),
      message:
        'What lies at s3://lego-moc-image-service-state/image-service/dev/terraform.tfstate is no state. Delete it first: aws s3 rm s3://',
    },
    {
      what: 'no digest',
      fake: () => new FakeBackend(),
      message: 'The lock table remembers no state of image-service-dev',
    },
  ])('refuses where there is $what', async ({ fake: make, message }) => {
    const fake = make();
    await expect(remove(fake)).rejects.toThrow(message);
    expect(fake.isLocked('dev')).toBe(false);
  });
});
