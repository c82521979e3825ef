import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import type { ImageMonitoringProps } from '../../../src/constructs/monitoring/image-monitoring';
import { ImageMonitoring } from '../../../src/constructs/monitoring/image-monitoring';
import { dashboardLinks } from '../../support/dashboard-links';
import { monitored, thresholds } from '../../support/monitoring';
import { only, resolved, synthesize, testStack } from '../../support/stack';

function create(region: string, overrides: Partial<ImageMonitoringProps> = {}) {
  const stack = testStack();
  const elsewhere = region !== 'us-east-1' && {
    usEast1Provider: new AwsProvider(stack, 'aws-us-east-1', {
      region: 'us-east-1',
      alias: 'us-east-1',
    }),
  };
  const monitoring = new ImageMonitoring(stack, 'monitoring', {
    monitored: monitored(stack, { region }),
    dashboardName: 'service',
    dashboardLinks,
    topicName: 'service-alarms',
    alarmNamePrefix: 'service-',
    thresholds,
    alarmKeyAlias: 'alias/service-alarms',
    ...elsewhere,
    ...overrides,
  });
  return { stack, monitoring, synthesized: synthesize(stack) };
}

describe('ImageMonitoring', () => {
  it('needs one topic in us-east-1', () => {
    const { monitoring, synthesized } = create('us-east-1');
    expect(only(synthesized, 'aws_sns_topic').name).toBe('service-alarms');
    expect(monitoring.usEast1Topic).toBeUndefined();
    expect(only(synthesized, 'aws_cloudwatch_dashboard').dashboard_name).toBe('service');
  });

  it('has each alarm tell the topic of its own region, elsewhere', () => {
    const { stack, monitoring, synthesized } = create('eu-west-1');
    const alarms = Object.values(synthesized.resource.aws_cloudwatch_metric_alarm ?? {});
    const inUsEast1 = alarms.filter((alarm) => alarm.provider === 'aws.us-east-1');
    expect(inUsEast1.map((alarm) => alarm.alarm_name).sort()).toEqual([
      'service-account-charges',
      'service-certificate-expiry',
      'service-cloudfront-5xx-rate',
    ]);
    for (const alarm of alarms) {
      const topic = inUsEast1.includes(alarm) ? monitoring.usEast1Topic : monitoring.topic;
      expect(alarm.alarm_actions).toEqual([resolved(stack, topic?.topic.arn)]);
      expect(alarm.ok_actions).toEqual(alarm.alarm_actions);
    }
    expect(monitoring.usEast1Topic?.topic.provider?.fqn).toBe('aws.us-east-1');
    expect(monitoring.topic.topic.provider).toBeUndefined();
  });

  it.each(['us-east-1', 'eu-west-1'])(
    'tells nobody by e-mail unless asked, then from every topic (%s)',
    (region) => {
      const quiet = create(region).synthesized.resource;
      expect(quiet).not.toHaveProperty('aws_sns_topic_subscription');
      const { resource } = create(region, { emails: ['a@team.example'] }).synthesized;
      const told = Object.values(resource.aws_sns_topic_subscription ?? {});
      expect(told.map(({ topic_arn: topic }) => topic)).toEqual(
        Object.keys(resource.aws_sns_topic ?? {}).map((name) => `\${aws_sns_topic.${name}.arn}`),
      );
    },
  );

  it('has all its topics encrypted by the key of that name in their own region', () => {
    const { resource } = create('eu-west-1').synthesized;
    const topics = Object.values(resource.aws_sns_topic ?? {});
    expect(topics.map((topic) => topic.kms_master_key_id)).toEqual([
      'alias/service-alarms',
      'alias/service-alarms',
    ]);
  });
});
