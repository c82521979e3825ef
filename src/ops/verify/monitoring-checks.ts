import { GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { alarmNamePrefix, dashboardName } from '../../config/names';
import { thresholdText } from '../alarms/alarm-table';
import type { AlarmState } from '../alarms/stage-alarms';
import { monitoredRegions } from '../../aws/monitoring-clients';
import { emailSettings, settingText } from '../../terraform/plan/changed-settings';
import { compareNamed, counted, listed, type Check, type Skipped } from './check';
import type { Deployed, StageSubscription, VerifyContext } from './deployed';
import type { ExpectedStage } from './expected';
import { emailsOf, TOPICS, type StageTopic } from '../../config/topics';
import { widgetsOfBody } from './widget-texts';

/** What the epic asks of monitoring. */
export const MONITORING_CHECKS: readonly Check[] = [
  {
    id: 'dashboard',
    criterion: '1.4.1 Dashboard',
    expected: ({ expected }) => counted(expected.widgets.size, 'widget'),
    check: async ({ clients }, { stage, expected }) => {
      const { DashboardBody = '{"widgets":[]}' } = await clients
        .monitoring(stage.region)
        .cloudwatch.send(new GetDashboardCommand({ DashboardName: dashboardName(stage.name) }));
      return compareNamed('widget', expected.widgets, widgetsOfBody(DashboardBody));
    },
  },
  {
    id: 'alarms-thresholds',
    criterion: '1.4.2 Alarms at their thresholds',
    expected: ({ expected }) => counted(expected.alarms.length, 'alarm'),
    check: async ({ alarms }, { expected }) =>
      compareNamed('alarm', alarmTexts(expected.alarms), alarmTexts(await alarms())),
  },
  {
    id: 'alarms-actions',
    criterion: '1.4.3 Alarms notify the topic',
    expected: ({ expected }) => counted(expected.alarms.length, 'alarm'),
    check: async (deployed, { expected }) => {
      const notifying = (await deployed.alarms()).filter(notifies('alarms', deployed));
      return compareNamed('alarm', names(expected.alarms), names(notifying));
    },
  },
  {
    id: 'alarms-page',
    criterion: '1.4.3 Page alarms raise one that pages',
    expected: ({ expected }) => counted(expected.pageAlarms.size, 'alarm'),
    check: async (deployed, { stage, expected }) => {
      const paging = (await deployed.compositeAlarms()).filter(notifies('pages', deployed));
      const children = paging.flatMap(({ rule, region }) =>
        [...rule.matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name = '']): [string, string] => [
          name.replace(alarmNamePrefix(stage.name), ''),
          region,
        ]),
      );
      return compareNamed('alarm', expected.pageAlarms, new Map(children));
    },
  },
  {
    id: 'alarms-ok',
    criterion: '1.4.6 All alarms OK',
    expected: ({ expected }) => `${expected.alarms.length} OK`,
    warning:
      'for an alarm in ALARM see docs/runbook.md#alarms. INSUFFICIENT_DATA: AWS evaluates a new alarm within minutes.',
    check: async ({ alarms }) => {
      const found = await alarms();
      const others = found.filter(({ state }) => state !== 'OK');
      const count = `${found.length - others.length} OK`;
      return others.length === 0
        ? count
        : `${count}; ${others.map(({ name, state }) => `${name} ${state}`).join(', ')}`;
    },
  },
  {
    id: 'topic',
    criterion: '1.4.3 Topics exist, encrypted',
    expected: ({ stage }) => `encrypted in ${listed(monitoredRegions(stage))}`,
    check: async ({ clients, topicArn }, { stage }) => {
      const encrypted = await Promise.all(
        monitoredRegions(stage).map(async (region) => {
          const { sns } = clients.monitoring(region);
          const answers = await Promise.all(
            TOPICS.map((topic) =>
              sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn(topic, region) })),
            ),
          );
          const keys = answers.map(({ Attributes }) => Attributes?.KmsMasterKeyId ?? '');
          return keys.includes('') ? [] : [region];
        }),
      );
      return `encrypted in ${listed(encrypted.flat())}`;
    },
  },
  {
    id: 'subscriptions',
    criterion: '1.4.3 Addresses subscribed',
    expected: ({ stage }) =>
      listed(
        monitoredRegions(stage).flatMap((region) =>
          TOPICS.flatMap((topic) =>
            emailsOf(topic, stage).map((email) => address({ topic, email, region })),
          ),
        ),
      ),
    check: async ({ subscriptions }, context) =>
      otherAddresses(context) ?? addresses(await subscriptions(), isSubscribed),
  },
  {
    id: 'subscriptions-confirmed',
    criterion: '1.4.3 Subscriptions confirmed',
    expected: () => 'none pending',
    warning: 'each address has to click the link in the mail that AWS has sent it.',
    check: async ({ subscriptions }, context) =>
      otherAddresses(context) ??
      `${addresses(await subscriptions(), ({ arn }) => arn === PENDING)} pending`,
  },
  {
    id: 'outputs',
    criterion: '1.3.7 Outputs complete',
    expected: ({ expected }) => counted(expected.outputs.length, 'output'),
    check: (_deployed, { expected, state }) => {
      const known = Object.entries(state.outputs).filter(
        ([, { value }]) => value !== null && value !== '',
      );
      const found = new Map(known.map(([name]) => [name, '']));
      return Promise.resolve(
        compareNamed('output', new Map(expected.outputs.map((name) => [name, ''])), found),
      );
    },
  },
];

/** Whom the last deploy subscribed is not known where its settings are not. */
function otherAddresses({ settings }: VerifyContext): Skipped | undefined {
  const because = emailSettings(settings).map(settingText);
  return because.length === 0
    ? undefined
    : { skipped: `${because.join(', ')}: the last deploy asked for others` };
}

const names = (alarms: readonly { readonly name: string }[]): Map<string, string> =>
  new Map(alarms.map(({ name }) => [name, '']));

function alarmTexts(alarms: ExpectedStage['alarms']): Map<string, string> {
  return new Map(
    alarms.map(({ name, region, threshold }) => [
      name,
      `${thresholdText(threshold)} (${region}) ${threshold.expression ?? ''}`.trim(),
    ]),
  );
}

const notifies =
  (topic: StageTopic, { topicArn }: Deployed) =>
  ({ actionsEnabled, alarmActions, region }: AlarmState): boolean =>
    actionsEnabled && alarmActions.includes(topicArn(topic, region));

/** What SNS gives for an ARN until the link in its mail is clicked. */
const PENDING = 'PendingConfirmation';

/** A subscription that was ended is still listed for a while, without an ARN. */
const isSubscribed = ({ arn }: StageSubscription): boolean =>
  arn === PENDING || arn.startsWith('arn:');

const addresses = (
  all: readonly StageSubscription[],
  which: (one: StageSubscription) => boolean,
): string => listed(all.filter(which).map(address));

const address = ({ topic, email, region }: Omit<StageSubscription, 'arn'>): string =>
  `${email} (${topic}, ${region})`;
