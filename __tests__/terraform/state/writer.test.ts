import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { HeadObjectCommand, PutObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Commit } from '../../../src/system/commit';
import { whoAmI } from '../../../src/terraform/state/lock-holder';
import { noteWriter } from '../../../src/terraform/state/writer';
import { awsName, keepErroredState } from '../../../src/terraform/errored-state';
import { ACCOUNT, FakeBackend, s3Error } from '../../support/fake-backend';
import { temporaryDirectory, write } from '../../support/temporary';
import { stateText } from '../../support/state-text';

const old = { id: 'old', text: stateText() };
const warn = jest.fn();

let fake: FakeBackend;

beforeEach(() => {
  warn.mockReset();
  fake = new FakeBackend().add('dev', old).add('prod', old);
});

/** Work that writes a stage's state. */
const writes =
  (stage: string, id = 'new') =>
  () => {
    fake.add(stage, { id, text: stateText({ serial: 2 }) });
    return Promise.resolve('done');
  };

const note = <T>(stack: string, work: () => Promise<T>, commit?: Commit) =>
  noteWriter([stack], work, fake.context(), { warn, commit: () => commit });

/** What is recorded of a stage's deploys. */
const recordOf = async (stage: string): Promise<{ readonly unfinishedSince?: string }> => {
  const object = await fake.context().store.object(`image-service/${stage}/settings.json`);
  return JSON.parse(Buffer.from(object?.body ?? []).toString()) as object;
};

describe('noteWriter', () => {
  it('notes who wrote a new version, a first one too', async () => {
    expect(await note('image-service-dev', writes('dev'))).toBe('done');
    await note('image-service-staging', writes('staging', 'first'));
    expect(Object.fromEntries(fake.writers)).toEqual({ new: whoAmI(), first: whoAmI() });
    expect(warn).not.toHaveBeenCalled();
  });

  it('notes the commit, and whether files differed from it', async () => {
    const committed = async (commit?: Commit) => {
      await note('image-service-dev', writes('dev', `${commit?.isModified}`), commit);
      return fake.context().store.commit('image-service/dev/terraform.tfstate');
    };
    const sha = '0123456789abcdef0123456789abcdef01234567';
    expect(await committed({ sha, isModified: false })).toBe(sha);
    expect(await committed({ sha, isModified: true })).toBe(`${sha}+changes`);
    expect(await committed()).toBeUndefined();
  });

  it('notes the commit that the work began with', async () => {
    let sha = 'before';
    const commits = (): Promise<string> => {
      sha = 'during';
      return writes('dev')();
    };
    const commit = (): Commit => ({ sha, isModified: false });
    await noteWriter(['image-service-dev'], commits, fake.context(), { warn, commit });
    expect(await fake.context().store.commit('image-service/dev/terraform.tfstate')).toBe('before');
  });

  it('notes nothing where nothing was written, or another stack was', async () => {
    await note('image-service-dev', () => Promise.resolve());
    await note('image-service-dev', writes('prod'));
    expect(fake.writers.size).toBe(0);
    await note('image-service-*', writes('prod', 'newer'));
    expect([...fake.writers.keys()]).toEqual(['newer']);
  });

  it('keeps the settings of a deploy beside a state that could not be uploaded, of no other', async () => {
    const env = { AWS_ENDPOINT_URL: `http://writer-test-${process.pid}.test:1` };
    const aws = awsName(ACCOUNT, env);
    const deploy = (work: () => Promise<void>, stack = 'image-service-dev') =>
      noteWriter([stack], work, { ...fake.context(), env }, { warn, isDeploy: true });
    let kept = '';
    const failing = (): Promise<void> => {
      const directory = temporaryDirectory();
      write(directory, 'errored.tfstate', stateText({ serial: 3 }));
      kept = keepErroredState(directory, 'image-service-dev', aws) ?? '';
      return Promise.reject(new Error('session'));
    };
    try {
      await expect(deploy(failing)).rejects.toThrow('session');
      const files = [path.basename(kept), `${path.basename(kept)}.settings.json`];
      expect(readdirSync(path.dirname(kept))).toEqual(files);
      // One that is refused for it has other settings.
      rmSync(`${kept}.settings.json`);
      await deploy(() => Promise.resolve());
      expect(readdirSync(path.dirname(kept))).toEqual(files.slice(0, 1));
    } finally {
      rmSync(path.dirname(kept), { recursive: true, force: true });
    }
  });

  it('notes it although the work fails half-way', async () => {
    const failing = async (): Promise<never> => {
      await writes('dev')();
      throw new Error('half-way');
    };
    await expect(note('image-service-dev', failing)).rejects.toThrow('half-way');
    expect(fake.writers.get('new')).toBe(whoAmI());
  });

  it('records the settings of a deploy that wrote, and of nothing else', async () => {
    const deploy = (work: () => Promise<unknown>, isDeploy = true) =>
      noteWriter(['image-service-*'], work, fake.context(), { warn, isDeploy });
    const recorded = () => [...fake.versions.keys()].filter((key) => key.endsWith('settings.json'));
    await deploy(writes('dev'), false);
    expect(recorded()).toEqual([]);
    await deploy(writes('dev', 'newer'));
    expect(await Promise.all(['dev', 'prod'].map(recordOf))).toMatchObject([
      { salt: expect.stringMatching(/^[0-9a-f]{32}$/) },
      { salt: '', settings: {} },
    ]);
    fake.s3.on(PutObjectCommand).rejects(s3Error('AccessDenied', 403));
    await deploy(writes('dev', 'newest'));
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^That image-service-dev is being deployed could not be noted: /)],
      [expect.stringMatching(/^That image-service-prod is being deployed could not be noted: /)],
      [expect.stringMatching(/^The settings of image-service-dev's deploy could not be noted: /)],
    ]);
  });

  it('records on which state a deploy has begun, until one comes to its end', async () => {
    const since = async () => (await recordOf('dev')).unfinishedSince;
    const deploy = (work: () => Promise<unknown>, isFinished = (): boolean => true) =>
      noteWriter(['image-service-dev'], work, fake.context(), { warn, isDeploy: true, isFinished });
    await expect(deploy(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(await since()).toBeUndefined();
    const failing = async (): Promise<never> => {
      expect(await since()).toBe('old');
      await writes('dev', 'half')();
      throw new Error('half-way');
    };
    await expect(deploy(failing)).rejects.toThrow('half-way');
    expect(await since()).toBe('old');
    await deploy(writes('dev', 'failed'), () => false);
    await deploy(
      () => Promise.resolve(),
      () => false,
    );
    expect(await since()).toBe('old');
    await deploy(() => Promise.resolve());
    expect(await since()).toBeUndefined();
    await deploy(writes('dev', 'next'));
    expect(await since()).toBeUndefined();
  });

  it('does not stand in the way of the work', async () => {
    fake.s3.on(PutObjectTaggingCommand).rejects(s3Error('AccessDenied', 403));
    expect(await note('image-service-dev', writes('dev'))).toBe('done');
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/^Who wrote the state of image-service-dev could not be noted: /),
    );
    fake.s3.on(HeadObjectCommand).rejects(s3Error('AccessDenied', 403));
    expect(await note('image-service-dev', () => Promise.resolve('done'))).toBe('done');
  });
});
