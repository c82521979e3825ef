import { describe, expect, it } from '@jest/globals';
import { accountsOf } from '../../src/config/accounts';
import { loadConfig } from '../../src/config/load';
import { readCdktfArguments } from '../../src/cdktf/arguments';
import { checkSettings, gateNotes } from '../../src/cdktf/settings';
import { contextOf } from '../../src/terraform/state/context';
import { recordSettings } from '../../src/terraform/state/recorded-settings';
import { FakeBackend } from '../support/fake-backend';
import { stateText } from '../support/state-text';

const EMAILS = 'IMAGE_SERVICE_DEV_ALARM_EMAILS';
const PAGES = 'IMAGE_SERVICE_DEV_PAGE_EMAILS';
type Settings = Readonly<Record<string, string>>;

const subscription = (name: string, topic: string, endpoint: string) => ({
  address: `aws_sns_topic_subscription.${name}`,
  attributes: {
    topic_arn: `arn:aws:sns:us-east-1:111122223333:image-service-dev-${topic}`,
    endpoint,
  },
});

/** What a command says where dev was deployed with the one environment and is now with the other. */
async function check(line: string, before: Settings, now: Settings): Promise<string[]> {
  const fake = new FakeBackend().add('dev', {
    id: 'v',
    text: stateText({
      resources: [
        subscription('alarms', 'alarms', 'a@b.com'),
        subscription('pages', 'pages', 'p@b.com'),
      ],
    }),
  });
  const context = (env: Settings) => {
    const config = loadConfig({ env });
    const [account] = accountsOf(config);
    if (account === undefined) throw new Error('no account');
    return { config, states: contextOf(account, fake.clients, env) };
  };
  const { config, states } = context(before);
  const [dev] = config.stages;
  if (dev === undefined) throw new Error('no stage');
  await recordSettings(states, dev);
  const said: string[] = [];
  await checkSettings(readCdktfArguments(line.split(' ')), context(now).states, (text) =>
    said.push(text),
  );
  return said;
}

describe('checkSettings', () => {
  const both = { [EMAILS]: 'a@b.com', [PAGES]: 'p@b.com' };

  it('says nothing where the settings are the same, or of another stage', async () => {
    expect(await check('deploy image-service-dev', both, both)).toEqual([]);
    expect(await check('deploy image-service-prod', both, {})).toEqual([]);
    expect(await check('destroy image-service-dev', both, {})).toEqual([]);
  });

  it('names what is not set before a plan', async () => {
    expect(await check('diff image-service-dev', both, {})).toEqual([
      'Settings of the last deploy that are other ones here (docs/runbook.md#settings-of-the-last-deploy):',
      '  IMAGE_SERVICE_DEV_ALARM_EMAILS is not set',
      '  IMAGE_SERVICE_DEV_PAGE_EMAILS is not set',
    ]);
  });

  it('refuses a deploy that would end subscriptions for it', async () => {
    await expect(check('deploy image-service-*', both, {})).rejects.toThrow(
      [
        "The deploy would end subscriptions of image-service-dev's alarms (IMAGE_SERVICE_DEV_ALARM_EMAILS is not set, IMAGE_SERVICE_DEV_PAGE_EMAILS is not set):",
        '  - aws_sns_topic_subscription.alarms: a@b.com',
        '  - aws_sns_topic_subscription.pages: p@b.com',
        "If that is meant: export IMAGE_SERVICE_ALLOW_DESTROY='aws_sns_topic_subscription.alarms aws_sns_topic_subscription.pages'",
      ].join('\n'),
    );
  });

  it('names only what would end: an address is paged where only that is asked for', async () => {
    const now = { [EMAILS]: 'p@b.com,new@b.com' };
    await expect(check('deploy image-service-dev', both, now)).rejects.toThrow(
      /has another value, IMAGE_SERVICE_DEV_PAGE_EMAILS is not set\):\n {2}- aws_sns_topic_subscription.alarms: a@b.com\nIf/,
    );
  });

  it('lets pass what is allowed, and what ends none', async () => {
    const allowed = {
      IMAGE_SERVICE_ALLOW_DESTROY:
        'aws_sns_topic_subscription.alarms aws_sns_topic_subscription.pages',
    };
    expect(await check('deploy image-service-dev', both, allowed)).toHaveLength(3);
    const more = { ...both, [EMAILS]: 'a@b.com,new@b.com' };
    expect(await check('deploy image-service-dev', both, more)).toHaveLength(2);
  });
});

describe('gateNotes', () => {
  const config = loadConfig({ env: {} });
  const notes = (line: string, env: Settings = {}): string[] =>
    gateNotes(readCdktfArguments(line.split(' ')), config, env);

  it('say of each disposable stage what `ops deploy` refuses and cdktf does not', () => {
    expect(notes('deploy image-service-*')).toEqual([
      'cdktf shows what it destroys, and refuses nothing. `pnpm ops deploy dev` refuses to lose data, as CI does.',
    ]);
  });

  it.each(['plan image-service-dev', 'destroy image-service-dev', 'deploy image-service-state'])(
    'are none of `cdktf %s`',
    (line) => {
      expect(notes(line)).toEqual([]);
    },
  );

  it('are none on the local AWS', () => {
    expect(notes('deploy dev', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4580' })).toEqual([]);
  });
});
