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
  all: () =>
    Object.keys(metrics).map((metricName) => ({
      ...{ namespace: 'Test', metricName, dimensions: { Of: metricName } },
    })),
});

/** The data points of an expression's series, `-` where there is none. */
function calculate(expression: string, metrics: Readonly<Record<string, Values>>): Values[] {
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
  return seriesOfQuery(asked, results.get('result')).map(({ points }) =>
    times.map((time) => points.get(time) ?? '-'),
  );
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
    ['FILL(m2, REPEAT)', [20, 20, 20, 20]],
    ['SUM([m1, m2])', [50, 20, 20, 0]],
    ['AVG(METRICS())', [25, 10, 10, 0]],
    ['MAX(METRICS())', [30, 20, 20, 0]],
    ['MIN([m1, m2])', [20, 20, 0, 0]],
    ['m1 - AVG(m1)', [17.5, 7.5, -12.5, -12.5]],
    ['SUM(METRICS("2"))', [20, '-', 20, '-']],
    ['m1 / PERIOD(m1)', [0.5, 20 / 60, 0, 0]],
    ['m1 / METRIC_COUNT(METRICS())', [15, 10, 0, 0]],
    ['TIME_SERIES(3)', [3, 3, 3, 3]],
    ['100 * m2 / SERVICE_QUOTA(m1)', [40, 0, 40, 0]],
    ['ABS(CEIL(m1 / -20))', [1, 1, 0, 0]],
  ])('calculates %s', (expression, expected) => {
    const [result = []] = calculate(expression, { m1, m2 });
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
    ['IF(1, a, b)', [30, '-', 0, 0, 30]],
    ['IF(0, a, b)', [0, 0, 20, '-', 20]],
    ['IF(a >= 20, 1, 0)', [1, '-', 0, 0, 1]],
  ])('chooses by %s', (expression, expected) => {
    const metrics: Readonly<Record<string, Values>> = {
      c: [1, 1, 0, 0, '-'],
      a: [30, '-', 0, 0, 30],
      b: [0, 0, 20, '-', 20],
    };
    expect(calculate(expression, metrics)).toEqual([expected]);
  });

  it('fills a metric that was never measured', () => {
    expect(calculate('FILL(none, 0)', { none: ['-', '-'] })).toEqual([[0, 0]]);
    expect(calculate('100 * none', { none: ['-', '-'] })).toEqual([['-', '-']]);
  });

  it('makes an array of an array', () => {
    expect(calculate('METRICS() * 2', { m1, m2 })).toEqual([
      [60, 40, 0, 0],
      [40, '-', 40, '-'],
    ]);
    expect(calculate('[m1, m2] - m1', { m1, m2 })).toEqual([
      [0, 0, 0, 0],
      [-10, -20, 20, 0],
    ]);
  });

  it.each([
    ['m1 +', '"m1 +" ends too early.'],
    ['m1 ? 2', '"?" at character 4 of "m1 ? 2" is not expected.'],
    ['m1 m2', '"m2" at character 4 of "m1 m2" is not expected.'],
    ['(m1', '"(m1" ends too early.'],
    ['m3', 'There is no query with the id m3.'],
    ['result + 1', 'The query result refers to itself.'],
    ['SUM(m1)', 'The result of result is a number; it must be a time series.'],
    ['SUM(1)', 'SUM takes time series, not a number.'],
    ['STDDEV(m1)', 'The local AWS does not know the function STDDEV of metric math.'],
    ['FILL(m1, LINEAR)', 'The local AWS does not fill by LINEAR.'],
    ['SERVICE_QUOTA(m2)', 'The local AWS knows no service quota of m2.'],
    ['SERVICE_QUOTA(2)', 'SERVICE_QUOTA takes the id of a metric.'],
    ['METRICS() > 1', '> does not take an array of time series.'],
    ['m1 + REPEAT', '"REPEAT" is no value.'],
  ])('refuses %s', (expression, message) => {
    expect(() => calculate(expression, { m1, m2 })).toThrow(message);
  });
});

describe('SEARCH', () => {
  const metrics = [
    ['AWS/Lambda', 'Errors', { FunctionName: 'image-service-dev-upload' }],
    ['AWS/Lambda', 'Errors', { FunctionName: 'image-service-prod-upload' }],
    ['AWS/Lambda', 'Errors', { FunctionName: 'image-service-dev-upload', Resource: 'live' }],
    ['AWS/Lambda', 'ConcurrentExecutions', {}],
    ['AWS/Lambda', 'Invocations', { FunctionName: 'image-service-dev-get' }],
    ['AWS/S3', '5xxErrors', { BucketName: 'images', FilterId: 'EntireBucket' }],
  ] as const;
  const source: MetricSource = {
    samplesOf: () => new Map([[0, occurring(1)]]),
    quotaOf: () => undefined,
    all: () =>
      metrics.map(([namespace, metricName, dimensions]) => ({
        ...{ namespace, metricName, dimensions },
      })),
  };
  const found = (search: string): string[] => {
    const query: Query = { id: 's', expression: `SEARCH('${search}', 'Sum', 300)` };
    const results = evaluateQueries([query], source, () => [0]);
    return seriesOfQuery(query, results.get('s')).map(({ label }) => label);
  };

  it.each([
    [
      '{AWS/Lambda,FunctionName} MetricName="Errors"',
      ['image-service-dev-upload Errors', 'image-service-prod-upload Errors'],
    ],
    ['{AWS/Lambda, FunctionName}, MetricName="Errors" dev', ['image-service-dev-upload Errors']],
    [
      '{AWS/Lambda,FunctionName} FunctionName="image-service-dev-get"',
      ['image-service-dev-get Invocations'],
    ],
    ['{AWS/S3}', ['images EntireBucket 5xxErrors']],
    ['MetricName=concurrent', ['ConcurrentExecutions']],
    [
      'Namespace="AWS/S3" OR MetricName=invocations',
      ['image-service-dev-get Invocations', 'images EntireBucket 5xxErrors'],
    ],
    [
      '{AWS/Lambda,FunctionName} NOT prod AND (upload OR get)',
      ['image-service-dev-upload Errors', 'image-service-dev-get Invocations'],
    ],
    [
      'service-dev',
      [
        'image-service-dev-upload Errors',
        'image-service-dev-upload live Errors',
        'image-service-dev-get Invocations',
      ],
    ],
    ['MetricName="errors"', []],
  ])('%s finds what it says', (search, expected) => {
    expect(found(search)).toEqual(expected);
  });

  it('labels what it finds', () => {
    const query: Query = {
      id: 's',
      label: 'Errors of',
      expression: "SEARCH('{AWS/S3}', 'Sum', 300)",
    };
    const results = evaluateQueries([query], source, () => [0]);
    expect(seriesOfQuery(query, results.get('s'))).toMatchObject([
      { label: 'Errors of images EntireBucket 5xxErrors', period: 300 },
    ]);
  });

  it('has to search for something', () => {
    expect(() => found(' ')).toThrow('SEARCH has nothing to search for.');
  });
});
