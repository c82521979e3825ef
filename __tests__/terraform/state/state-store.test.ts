import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { stateKey } from '../../../src/config/names';
import { UserError } from '../../../src/config/user-error';
import { StateStore, type StateVersion } from '../../../src/terraform/state/state-store';
import { config } from '../../support/config';
import { FakeBackend, s3Error } from '../../support/fake-backend';
import { stateText } from '../../support/state-text';

const key = stateKey('dev');

describe('StateStore', () => {
  let fake: FakeBackend;
  beforeEach(() => {
    fake = new FakeBackend();
  });

  const versions = async (): Promise<StateVersion[]> => {
    const found: StateVersion[] = [];
    for await (const version of fake.context().store.versions(key)) found.push(version);
    return found;
  };

  it('reads the current state with its MD5', async () => {
    fake.add('dev', { id: 'v1', text: stateText({ serial: 4 }), metadata: { a: 'b' } });
    expect(await fake.context().store.current(key)).toMatchObject({
      state: { serial: 4 },
      versionId: 'v1',
      metadata: { a: 'b' },
      md5: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('tells a state by its lineage and serial, and that there is none', async () => {
    const { store } = fake.context();
    expect(await store.identity(key)).toBeNull();
    fake.add('dev', { id: 'v1', text: stateText({ serial: 4, lineage: 'abc' }) });
    expect(await store.identity(key)).toEqual({ lineage: 'abc', serial: 4 });
  });

  it("says by how much S3's clock is ahead", async () => {
    fake.s3.restore();
    const ahead = async (date: string | undefined): Promise<number | undefined> => {
      const s3 = new S3Client({
        region: 'us-east-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        requestHandler: {
          handle: () => {
            const body = Readable.from([stateText()]);
            return Promise.resolve({ response: { statusCode: 200, headers: { date }, body } });
          },
        },
      });
      const store = new StateStore(config.shared, { s3 });
      return (await store.current(key))?.clockAhead;
    };
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    expect(Math.abs(((await ahead(inAnHour)) ?? 0) - 3_600_000)).toBeLessThan(30_000);
    expect(await ahead(undefined)).toBe(0);
  });

  it('knows none where nothing was written, or it was deleted', async () => {
    expect(await fake.context().store.current(key)).toBeUndefined();
    fake.add('dev', { id: 'v1', text: undefined });
    expect(await fake.context().store.current(key)).toBeUndefined();
    expect(await fake.context().store.version(key, 'v1')).toBeUndefined();
    expect(await fake.context().store.version(key, 'other')).toBeUndefined();
  });

  it('lists versions and deletions, the newest first, of that key alone', async () => {
    fake
      .add('dev', { id: 'v1', text: stateText(), written: new Date(1000) })
      .add('dev', { id: 'v2', text: undefined, written: new Date(2000) })
      .add('dev', { id: 'v3', text: stateText(), written: new Date(3000) });
    fake.versions.set(`${key}.backup`, [{ id: 'x', text: stateText() }]);
    expect(
      (await versions()).map(({ versionId, isDeletion, isLatest }) => ({
        versionId,
        isDeletion,
        isLatest,
      })),
    ).toEqual([
      { versionId: 'v3', isDeletion: false, isLatest: true },
      { versionId: 'v2', isDeletion: true, isLatest: false },
      { versionId: 'v1', isDeletion: false, isLatest: false },
    ]);
  });

  it('goes on to the next page', async () => {
    fake.s3
      .on(ListObjectVersionsCommand)
      .resolvesOnce({
        Versions: [{ Key: key, VersionId: 'v2', LastModified: new Date(2) }],
        IsTruncated: true,
        NextKeyMarker: key,
        NextVersionIdMarker: 'v2',
      })
      .resolvesOnce({ Versions: [{ Key: key, VersionId: 'v1', LastModified: new Date(1) }] });
    expect((await versions()).map(({ versionId }) => versionId)).toEqual(['v2', 'v1']);
    expect(fake.s3.commandCalls(ListObjectVersionsCommand)[1]?.args[0].input).toMatchObject({
      KeyMarker: key,
      VersionIdMarker: 'v2',
    });
  });

  it('writes encrypted, as Terraform does', async () => {
    expect(await fake.context().store.write(key, 'text', { note: 'x' })).toEqual({
      versionId: 'written-1',
      md5: '1cb251ec0d568de6a929b520c4aed8d1',
    });
    expect(fake.s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Key: key,
      ContentType: 'application/json',
      ServerSideEncryption: 'AES256',
      Metadata: { note: 'x' },
    });
  });

  const bucket = 'lego-moc-image-service-state';
  it.each([
    {
      error: s3Error('NoSuchBucket', 404),
      message: `The state bucket ${bucket} does not exist in this account. Run \`pnpm ops bootstrap\` once, then this again.`,
    },
    {
      error: s3Error('AccessDenied', 403),
      message: `The state bucket ${bucket} refuses these credentials (asked for ${key}). Use the account's own credentials (AWS_PROFILE), or another bucket: IMAGE_SERVICE_STATE_BUCKET_NAME.`,
    },
    {
      error: s3Error('PermanentRedirect', 301),
      message: `The state bucket ${bucket} is in another region than the configuration says (asked for ${key}). Use the account's own credentials (AWS_PROFILE), or another bucket: IMAGE_SERVICE_STATE_BUCKET_NAME.`,
    },
    {
      error: s3Error('ExpiredToken', 400),
      message:
        'The AWS credentials have expired. Sign in again (e.g. `aws sso login`), then run this again.',
    },
    {
      error: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }),
      message:
        'AWS cannot be reached (ENOTFOUND). Check the network and the proxy, then run this again.',
    },
  ])('says what to do about $error.name $error.code', async ({ error, message }) => {
    const { store } = fake.context();
    fake.s3.on(GetObjectCommand).rejects(error);
    fake.s3.on(ListObjectVersionsCommand).rejects(error);
    fake.s3.on(PutObjectCommand).rejects(error);
    const told = new UserError(message);
    await expect(store.current(key)).rejects.toEqual(told);
    await expect(versions()).rejects.toEqual(told);
    await expect(store.write(key, '', {})).rejects.toEqual(told);
  });

  it('does not take expired credentials for a missing version', async () => {
    fake.s3.on(GetObjectCommand).rejects(s3Error('ExpiredToken', 400));
    await expect(fake.context().store.version(key, 'v1')).rejects.toThrow('have expired');
  });

  it('lets an unknown error through as it is', async () => {
    const error = s3Error('SlowDown', 503);
    fake.s3.on(GetObjectCommand).rejects(error);
    await expect(fake.context().store.version(key, 'v1')).rejects.toBe(error);
  });
});
