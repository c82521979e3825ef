import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import type { ImageMonitoringProps } from '../../../src/constructs/monitoring/image-monitoring';
import { ImageMonitoring } from '../../../src/constructs/monitoring/image-monitoring';
import { dashboardLinks } from '../../support/dashboard-links';
import { monitored, thresholds } from '../../support/monitoring';
import { only, synthesize, testStack } from '../../support/stack';

function create(region: string, overrides: Partial<ImageMonitoringProps> = {}) {
  const stack = testStack();
  const elsewhere = region !== 'us-east-1' && {
    usEast1Provider: new AwsProvider(stack, 'aws-us-east-1', {
      region: 'us-east-1',
      alias: 'us-east-1',
    }),
  };
  new ImageMonitoring(stack, 'monitoring', {
    monitored: monitored(stack, { region }),
    dashboardName: 'service',
    dashboardLinks,
    topicName: 'service-alarms',
    pageTopicName: 'service-pages',
    alarmNamePrefix: 'service-',
    unhealthyAlarm: 'unhealthy',
    thresholds,
    alarmKeyAlias: 'alias/service-alarms',
    ...elsewhere,
    ...overrides,
  });
  return { stack, synthesized: synthesize(stack) };
}

type Properties = Readonly<Record<string, unknown>>;

/** Resources of that type by what `attribute` says and the region that they are in. */
const inRegions = (
  of: Readonly<Record<string, Properties>> | undefined,
  attribute: string,
): string[] =>
  Object.values(of ?? {})
    .map((one) => `${String(one[attribute])} ${one.provider === undefined ? 'here' : 'us-east-1'}`)
    .sort();

describe('ImageMonitoring', () => {
  it('needs two topics in us-east-1: of each alarm, and of the one that pages', () => {
    const { synthesized } = create('us-east-1');
    expect(inRegions(synthesized.resource.aws_sns_topic, 'name')).toEqual([
      'service-alarms here',
      'service-pages here',
    ]);
    expect(only(synthesized, 'aws_cloudwatch_dashboard').dashboard_name).toBe('service');
  });

  it('has the same topics, encrypted by the key of that name, in us-east-1 as well, elsewhere', () => {
    const { resource } = create('eu-west-1').synthesized;
    expect(inRegions(resource.aws_sns_topic, 'name')).toEqual([
      'service-alarms here',
      'service-alarms us-east-1',
      'service-pages here',
      'service-pages us-east-1',
    ]);
    for (const topic of Object.values(resource.aws_sns_topic ?? {})) {
      expect(topic.kms_master_key_id).toBe('alias/service-alarms');
    }
  });

  it('has each alarm tell the topic of alarms in its own region, elsewhere', () => {
    const { resource } = create('eu-west-1').synthesized;
    const alarms = Object.values(resource.aws_cloudwatch_metric_alarm ?? {});
    const inUsEast1 = alarms.filter((alarm) => alarm.provider === 'aws.us-east-1');
    expect(inUsEast1.map((alarm) => alarm.alarm_name).sort()).toEqual([
      'service-account-charges',
      'service-certificate-expiry',
      'service-cloudfront-5xx-rate',
      'service-cloudfront-cache-hits',
    ]);
    for (const alarm of alarms) {
      expect(told(resource, alarm)).toEqual([
        { name: 'service-alarms', provider: alarm.provider, kms: 'alias/service-alarms' },
      ]);
      expect(alarm.ok_actions).toEqual(alarm.alarm_actions);
    }
  });

  it('pages once, however many alarms of severity page are raised', () => {
    const { resource } = create('us-east-1').synthesized;
    const [unhealthy, ...more] = Object.values(resource.aws_cloudwatch_composite_alarm ?? {});
    expect(more).toEqual([]);
    expect(unhealthy).toMatchObject({
      alarm_name: 'service-unhealthy',
      alarm_description:
        'Unhealthy: at least one alarm of severity page is raised. See docs/runbook.md#alarm-unhealthy',
    });
    expect(watched(resource, unhealthy).sort()).toEqual([
      'service-api-5xx',
      'service-cloudfront-5xx-rate',
      'service-lambda-error-rate',
      'service-lambda-throttles',
      'service-s3-5xx',
    ]);
    expect(told(resource, unhealthy)).toEqual([
      { name: 'service-pages', provider: undefined, kms: 'alias/service-alarms' },
    ]);
    expect(unhealthy?.ok_actions).toEqual(unhealthy?.alarm_actions);
  });

  it('pages by an alarm in each region, elsewhere: a composite alarm knows its own only', () => {
    const { resource } = create('eu-west-1').synthesized;
    const pages = Object.values(resource.aws_cloudwatch_composite_alarm ?? {});
    const here = pages.find(({ provider }) => provider === undefined);
    const usEast1 = pages.find(({ provider }) => provider === 'aws.us-east-1');
    expect(pages).toHaveLength(2);
    expect(watched(resource, here)).not.toContain('service-cloudfront-5xx-rate');
    expect(watched(resource, usEast1)).toEqual(['service-cloudfront-5xx-rate']);
    expect(told(resource, usEast1)).toMatchObject([
      { name: 'service-pages', provider: 'aws.us-east-1' },
    ]);
  });

  it.each([
    { emails: undefined, pageEmails: undefined, expected: {} },
    {
      emails: ['a@team.example'],
      pageEmails: undefined,
      expected: { 'service-alarms': ['a@team.example'], 'service-pages': ['a@team.example'] },
    },
    {
      emails: ['a@team.example'],
      pageEmails: ['b@team.example'],
      expected: { 'service-alarms': ['a@team.example'], 'service-pages': ['b@team.example'] },
    },
    {
      emails: ['a@team.example'],
      pageEmails: [],
      expected: { 'service-alarms': ['a@team.example'] },
    },
  ])(
    'tells $emails of each alarm, and pages $pageEmails, from the topics of every region',
    ({ emails, pageEmails, expected }) => {
      for (const region of ['us-east-1', 'eu-west-1']) {
        const { resource } = create(region, {
          ...(emails && { emails }),
          ...(pageEmails && { pageEmails }),
        }).synthesized;
        const subscriptions = Object.values(resource.aws_sns_topic_subscription ?? {});
        const found = subscriptions.map((one): [unknown, unknown] => [
          topicNamed(resource, one.topic_arn)?.name,
          JSON.parse(/\[.*\]/.exec(String(one.for_each))?.[0] ?? ''),
        ]);
        expect(Object.fromEntries(found)).toEqual(expected);
        const topics = region === 'us-east-1' ? 1 : 2;
        expect(found).toHaveLength(Object.keys(expected).length * topics);
      }
    },
  );
});

type Resources = Readonly<Record<string, Record<string, Properties>>>;

function topicNamed(resource: Resources, reference: unknown): Properties | undefined {
  const [, address = ''] = /^\$\{aws_sns_topic\.([\w-]+)\.arn\}$/.exec(String(reference)) ?? [];
  return resource.aws_sns_topic?.[address];
}

/** The topics that an alarm tells. */
const told = (resource: Resources, alarm: Properties | undefined) =>
  ((alarm?.alarm_actions ?? []) as unknown[]).map((action) => {
    const topic = topicNamed(resource, action);
    return { name: topic?.name, provider: topic?.provider, kms: topic?.kms_master_key_id };
  });

/** The alarms that a composite alarm's rule names. */
const watched = (resource: Resources, alarm: Properties | undefined) =>
  String(alarm?.alarm_rule)
    .split(' OR ')
    .map((condition) => {
      const [, address = ''] =
        /^\$\{format\("ALARM\(\\"%s\\"\)", aws_cloudwatch_metric_alarm\.([\w-]+)\.alarm_name\)\}$/.exec(
          condition,
        ) ?? [];
      return String(resource.aws_cloudwatch_metric_alarm?.[address]?.alarm_name);
    });
