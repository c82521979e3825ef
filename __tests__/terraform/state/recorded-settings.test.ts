import { GetObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { accountsOf } from '../../../src/config/accounts';
import { loadConfig } from '../../../src/config/load';
import { contextOf } from '../../../src/terraform/state/context';
import type { ChangedSetting } from '../../../src/terraform/state/recorded-settings';
import { changedSettings, recordSettings } from '../../../src/terraform/state/recorded-settings';
import { FakeBackend, s3Error } from '../../support/fake-backend';

const KEY = 'image-service/dev/settings.json';
const EMAILS = 'IMAGE_SERVICE_DEV_ALARM_EMAILS';
const ISSUER = 'IMAGE_SERVICE_DEV_JWT_ISSUER';

let fake: FakeBackend;

beforeEach(() => {
  fake = new FakeBackend();
});

/** The context and dev, as that environment has them. */
function from(env: Readonly<Record<string, string>>) {
  const config = loadConfig({ env });
  const [account] = accountsOf(config);
  const dev = config.stages.find(({ name }) => name === 'dev');
  if (account === undefined || dev === undefined) throw new Error('no dev');
  return [contextOf(account, fake.clients, env), dev] as const;
}

const record = (env: Readonly<Record<string, string>>): Promise<void> =>
  recordSettings(...from(env));
const changed = (env: Readonly<Record<string, string>>): Promise<ChangedSetting[]> =>
  changedSettings(...from(env));

describe('the settings of the last deploy', () => {
  it('are named where they are not set, or have another value', async () => {
    await record({ [EMAILS]: 'a@b.com', [ISSUER]: 'https://a.com' });
    expect(await changed({ [ISSUER]: 'https://b.com' })).toEqual([
      { variable: ISSUER, key: 'jwtIssuer', isGiven: true },
      { variable: EMAILS, key: 'alarmEmails', isGiven: false },
    ]);
    expect(await changed({ [EMAILS]: ' ', [ISSUER]: 'https://a.com' })).toEqual([
      { variable: EMAILS, key: 'alarmEmails', isGiven: false },
    ]);
  });

  it('are not named where all is as it was, in whatever order or with more', async () => {
    await record({ [EMAILS]: 'a@b.com,c@d.com' });
    const same = { [EMAILS]: 'c@d.com, a@b.com', [ISSUER]: 'https://a.com' };
    expect(await changed(same)).toEqual([]);
  });

  it('are not named where the value is that of the checkout', async () => {
    await record({ IMAGE_SERVICE_DEV_HOSTED_ZONE_NAME: 'lego-api.com' });
    expect(await changed({})).toEqual([]);
  });

  it('include the repository, a tag of every resource, and no other stage', async () => {
    await record({
      IMAGE_SERVICE_REPOSITORY: 'us/ours',
      IMAGE_SERVICE_PROD_ALARM_EMAILS: 'a@b.com',
    });
    expect(await changed({})).toEqual([
      { variable: 'IMAGE_SERVICE_REPOSITORY', key: 'repository', isGiven: false },
    ]);
  });

  it('are none where no deploy has recorded any', async () => {
    expect(await changed({})).toEqual([]);
  });

  it('lie beside the state without their values, each time with another hash', async () => {
    const written = async (): Promise<string> => {
      await record({ [EMAILS]: 'a@b.com' });
      return fake.versions.get(KEY)?.[0]?.text ?? '';
    };
    const first = await written();
    expect(JSON.parse(first)).toEqual({
      formatVersion: 1,
      salt: expect.stringMatching(/^[0-9a-f]{32}$/),
      settings: { [EMAILS]: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const hashOf = (text: string): unknown =>
      (JSON.parse(text) as { settings: Record<string, string> }).settings[EMAILS];
    expect(hashOf(await written())).not.toBe(hashOf(first));
  });

  it('cannot be read where they are something else, or refused', async () => {
    fake.versions.set(KEY, [{ id: 'v', text: '{"formatVersion":2}' }]);
    await expect(changed({})).rejects.toThrow(
      's3://lego-moc-image-service-state/image-service/dev/settings.json is not a record of settings that this can read. Delete it: the next deploy writes it anew.',
    );
    fake.s3.on(GetObjectCommand).rejects(s3Error('AccessDenied', 403));
    await expect(changed({})).rejects.toThrow(`refuses these credentials (asked for ${KEY})`);
  });
});
