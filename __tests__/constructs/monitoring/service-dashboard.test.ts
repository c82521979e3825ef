import { describe, expect, it } from '@jest/globals';
import { ALARMS } from '../../../src/constructs/monitoring/alarm-definitions';
import { ServiceDashboard } from '../../../src/constructs/monitoring/service-dashboard';
import type { GraphWidget, PlacedWidget } from '../../../src/constructs/monitoring/widgets';
import { dashboardLinks } from '../../support/dashboard-links';
import { createAlarms, functions, thresholds } from '../../support/monitoring';
import { only, resolved, synthesize } from '../../support/stack';

function create(overrides: Parameters<typeof createAlarms>[0] = {}) {
  const { stack, of, alarms } = createAlarms(overrides);
  const dashboard = new ServiceDashboard(stack, 'dashboard', {
    dashboardName: 'service',
    monitored: of,
    alarms,
    links: dashboardLinks,
  });
  const widgets = resolved(stack, dashboard.widgets) as readonly PlacedWidget[];
  return { stack, alarms, widgets, synthesized: synthesize(stack) };
}

const { stack, alarms, widgets, synthesized } = create();
const graphs = widgets.filter(
  (widget): widget is PlacedWidget & GraphWidget => 'region' in widget.properties,
);

/** What is drawn under a heading: title, region, period, and per line metric, statistic and label. */
function section(name: string): unknown[] {
  const names = widgets.map(({ properties }) => 'markdown' in properties && properties.markdown);
  const start = names.indexOf(`## ${name}`) + 1;
  const end = names.findIndex((found, index) => index >= start && found !== false);
  return widgets.slice(start, end === -1 ? undefined : end).map(({ properties }) => {
    const { title, region, period, metrics } = properties as GraphWidget['properties'];
    const lines = metrics.map((line) => {
      const metric = typeof line[1] === 'string' ? line[1] : '';
      const options = line.at(-1);
      const { stat = '', label = '' } = typeof options === 'object' ? options : {};
      return `${metric} ${stat} ${label}`;
    });
    return [title, region, period, lines];
  });
}

describe('ServiceDashboard', () => {
  it('never puts one widget over another, nor beyond the grid', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, cell) => {
        const column = x + (cell % width);
        return `${column < 24 ? column : 'beyond the grid'}, ${y + Math.floor(cell / width)}`;
      }),
    );
    const twice = cells.filter((cell, position) => cells.indexOf(cell) !== position);
    expect(cells.filter((cell) => cell.startsWith('beyond'))).toEqual([]);
    expect(twice).toEqual([]);
  });

  /** Without alarms: four graphs with a metric of each function, and 37 metrics of what else there is. */
  const ofFunctions = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `f${index}`);
    return create({ definitions: [], functions: functions(...names) });
  };

  it('has no more metrics than CloudWatch shows, in a graph and in all', () => {
    expect(() => ofFunctions(500)).not.toThrow();
    expect(() => ofFunctions(501)).toThrow(
      'test/dashboard: metrics must be at most 500 in the graph "Invocations": watch fewer functions, or fewer metrics of each, not 501',
    );
    // 4 × 616 + 37
    expect(() => ofFunctions(616)).toThrow(
      'test/dashboard: metrics must be at most 2500 in all: watch fewer functions, or fewer metrics of each, not 2501',
    );
  });

  it('has the state of every alarm on top', () => {
    expect(widgets[0]).toMatchObject({
      type: 'alarm',
      x: 0,
      y: 0,
      width: 24,
      properties: { alarms: alarms.alarms.map(({ resource }) => resolved(stack, resource.arn)) },
    });
  });

  it('leads, right below, to what is deployed and to what to do for each kind of alarm', () => {
    const text = widgets[1]?.type === 'text' ? widgets[1].properties.markdown : '';
    const links = [...text.matchAll(/\[([^\]]+)\]\((\S+)\)/g)].map(([, name, url]) => [name, url]);
    expect(links).toEqual([
      ['commit and time', 'https://code.example/deployed'],
      ...ALARMS.map(({ id, title }) => [title, `https://code.example/runbook#${id}`]),
    ]);
  });

  it.each(ALARMS)(
    'draws the threshold of $id, as the alarm has it, on a graph of what it watches',
    (definition) => {
      const value = thresholds[definition.id] ?? definition.threshold;
      const own = alarms.alarms.filter((alarm) => alarm.definition === definition);
      const drawn = graphs.filter(({ properties }) =>
        properties.title.startsWith(`${definition.title} (`),
      );
      expect(own.map(({ resource }) => resource.thresholdInput)).toEqual(own.map(() => value));
      expect(drawn).toHaveLength(1);
      expect(drawn[0]?.properties.annotations).toEqual({
        horizontal: [{ label: `alarm ${definition.raised} ${value}`, value }],
      });
      const visible = drawn[0]?.properties.metrics.filter((line) => {
        const options = line.at(-1);
        return typeof options === 'object' && options.visible !== false;
      });
      expect(visible).toHaveLength(own.length);
    },
  );

  it('shows the functions: invocations, errors, duration', () => {
    expect(section('Lambda').slice(1)).toEqual([
      [
        'Lambda duration, p95 (ms)',
        'us-east-1',
        300,
        [
          ...['  upload', 'Duration p95 ', 'Invocations Sum '],
          ...['  get', 'Duration p95 ', 'Invocations Sum '],
        ],
      ],
      [
        'Lambda throttles (refused invocations in 5 minutes)',
        'us-east-1',
        300,
        ['  upload, get', 'Throttles Sum ', 'Throttles Sum '],
      ],
      [
        "Lambda concurrency of the account (% of the account's quota)",
        'us-east-1',
        300,
        [
          '  all functions of the account',
          'ClaimedAccountConcurrency Maximum ',
          'ConcurrentExecutions Maximum ',
        ],
      ],
      [
        'Dead letters (messages in the queue)',
        'us-east-1',
        300,
        ['ApproximateNumberOfMessagesVisible Maximum upload'],
      ],
      ['Invocations', 'us-east-1', 300, ['Invocations Sum upload', 'Invocations Sum get']],
      ['Errors', 'us-east-1', 300, ['Errors Sum upload', 'Errors Sum get']],
      ['Duration, p50 (ms)', 'us-east-1', 300, ['Duration p50 upload', 'Duration p50 get']],
      ['Duration, p99 (ms)', 'us-east-1', 300, ['Duration p99 upload', 'Duration p99 get']],
    ]);
  });

  it('shows the table and its index: throttling, capacity, latency', () => {
    const both = (metric: string) => [`${metric} Sum table`, `${metric} Sum UserIndex`];
    expect(section('DynamoDB')).toEqual([
      [
        'DynamoDB throttling (throttled events in 5 minutes)',
        'us-east-1',
        300,
        [
          ...['  table reads', 'ReadThrottleEvents Sum '],
          ...['  table writes', 'WriteThrottleEvents Sum '],
          ...['  UserIndex reads', 'ReadThrottleEvents Sum '],
          ...['  UserIndex writes', 'WriteThrottleEvents Sum '],
        ],
      ],
      [
        "DynamoDB near the account's limit (% of what the account lets a table consume)",
        'us-east-1',
        300,
        [
          '  table reads',
          'ConsumedReadCapacityUnits Sum ',
          'AccountMaxTableLevelReads Maximum ',
          '  table writes',
          'ConsumedWriteCapacityUnits Sum ',
          'AccountMaxTableLevelWrites Maximum ',
          '  UserIndex reads',
          'ConsumedReadCapacityUnits Sum ',
          'AccountMaxTableLevelReads Maximum ',
          '  UserIndex writes',
          'ConsumedWriteCapacityUnits Sum ',
          'AccountMaxTableLevelWrites Maximum ',
        ],
      ],
      ['Consumed read capacity', 'us-east-1', 300, both('ConsumedReadCapacityUnits')],
      ['Consumed write capacity', 'us-east-1', 300, both('ConsumedWriteCapacityUnits')],
      [
        'Latency (ms)',
        'us-east-1',
        300,
        ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map(
          (operation) => `SuccessfulRequestLatency Average ${operation}`,
        ),
      ],
    ]);
  });

  it('shows the bucket: bytes, requests, errors, and its size in every tier, once a day', () => {
    expect(section('S3')).toEqual([
      ['S3 5xx errors (errors in an hour)', 'us-east-1', 3600, ['  5xx', '5xxErrors Sum ']],
      [
        'Uploads and downloads (bytes)',
        'us-east-1',
        300,
        ['BytesUploaded Sum uploaded', 'BytesDownloaded Sum downloaded'],
      ],
      [
        'Requests',
        'us-east-1',
        300,
        ['PutRequests Sum uploads', 'GetRequests Sum downloads', 'AllRequests Sum all'],
      ],
      ['Errors', 'us-east-1', 300, ['4xxErrors Sum 4xx', '5xxErrors Sum 5xx']],
      [
        'Size by storage class (bytes)',
        'us-east-1',
        86_400,
        [
          'Standard',
          'Intelligent-Tiering, frequent access',
          'Intelligent-Tiering, infrequent access',
          'Intelligent-Tiering, archive instant access',
          'Intelligent-Tiering, archive access',
          'Intelligent-Tiering, deep archive access',
        ].map((tier) => `BucketSizeBytes Average ${tier}`),
      ],
    ]);
  });

  it('shows the distribution: requests, bytes, cache hits, errors, and its certificate', () => {
    expect(section('CloudFront')).toEqual([
      ['CloudFront 5xx rate (% of requests)', 'us-east-1', 300, ['5xxErrorRate Average 5xx']],
      [
        'CloudFront cache hit rate (% of requests in an hour)',
        'us-east-1',
        3600,
        ['  cache hits', 'CacheHitRate Average ', 'Requests Sum '],
      ],
      ['Certificate expiry (days left)', 'us-east-1', 86_400, ['DaysToExpiry Minimum days left']],
      ['Requests', 'us-east-1', 300, ['Requests Sum requests']],
      ['Bytes', 'us-east-1', 300, ['BytesDownloaded Sum downloaded', 'BytesUploaded Sum uploaded']],
      ['Cache hit rate (%)', 'us-east-1', 300, ['CacheHitRate Average cache hits']],
      [
        'Error rates (%)',
        'us-east-1',
        300,
        ['4xxErrorRate Average 4xx', '5xxErrorRate Average 5xx'],
      ],
    ]);
  });

  it('shows the API: requests, errors, latency', () => {
    const percentiles = (metric: string) =>
      ['p50', 'p95', 'p99'].map((percentile) => `${metric} ${percentile} ${percentile}`);
    expect(section('API Gateway')).toEqual([
      ['API 5xx errors (errors in an hour)', 'us-east-1', 3600, ['  5xx', '5xx Sum ']],
      ['API 4xx rate (% of requests)', 'us-east-1', 300, ['  4xx', '4xx Sum ', 'Count Sum ']],
      ['API latency, p95 (ms)', 'us-east-1', 300, ['  p95', 'Latency p95 ', 'Count Sum ']],
      ['Requests', 'us-east-1', 300, ['Count Sum requests']],
      ['Errors', 'us-east-1', 300, ['4xx Sum 4xx', '5xx Sum 5xx']],
      ['Latency (ms)', 'us-east-1', 300, percentiles('Latency')],
      ['Latency of the functions (ms)', 'us-east-1', 300, percentiles('IntegrationLatency')],
    ]);
  });

  it("has no section for the account's charges where they are not watched", () => {
    const headings = (found: readonly PlacedWidget[]) =>
      found.flatMap(({ properties }) => ('markdown' in properties ? [properties.markdown] : []));
    expect(headings(widgets)).toContain('## Account');
    expect(headings(create({ billingAlarm: 'off' }).widgets)).not.toContain('## Account');
  });

  it('is written by Terraform, which alone knows the ids', () => {
    const body = only(synthesized, 'aws_cloudwatch_dashboard').dashboard_body;
    expect(only(synthesized, 'aws_cloudwatch_dashboard').dashboard_name).toBe('service');
    expect(body).toMatch(/^\$\{jsonencode\(\{"widgets" = \[\{/);
    for (const { properties } of graphs) expect(body).toContain(`"title" = "${properties.title}"`);
  });
});
