import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import { AlarmTopic } from '../../../src/constructs/monitoring/alarm-topic';
import { UserError } from '../../../src/config/user-error';
import type {
  AlarmDefinition,
  ThresholdOverrides,
} from '../../../src/constructs/monitoring/alarm-definitions';
import { ALARMS, thresholdOf } from '../../../src/constructs/monitoring/alarm-definitions';
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
      { expression: 'IF((invocations6)>=20, 100*(errors6)/(invocations6), 0)', label: 'f' },
      { id: 'errors6' },
      { id: 'invocations6' },
    ]);
  });

  it('has a further throttles alarm from the sixth function on, numbered through', () => {
    const six = createAlarms({ functions: functions('a', 'b', 'c', 'd', 'e', 'f') }).byName;
    expect(six['lambda-throttles-2']?.metric_query).toMatchObject([
      { expression: 'FILL((throttles6), 0)', label: 'f' },
      { id: 'throttles6' },
    ]);
  });

  it('watches dead letters only where a function has a queue for them', () => {
    const names = Object.keys(createAlarms({ deadLetterQueues: [] }).byName);
    expect(names.filter((name) => name.startsWith('dead-letters'))).toEqual([]);
  });

  it('watches a percentile by what Terraform calls an extended statistic', () => {
    const p95: AlarmDefinition = {
      ...definition('api-5xx'),
      watches: () => [{ series: { ...metric, statistic: 'p95' } }],
    };
    const { byName } = createAlarms({ definitions: [p95] });
    expect(byName['api-5xx']).toHaveProperty('extended_statistic', 'p95');
    expect(byName['api-5xx']).not.toHaveProperty('statistic');
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

describe('the thresholds', () => {
  it("are the epic's unless a stage overrides them", () => {
    const byId = Object.fromEntries(ALARMS.map(({ id }) => [id, thresholdOf(id, {})]));
    expect(byId).toMatchObject({
      'lambda-error-rate': 1,
      'lambda-duration': 1000,
      'dynamodb-throttling': 0,
      's3-5xx': 5,
      'api-5xx': 10,
      'certificate-expiry': 30,
    });
    expect(thresholdOf('api-5xx', { 'api-5xx': 3 })).toBe(3);
  });

  it.each([
    { id: 'lambda-error-rate', value: 101, rule: 'must be a percentage from 0 to 100' },
    { id: 'lambda-error-rate', value: -1, rule: 'must be a percentage from 0 to 100' },
    { id: 'lambda-duration', value: 0, rule: 'must be above 0, and at most 1000000' },
    { id: 'lambda-duration', value: 1_000_001, rule: 'must be above 0, and at most 1000000' },
    {
      id: 'certificate-expiry',
      value: 0,
      rule: 'must be a whole number of days from 1 to 36500',
    },
    { id: 's3-5xx', value: 0.5, rule: 'must be a whole number from 0 to 1000000' },
    { id: 'api-5xx', value: -1, rule: 'must be a whole number from 0 to 1000000' },
  ])('refuse $value for $id', ({ id, value, rule }) => {
    expect(() => withThresholds({ [id]: value })).toThrow(
      new UserError(`test/alarms: thresholds.${id} ${rule}, not ${value}`),
    );
  });

  it('refuse what is no alarm', () => {
    expect(() => withThresholds({ 'api-6xx': 1 })).toThrow(
      /^test\/alarms: thresholds must be by the ids of alarms \(lambda-error-rate, .*\), not "api-6xx"$/,
    );
  });
});

function withThresholds(thresholds: ThresholdOverrides): ServiceAlarms {
  const stack = testStack();
  return new ServiceAlarms(stack, 'alarms', {
    namePrefix: 'service-',
    monitored: monitored(stack),
    thresholds,
    regions: {},
  });
}
