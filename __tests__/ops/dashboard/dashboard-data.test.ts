import {
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import { graph } from '../../../src/constructs/monitoring/widgets';
import { dashboardData, shownTime } from '../../../src/ops/dashboard/dashboard-data';
import { pageOf } from '../../../src/ops/dashboard/page-of';
import type { DashboardAlarm, StageDashboard } from '../../../src/ops/dashboard/stage-dashboard';
import { mockedMonitoring } from '../../support/alarms';

const now = new Date('2030-01-02T12:03:00Z');
const seconds = (time: string): number => Date.parse(time) / 1000;

const metric = (metricName: string, period: number, region = 'us-east-1') => ({
  namespace: 'AWS/X',
  metricName,
  dimensions: { Id: '${x.id}' },
  statistic: 'Sum' as const,
  period,
  region,
  label: metricName.toLowerCase(),
});

const hits = graph('Hits', [metric('Hits', 300)], [{ label: 'alarm above 3', value: 3 }]);
const size = graph('Size (bytes)', [metric('Size', 86_400, 'eu-west-1')]);

const dashboardAlarm = (name: string): DashboardAlarm => ({
  name: `image-service-dev-${name}`,
  title: name.toUpperCase(),
  region: 'us-east-1',
  raised: 'above',
  threshold: 3,
  unit: 'hits',
  graph: 'Hits',
  line: 0,
  runbookUrl: 'https://code.example/runbook',
});

const dashboard: StageDashboard = {
  name: 'image-service-dev',
  region: 'us-east-1',
  widgets: [
    {
      type: 'alarm',
      width: 24,
      height: 3,
      x: 0,
      y: 0,
      properties: { title: 'Alarms', alarms: ['${a.arn}', '${b.arn}'] },
    },
    { type: 'text', width: 24, height: 1, x: 0, y: 3, properties: { markdown: '## S3' } },
    { ...hits, x: 0, y: 4 },
    { ...size, x: 8, y: 4 },
  ],
  repository: 'us/ours',
  deploymentsUrl: 'https://code.example/deployed',
  alarms: { '${a.arn}': dashboardAlarm('a'), '${b.arn}': dashboardAlarm('b') },
};

function deployed() {
  const mocks = mockedMonitoring();
  const { cloudwatch } = mocks;
  cloudwatch
    .on(DescribeAlarmsCommand)
    .resolves({ MetricAlarms: [{ AlarmName: 'image-service-dev-a', StateValue: 'ALARM' }] });
  const metrics = [
    ['AWS/X', 'Hits', 'Id', 'x1', { stat: 'Sum' }],
    ['AWS/X', 'Size', 'Id', 'x1'],
  ];
  cloudwatch.on(GetDashboardCommand).resolves({
    DashboardBody: JSON.stringify({ widgets: [{ properties: {} }, { properties: { metrics } }] }),
  });
  cloudwatch
    .on(GetMetricDataCommand)
    .resolves({
      NextToken: 'more',
      MetricDataResults: [
        { Id: 'line1', Timestamps: [new Date('2030-01-02T11:00:00Z')], Values: [5] },
      ],
    })
    .on(GetMetricDataCommand, { NextToken: 'more' })
    .resolves({
      MetricDataResults: [
        { Id: 'line1', Timestamps: [new Date('2030-01-02T11:05:00Z')], Values: [6] },
      ],
    });
  return mocks;
}

describe('dashboardData', () => {
  it('is what CloudWatch has of every line, page by page, in the region of each', async () => {
    const { monitoring, cloudwatch, regions } = deployed();
    const data = await dashboardData(monitoring, dashboard, () => now);
    const page = pageOf(dashboard, { data }, now);
    expect(page.widgets[1]).toMatchObject({
      kind: 'graph',
      series: [
        {
          label: 'hits',
          points: [
            [seconds('2030-01-02T11:00:00Z'), 5],
            [seconds('2030-01-02T11:05:00Z'), 6],
          ],
        },
      ],
    });
    expect(regions).toContain('eu-west-1');
    expect(cloudwatch.commandCalls(GetMetricDataCommand)[0]?.args[0].input).toMatchObject({
      MetricDataQueries: [
        { MetricStat: { Metric: { Dimensions: [{ Name: 'Id', Value: 'x1' }] }, Stat: 'Sum' } },
      ],
      StartTime: new Date('2030-01-01T12:05:00Z'),
      EndTime: new Date('2030-01-02T12:05:00Z'),
    });
  });

  it('has what CloudWatch says of each alarm that there is', async () => {
    const { alarms } = await dashboardData(deployed().monitoring, dashboard, () => now);
    expect([...alarms]).toEqual([
      ['image-service-dev-a', expect.objectContaining({ state: 'ALARM' })],
    ]);
  });

  it('goes on where CloudWatch fails for one graph, and says so', async () => {
    const { monitoring, cloudwatch } = deployed();
    cloudwatch.on(GetMetricDataCommand).rejectsOnce(new Error('broken')).resolves({});
    const data = await dashboardData(monitoring, dashboard, () => now);
    expect(data.failed).toEqual(['Hits']);
    expect(pageOf(dashboard, { data }, now).note).toContain(
      'CloudWatch failed to answer for: Hits.',
    );
  });

  it('ends where no graph could be read', async () => {
    const { monitoring, cloudwatch } = deployed();
    const error = Object.assign(new Error('no cloudwatch:GetMetricData'), { name: 'AccessDenied' });
    cloudwatch.on(GetMetricDataCommand).rejects(error);
    await expect(dashboardData(monitoring, dashboard, () => now)).rejects.toThrow(
      'AWS does not let these credentials do this: no cloudwatch:GetMetricData',
    );
  });

  it('says that a deploy has not finished', async () => {
    const { monitoring, cloudwatch } = deployed();
    const error = Object.assign(new Error('none'), { name: 'DashboardNotFoundError' });
    cloudwatch.on(GetDashboardCommand).rejects(error);
    await expect(dashboardData(monitoring, dashboard, () => now)).rejects.toThrow(
      'there is no dashboard image-service-dev: the deploy has not finished',
    );
  });

  it('asks for nothing while it does not know what to ask for', async () => {
    const { monitoring, cloudwatch } = deployed();
    cloudwatch.on(GetDashboardCommand).resolves({ DashboardBody: '{"widgets":"none"}' });
    await dashboardData(monitoring, dashboard, () => now);
    expect(cloudwatch.commandCalls(GetMetricDataCommand)).toHaveLength(0);
  });
});

describe('shownTime', () => {
  it('is a day, and two weeks of what is measured once a day', () => {
    expect(shownTime(hits, now)).toEqual({
      from: seconds('2030-01-01T12:05:00Z'),
      to: seconds('2030-01-02T12:05:00Z'),
    });
    expect(shownTime(size, now)).toEqual({
      from: seconds('2029-12-20T00:00:00Z'),
      to: seconds('2030-01-03T00:00:00Z'),
    });
  });
});

describe('pageOf', () => {
  it('without data shows layout and thresholds, and says why', () => {
    const page = pageOf(dashboard, { reason: 'No AWS credentials.' }, now);
    expect(page).toMatchObject({
      title: 'image-service-dev',
      verdict: { tone: 'unsure', text: 'States of 2 alarms not known' },
      note: 'Drawn without data, as it would be deployed: No AWS credentials.',
      links: [
        { text: 'Deployed version', url: 'https://code.example/deployed' },
        {
          text: "Dashboard in AWS's console",
          url: 'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/image-service-dev',
        },
      ],
      raised: [],
      others: [{ title: 'A' }, { title: 'B' }],
      widgets: [
        { kind: 'heading', text: 'S3', x: 0, y: 0, width: 24, height: 1 },
        {
          kind: 'graph',
          title: 'Hits',
          unit: 'in 5 minutes',
          measured: 'every 5 min, us-east-1',
          x: 0,
          y: 1,
          series: [{ label: 'hits', points: [] }],
          thresholds: [{ label: 'alarm above 3', value: 3 }],
        },
        { kind: 'graph', title: 'Size', unit: 'bytes', measured: 'every 1 d, eu-west-1' },
      ],
    });
  });

  it.each([
    { isModified: false, text: 'Deployed: 0123456789ab' },
    { isModified: true, text: 'Deployed: 0123456789ab with changes not committed' },
  ])('leads to the commit that was deployed: "$text"', async ({ isModified, text }) => {
    const data = await dashboardData(deployed().monitoring, dashboard, () => now);
    const sha = '0123456789abcdef0123456789abcdef01234567';
    expect(pageOf(dashboard, { data, commit: { sha, isModified } }, now).links[0]).toEqual({
      text,
      url: `https://github.com/us/ours/commit/${sha}`,
    });
  });

  it('marks the graph of what is in ALARM, and shows it with the alarm too', async () => {
    const data = await dashboardData(deployed().monitoring, dashboard, () => now);
    const { raised, widgets } = pageOf(dashboard, { data }, now);
    expect(widgets.map((widget) => 'raisedSince' in widget)).toEqual([false, true, false]);
    expect(raised).toEqual([
      {
        graph: expect.objectContaining({ title: 'Hits', raisedSince: expect.any(Number) }),
        alarms: [expect.objectContaining({ title: 'A' })],
      },
    ]);
  });
});
