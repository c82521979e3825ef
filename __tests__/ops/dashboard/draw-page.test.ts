import { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { deployedCommit } from '../../../src/ops/dashboard/draw-page';
import { FakeBackend, s3Error } from '../../support/fake-backend';
import { stateText } from '../../support/state-text';

describe('deployedCommit', () => {
  const sha = '0123456789abcdef0123456789abcdef01234567';
  const old = { id: 'old', text: stateText() };
  const commitOf = (fake: FakeBackend) => deployedCommit(fake.context(), { name: 'dev' });

  it("is that of the newest version of the stage's state", async () => {
    const fake = new FakeBackend().add('dev', old).add('prod', { ...old, id: 'prod' });
    fake.commits.set('prod', 'another').set('old', `${sha}+changes`);
    expect(await commitOf(fake)).toEqual({ sha, isModified: true });
    fake.add('dev', { ...old, id: 'restored' });
    expect(await commitOf(fake)).toBeUndefined();
  });

  it.each([
    s3Error('AccessDenied', 403),
    s3Error('NoSuchKey', 404),
    s3Error('NoSuchBucket', 404),
    s3Error('PermanentRedirect', 301),
  ])('takes nothing from the page where S3 answers $name', async (error) => {
    const fake = new FakeBackend().add('dev', old);
    fake.s3.on(GetObjectTaggingCommand).rejects(error);
    expect(await commitOf(fake)).toBeUndefined();
  });
});
