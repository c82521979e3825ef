import { describe, expect, it } from '@jest/globals';
import type { Metric } from '../../../src/constructs/monitoring/metric';
import type { Widget } from '../../../src/constructs/monitoring/widgets';
import {
  alarmStatus,
  graph,
  heading,
  headingOf,
  layOut,
  paragraph,
} from '../../../src/constructs/monitoring/widgets';

const metric: Metric = {
  namespace: 'AWS/S3',
  metricName: 'PutRequests',
  dimensions: { BucketName: 'images', FilterId: 'all' },
  statistic: 'Sum',
  period: 300,
  region: 'eu-west-1',
  label: 'uploads',
};

describe('graph', () => {
  it("draws each metric by its statistic, in the metrics' region and period", () => {
    expect(graph('Requests', [metric])).toEqual({
      type: 'metric',
      width: 8,
      height: 6,
      properties: {
        title: 'Requests',
        view: 'timeSeries',
        stacked: false,
        region: 'eu-west-1',
        period: 300,
        metrics: [
          [
            'AWS/S3',
            'PutRequests',
            'BucketName',
            'images',
            'FilterId',
            'all',
            { label: 'uploads', stat: 'Sum' },
          ],
        ],
        yAxis: { left: { min: 0, label: 'in 5 minutes' } },
      },
    });
  });

  it('has the unit of its title at its axis, and the period of counts', () => {
    const labelOf = (title: string) => graph(title, [metric]).properties.yAxis.left.label;
    expect(labelOf('Duration (p50) of all (% of invocations)')).toBe('% of invocations');
    expect(labelOf('Requests')).toBe('in 5 minutes');
  });

  it('draws what is calculated, and hides what it is calculated from', () => {
    const rate = { expression: '100*a/b', label: 'rate', metrics: { a: metric, b: metric } };
    const { metrics } = graph('Rates', [rate, { ...rate, metrics: {} }]).properties;
    expect(metrics.map((line) => line.at(-1))).toEqual([
      { expression: '100*a/b', label: 'rate', id: 'result1' },
      { id: 'a', visible: false, stat: 'Sum' },
      { id: 'b', visible: false, stat: 'Sum' },
      { expression: '100*a/b', label: 'rate', id: 'result2' },
    ]);
  });

  it('draws thresholds as horizontal lines', () => {
    const threshold = { label: 'alarm', value: 5 };
    expect(graph('Requests', [metric], [threshold]).properties.annotations).toEqual({
      horizontal: [threshold],
    });
  });

  it.each([
    {
      other: { ...metric, region: 'us-east-1' },
      message: 'graph "Requests": all metrics must have one region, not eu-west-1, us-east-1',
    },
    {
      other: { ...metric, period: 86_400 },
      message: 'graph "Requests": all metrics must have one period, not 300, 86400',
    },
  ])('refuses metrics that do not fit together: $message', ({ other, message }) => {
    expect(() => graph('Requests', [metric, other])).toThrow(message);
  });

  it('refuses to be empty', () => {
    expect(() => graph('Requests', [])).toThrow('graph "Requests": all metrics must have one');
  });
});

describe('alarmStatus', () => {
  it.each([
    { alarms: 6, height: 3 },
    { alarms: 7, height: 5 },
  ])('is high enough for $alarms alarms', ({ alarms, height }) => {
    const arns = Array.from({ length: alarms }, (_, number) => `arn:${number}`);
    expect(alarmStatus('Alarms', arns)).toEqual([
      { type: 'alarm', width: 24, height, properties: { title: 'Alarms', alarms: arns } },
    ]);
  });

  it('begins another widget after 100 alarms, which is the most that CloudWatch takes', () => {
    const arns = Array.from({ length: 101 }, (_, number) => `arn:${number}`);
    const [first, second, ...more] = alarmStatus('Alarms', arns);
    expect([first?.properties.alarms, second?.properties.alarms]).toEqual([
      arns.slice(0, 100),
      ['arn:100'],
    ]);
    expect(more).toEqual([]);
  });
});

describe('headingOf', () => {
  it('is what a heading says, and nothing of other text', () => {
    const [head, text] = [heading('S3'), paragraph('[link](https://x.example/##)')];
    expect(headingOf(head.properties.markdown)).toBe('S3');
    expect(headingOf(text.properties.markdown)).toBeUndefined();
  });
});

describe('layOut', () => {
  const box = (width: number, height: number): Widget => ({ ...heading('box'), width, height });
  const cells = (rows: Widget[][]): number[][] => layOut(rows).map(({ x, y }) => [x, y]);

  it('places widgets beside each other, and rows below each other', () => {
    expect(cells([[box(8, 3), box(8, 6)], [box(24, 1)]])).toEqual([
      [0, 0],
      [8, 0],
      [0, 6],
    ]);
  });

  it('goes on below the highest when a row is full', () => {
    expect(cells([[box(12, 6), box(12, 2), box(12, 1)], [box(1, 1)]])).toEqual([
      [0, 0],
      [12, 0],
      [0, 6],
      [0, 7],
    ]);
  });

  it('refuses what the grid is too narrow for', () => {
    expect(() => layOut([[box(25, 1)]])).toThrow('a widget must be at most 24 wide, not 25');
  });
});
