import { describe, expect, it } from '@jest/globals';
import { graph, type Line } from '../../../src/constructs/monitoring/widgets';
import {
  drawnLines,
  graphQueries,
  learnReferences,
} from '../../../src/ops/dashboard/graph-queries';

const metric = (metricName: string, dimensions: Record<string, string>) => ({
  namespace: 'AWS/X',
  metricName,
  dimensions,
  statistic: 'Sum' as const,
  period: 300,
  region: 'us-east-1',
  label: metricName,
});

const rate = {
  expression: '100*e/i',
  label: 'rate',
  metrics: { e: metric('Errors', { F: 'f' }), i: metric('Calls', { F: 'f' }) },
};

describe('graphQueries', () => {
  it('ask for a line by namespace, name, dimensions, statistic and period', () => {
    const of = graph('Errors', [metric('Errors', { ApiId: '${api.id}', Stage: 's' })]);
    expect(graphQueries(of, new Map([['${api.id}', 'a1']]))).toEqual([
      {
        Id: 'line1',
        ReturnData: true,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/X',
            MetricName: 'Errors',
            Dimensions: [
              { Name: 'ApiId', Value: 'a1' },
              { Name: 'Stage', Value: 's' },
            ],
          },
          Stat: 'Sum',
          Period: 300,
        },
      },
    ]);
  });

  it('ask for an expression with the metrics that it names, which are not drawn', () => {
    const of = graph('Rate', [rate]);
    expect(graphQueries(of, new Map())).toMatchObject([
      { Id: 'result1', Expression: '100*e/i', Period: 300, ReturnData: true },
      { Id: 'e', ReturnData: false },
      { Id: 'i', ReturnData: false },
    ]);
    expect(drawnLines(of)).toEqual([{ id: 'result1', label: 'rate' }]);
  });

  it('are none while a reference is not known', () => {
    expect(graphQueries(graph('E', [metric('E', { A: '${api.id}' })]), new Map())).toBeUndefined();
  });
});

describe('learnReferences', () => {
  const widgets = [graph('E', [metric('E', { A: '${api.id}', Stage: 's' }), rate])];
  const learn = (...deployed: Line[]) => [...learnReferences(widgets, deployed)];

  it('takes what stands in the same place of a line that is otherwise alike', () => {
    expect(learn(['AWS/X', 'E', 'A', 'a1', 'Stage', 's', { stat: 'Average' }])).toEqual([
      ['${api.id}', 'a1'],
    ]);
  });

  it.each<[string, Line[]]>([
    ['another metric', [['AWS/X', 'F', 'A', 'a1', 'Stage', 's']]],
    ['other dimensions', [['AWS/X', 'E', 'A', 'a1', 'Stage', 't']]],
    ['fewer dimensions', [['AWS/X', 'E', 'A', 'a1']]],
    ['nothing', []],
  ])('learns nothing from %s', (_, deployed) => {
    expect(learn(...deployed)).toEqual([]);
  });
});
