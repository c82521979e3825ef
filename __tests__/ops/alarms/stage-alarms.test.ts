import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import { everyAlarm, stageAlarms } from '../../../src/ops/alarms/stage-alarms';
import { mockedMonitoring, PAGE_TOPIC, TOPIC } from '../../support/alarms';

describe('stageAlarms', () => {
  it('are what CloudWatch has, page by page, by name', async () => {
    const { monitoring, cloudwatch } = mockedMonitoring();
    cloudwatch
      .on(DescribeAlarmsCommand)
      .resolves({
        NextToken: 'more',
        MetricAlarms: [
          {
            AlarmName: 'image-service-dev-b',
            StateValue: 'ALARM',
            StateReason: 'too much',
            StateReasonData: '{"version":"1.0","recentDatapoints":[6.5,8]}',
            StateTransitionedTimestamp: new Date('2030-01-01T00:00:00Z'),
            StateUpdatedTimestamp: new Date('2030-02-01T00:00:00Z'),
            MetricName: 'Duration',
            ExtendedStatistic: 'p95',
            ComparisonOperator: 'LessThanThreshold',
            Threshold: 7,
            Period: 300,
            EvaluationPeriods: 3,
            DatapointsToAlarm: 2,
            ActionsEnabled: false,
            AlarmActions: [TOPIC],
          },
        ],
      })
      .on(DescribeAlarmsCommand, { NextToken: 'more' })
      .resolves({
        MetricAlarms: [
          {
            AlarmName: 'image-service-dev-a',
            StateUpdatedTimestamp: new Date('2030-02-01T00:00:00Z'),
            ComparisonOperator: 'GreaterThanThreshold',
            EvaluationPeriods: 2,
            Metrics: [
              { Id: 'result', Expression: '100*e1/i1' },
              {
                Id: 'e1',
                MetricStat: { Metric: { MetricName: 'Errors' }, Period: 60, Stat: 'Sum' },
              },
              {
                Id: 'e2',
                MetricStat: { Metric: { MetricName: 'Errors' }, Period: 60, Stat: 'Sum' },
              },
              {
                Id: 'i1',
                MetricStat: { Metric: { MetricName: 'Calls' }, Period: 60, Stat: 'Sum' },
              },
            ],
          },
        ],
      });
    expect(await stageAlarms(monitoring)).toEqual([
      {
        name: 'image-service-dev-a',
        region: 'us-east-1',
        state: 'INSUFFICIENT_DATA',
        since: '2030-02-01T00:00:00.000Z',
        reason: '',
        threshold: {
          metric: 'Calls, Errors',
          expression: '100*e1/i1',
          comparison: '>',
          value: 0,
          periodSeconds: 60,
          periods: 2,
          of: 2,
        },
        actionsEnabled: true,
        alarmActions: [],
        okActions: [],
      },
      {
        name: 'image-service-dev-b',
        region: 'us-east-1',
        state: 'ALARM',
        since: '2030-01-01T00:00:00.000Z',
        reason: 'too much',
        evaluated: [6.5, 8],
        threshold: {
          metric: 'Duration',
          statistic: 'p95',
          comparison: '<',
          value: 7,
          periodSeconds: 300,
          periods: 2,
          of: 3,
        },
        actionsEnabled: false,
        alarmActions: [TOPIC],
        okActions: [],
      },
    ]);
    expect(cloudwatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input).toMatchObject({
      AlarmNamePrefix: 'image-service-dev-',
      AlarmTypes: ['MetricAlarm'],
    });
  });

  it.each([
    ['us-east-1', ['us-east-1']],
    ['eu-west-1', ['eu-west-1', 'us-east-1']],
  ])('of a stage in %s are looked for in %j', async (region, expected) => {
    const { monitoring, cloudwatch, regions } = mockedMonitoring({ region });
    cloudwatch
      .on(DescribeAlarmsCommand)
      .resolves({ MetricAlarms: [{ AlarmName: 'image-service-dev-a' }] });
    const alarms = await stageAlarms(monitoring);
    expect(regions).toEqual(expected);
    expect(alarms.map((alarm) => alarm.region)).toEqual(expected);
  });

  it('say that the stage is not deployed where there are none', async () => {
    const { monitoring, cloudwatch } = mockedMonitoring({ region: 'eu-west-1' });
    cloudwatch.on(DescribeAlarmsCommand).resolves({});
    await expect(stageAlarms(monitoring)).rejects.toThrow(
      'Stage dev has no alarms in account 123456789012 (eu-west-1, us-east-1): it is not deployed there. Deploy it: pnpm cdktf deploy image-service-dev',
    );
  });

  it('explain why AWS does not tell them', async () => {
    const { monitoring, cloudwatch } = mockedMonitoring();
    const error = Object.assign(new Error('no cloudwatch:DescribeAlarms'), {
      name: 'AccessDenied',
    });
    cloudwatch.on(DescribeAlarmsCommand).rejects(error);
    await expect(stageAlarms(monitoring)).rejects.toThrow(
      'AWS does not let these credentials do this: no cloudwatch:DescribeAlarms',
    );
  });
});

describe('everyAlarm', () => {
  it('is first the composite alarms, then the metric alarms', async () => {
    const { monitoring, cloudwatch } = mockedMonitoring();
    cloudwatch
      .on(DescribeAlarmsCommand, { AlarmTypes: ['MetricAlarm'] })
      .resolves({ MetricAlarms: [{ AlarmName: 'image-service-dev-a' }] })
      .on(DescribeAlarmsCommand, { AlarmTypes: ['CompositeAlarm'] })
      .resolves({
        CompositeAlarms: [
          {
            AlarmName: 'image-service-dev-unhealthy',
            StateValue: 'ALARM',
            StateReason: 'a is raised',
            StateTransitionedTimestamp: new Date('2030-01-01T00:00:00Z'),
            AlarmRule: 'ALARM("image-service-dev-a")',
            ActionsEnabled: true,
            AlarmActions: [PAGE_TOPIC],
            OKActions: [PAGE_TOPIC],
          },
        ],
      });
    const [unhealthy, ...others] = await everyAlarm(monitoring);
    expect(unhealthy).toEqual({
      name: 'image-service-dev-unhealthy',
      region: 'us-east-1',
      state: 'ALARM',
      since: '2030-01-01T00:00:00.000Z',
      reason: 'a is raised',
      rule: 'ALARM("image-service-dev-a")',
      actionsEnabled: true,
      alarmActions: [PAGE_TOPIC],
      okActions: [PAGE_TOPIC],
    });
    expect(others).toMatchObject([{ name: 'image-service-dev-a' }]);
  });

  it('is the metric alarms alone where a stage was deployed before it had others', async () => {
    const { monitoring, cloudwatch } = mockedMonitoring();
    cloudwatch
      .on(DescribeAlarmsCommand, { AlarmTypes: ['MetricAlarm'] })
      .resolves({ MetricAlarms: [{ AlarmName: 'image-service-dev-a' }] })
      .on(DescribeAlarmsCommand, { AlarmTypes: ['CompositeAlarm'] })
      .resolves({});
    expect(await everyAlarm(monitoring)).toHaveLength(1);
  });
});
