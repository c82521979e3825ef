import { describe, expect, it } from '@jest/globals';
import {
  evaluateQueries,
  seriesOfQuery,
  type MetricSource,
  type Query,
} from '../../../../../local/aws/cloudwatch/evaluation/queries';
import { occurring, type Samples } from '../../../../../local/aws/cloudwatch/evaluation/samples';

const MINUTE = 60;
type Values = readonly (number | '-')[];

/** Metrics by their names, a value a minute; `-` is missing. */
const sourceOf = (metrics: Readonly<Record<string, Values>>): MetricSource => ({
  quotaOf: ({ metricName }) => (metricName === 'm1' ? 50 : undefined),
  samplesOf: ({ metricName }) =>
    new Map(
      (metrics[metricName] ?? []).flatMap((value, index): [number, Samples][] =>
        value === '-' ? [] : [[index * MINUTE, occurring(value)]],
      ),
    ),
});

/** The data points of an expression's series, `-` where there is none. */
function calculate(expression: string, metrics: Readonly<Record<string, Values>>): Values {
  const names = Object.keys(metrics);
  const queries: Query[] = names.map((id) => ({
    id,
    metric: {
      ...{ namespace: 'Test', metricName: id, dimensions: {} },
      ...{ statistic: 'Sum', period: MINUTE },
    },
  }));
  const asked: Query = { id: 'result', expression };
  const length = Math.max(...Object.values(metrics).map((values) => values.length));
  const times = Array.from({ length }, (_, index) => index * MINUTE);
  const results = evaluateQueries([...queries, asked], sourceOf(metrics), () => times);
  const { points } = seriesOfQuery(asked, results.get('result'));
  return times.map((time) => points.get(time) ?? '-');
}

describe('metric math', () => {
  const m1 = [30, 20, 0, 0];
  const m2: Values = [20, '-', 20, '-'];

  // Examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  it.each<[string, Values]>([
    ['m1 < m2', [0, 0, 1, 0]],
    ['m1 >= 30', [1, 0, 0, 0]],
    ['m1 > 15 AND m2 > 15', [1, 0, 0, 0]],
    ['m1 > 15 && m2 > 15', [1, 0, 0, 0]],
    ['m1 > 25 || m2 == 20', [1, 0, 1, 0]],
    ['m1 + m2', [50, 20, 20, 0]],
    ['m1 - m2 * 2', [-10, 20, -40, 0]],
    ['(m1 - m2) * 2', [20, 40, -40, 0]],
    ['100 * m2 / m1', [100 * (20 / 30), 0, '-', '-']],
    ['m1 / m2', [1.5, '-', 0, '-']],
    ['-m1 + 2 ^ 3', [-22, -12, 8, 8]],
    ['2 ^ 3 ^ 2 + 0 * m1', [512, 512, 512, 512]],
    ['m1 - 5 - 5', [20, 10, -10, -10]],
    ['FILL(m2, 7)', [20, 7, 20, 7]],
    ['FILL(m2, m1)', [20, 20, 20, 0]],
    ['100 * m2 / SERVICE_QUOTA(m1)', [40, 0, 40, 0]],
  ])('calculates %s', (expression, expected) => {
    const result = calculate(expression, { m1, m2 });
    expect(result.map((value) => (typeof value === 'number' ? value + 0 : value))).toEqual(
      expected.map((value) =>
        typeof value === 'number' ? (expect.closeTo(value, 9) as unknown) : value,
      ),
    );
  });

  it.each<[string, Values]>([
    ['IF(c, a, b)', [30, 0, 20, '-', '-']],
    ['IF(c, 5, b)', [5, 5, 20, '-', '-']],
    ['IF(c, a, 5)', [30, 0, 5, 5, '-']],
    ['IF(c, a)', [30, 0, '-', '-', '-']],
    ['IF(a >= 20, 1, 0)', [1, '-', 0, 0, 1]],
  ])('chooses by %s', (expression, expected) => {
    const metrics: Readonly<Record<string, Values>> = {
      c: [1, 1, 0, 0, '-'],
      a: [30, '-', 0, 0, 30],
      b: [0, 0, 20, '-', 20],
    };
    expect(calculate(expression, metrics)).toEqual(expected);
  });

  it('fills a metric that was never measured', () => {
    expect(calculate('FILL(none, 0)', { none: ['-', '-'] })).toEqual([0, 0]);
    expect(calculate('100 * none', { none: ['-', '-'] })).toEqual(['-', '-']);
  });

  it.each([
    ['m1 +', '"m1 +" ends too early.'],
    ['m1 ? 2', '"?" at character 4 of "m1 ? 2" is not expected.'],
    ['m1 m2', '"m2" at character 4 of "m1 m2" is not expected.'],
    ['(m1', '"(m1" ends too early.'],
    ['m3', 'There is no query with the id m3.'],
    ['result + 1', 'The query result refers to itself.'],
    ['2 + 1', 'The result of result is a number; it must be a time series.'],
    ['FILL(1, m1)', 'FILL takes a time series, not a number.'],
    ['FILL(m1)', 'FILL takes two arguments.'],
    ['IF(m1)', 'IF takes two or three arguments.'],
    ['IF(1, m1, m2)', 'IF takes a time series as its condition.'],
    ['STDDEV(m1)', 'The local AWS does not know the function STDDEV of metric math.'],
    ['FILL(m1, LINEAR)', '")" at character 16 of "FILL(m1, LINEAR)" is not expected.'],
    ['m1 - [m1, m2]', '"[" at character 6 of "m1 - [m1, m2]" is not expected.'],
    ['SERVICE_QUOTA(m2)', 'The local AWS knows no service quota of m2.'],
    ['SERVICE_QUOTA(2)', 'SERVICE_QUOTA takes the id of a metric.'],
  ])('refuses %s', (expression, message) => {
    expect(() => calculate(expression, { m1, m2 })).toThrow(message);
  });
});
