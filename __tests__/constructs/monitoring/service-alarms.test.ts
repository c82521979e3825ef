import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import { AlarmTopic } from '../../../src/constructs/monitoring/alarm-topic';
import type { AlarmDefinition } from '../../../src/constructs/monitoring/alarm-definitions';
import { ALARMS } from '../../../src/constructs/monitoring/alarm-definitions';
import type { Metric } from '../../../src/constructs/monitoring/metric';
import { ServiceAlarms } from '../../../src/constructs/monitoring/service-alarms';
import { createAlarms, functions, monitored, thresholds } from '../../support/monitoring';
import { testStack } from '../../support/stack';

function definition(id: string): AlarmDefinition {
  const found = ALARMS.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no alarm ${id}`);
  return found;
}

describe('ServiceAlarms', () => {
  it('has a further error rate alarm from the sixth function on: one takes ten metrics', () => {
    const six = createAlarms({ functions: functions('a', 'b', 'c', 'd', 'e', 'f') }).byName;
    expect(six['lambda-error-rate']?.metric_query).toHaveLength(11);
    expect(six['lambda-error-rate-2']?.metric_query).toMatchObject([
      { expression: 'IF((invocations6)>=12, 100*(errors6)/(invocations6), 0)', label: 'f' },
      { id: 'errors6' },
      { id: 'invocations6' },
    ]);
  });

  it("leaves the account's charges alone when another stage watches them", () => {
    expect(createAlarms({ billingAlarm: 'off' }).byName).not.toHaveProperty('account-charges');
  });

  it('takes one more entry for one more alarm', () => {
    const added = { ...definition('api-5xx'), id: 'added' };
    expect(Object.keys(createAlarms({ definitions: [added] }).byName)).toEqual(['added']);
  });

  it('refuses an alarm where there is no topic: it would tell nobody', () => {
    expect(() => createAlarms({ region: 'eu-west-1' })).toThrow(
      "test/alarms: regions must include eu-west-1, where an alarm's metric is, not only us-east-1",
    );
  });

  const metric: Metric = {
    namespace: 'N',
    metricName: 'M',
    dimensions: {},
    statistic: 'Sum',
    period: 300,
    region: 'us-east-1',
    label: 'm',
  };
  const math = (metrics: readonly Metric[]): AlarmDefinition => ({
    ...definition('api-5xx'),
    id: 'math',
    watches: () => [
      {
        series: {
          expression: 'm0',
          label: 'm',
          metrics: Object.fromEntries(metrics.map((one, number) => [`m${number}`, one])),
        },
      },
    ],
  });

  it.each([
    {
      metrics: [metric, { ...metric, region: 'eu-west-1' }],
      message: 'test/alarms/math: all metrics must have one region, not us-east-1, eu-west-1',
    },
    {
      metrics: [metric, { ...metric, period: 60 }],
      message: 'test/alarms/math: all metrics must have one period, not 300, 60',
    },
    {
      metrics: Array.from({ length: 11 }, () => metric),
      message: 'test/alarms: definitions must watch at most 10 metrics by one expression, not 11',
    },
  ])('refuses what CloudWatch cannot watch: $message', ({ metrics, message }) => {
    expect(() => createAlarms({ definitions: [math(metrics)] })).toThrow(message);
  });

  it("goes by the region's provider", () => {
    const elsewhere = testStack();
    const provider = new AwsProvider(elsewhere, 'p', { region: 'us-east-1', alias: 'us-east-1' });
    const there = new AlarmTopic(elsewhere, 'topic', {
      topicName: 'alarms',
      keyAlias: 'alias/alarms',
      provider,
    });
    const { alarms } = new ServiceAlarms(elsewhere, 'alarms', {
      namePrefix: '',
      monitored: monitored(elsewhere),
      thresholds,
      regions: { 'us-east-1': { topic: there, provider } },
    });
    for (const { resource } of alarms) expect(resource.provider).toBe(provider);
  });
});
