import { describe, expect, it } from '@jest/globals';
import { drawnLines, isGraph } from '../../../src/ops/dashboard/graph-queries';
import { stageDashboard } from '../../../src/ops/dashboard/stage-dashboard';
import { isReference } from '../../../src/ops/verify/synthesized-resource';
import { config, stage } from '../../support/config';

const dashboard = stageDashboard(config.shared, stage('dev'));
const lines = dashboard.widgets.filter(isGraph).flatMap(({ properties }) => properties.metrics);
const named = (metric: string) => lines.filter((line) => line[1] === metric);

describe('stageDashboard', () => {
  it('is the dashboard of the stage, before any deploy', () => {
    expect(dashboard).toMatchObject({ name: 'image-service-dev', region: 'us-east-1' });
    expect(dashboard.widgets.length).toBeGreaterThan(20);
  });

  it('knows the names that the stack itself gives', () => {
    expect(named('PutRequests')).toEqual([
      [
        'AWS/S3',
        'PutRequests',
        'BucketName',
        'images-lego-moc-dev',
        'FilterId',
        'EntireBucket',
        { label: 'uploads', stat: 'Sum' },
      ],
    ]);
    expect(named('ConsumedReadCapacityUnits')[0]).toContain('ImageMetadata-dev');
  });

  it('leaves open what only AWS can name', () => {
    expect(isReference(JSON.stringify(named('CacheHitRate')))).toBe(true);
  });

  it('knows every alarm that the status widget shows', () => {
    const [status] = dashboard.widgets;
    const arns = status?.type === 'alarm' ? status.properties.alarms : [];
    expect(arns.length).toBeGreaterThan(10);
    expect(Object.keys(dashboard.alarms).sort()).toEqual([...arns].sort());
    expect(Object.values(dashboard.alarms)).toContainEqual({
      name: 'image-service-dev-api-5xx',
      title: 'API 5xx errors',
      region: 'us-east-1',
      raised: 'above',
      threshold: 10,
      unit: 'errors in an hour',
      graph: 'API 5xx errors (errors in an hour)',
      line: 0,
      runbookUrl:
        'https://github.com/lego-moc/image-service/blob/main/docs/runbook.md#alarm-api-5xx',
    });
  });

  it('tells alarms of one definition apart, and never names two the same', () => {
    const titles = Object.values(dashboard.alarms).map(({ title }) => title);
    expect(titles).toContain('DynamoDB throttling: UserIndex writes');
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(Object.values(dashboard.alarms))(
    'knows the one graph, and the line on it, that $name watches',
    ({ graph, line, title }) => {
      const [drawn, ...others] = dashboard.widgets
        .filter(isGraph)
        .filter(({ properties }) => properties.title === graph);
      expect(others).toEqual([]);
      if (drawn === undefined) throw new Error(`there is no graph ${graph}`);
      expect(drawn.properties.annotations?.horizontal).toHaveLength(1);
      const [, own] = title.split(': ');
      expect(drawnLines(drawn)[line]?.label).toEqual(own ?? expect.any(String));
    },
  );

  it('leads to what GitHub deployed to the stage', () => {
    expect(dashboard.deploymentsUrl).toBe(
      'https://github.com/lego-moc/image-service/deployments/dev',
    );
  });
});
