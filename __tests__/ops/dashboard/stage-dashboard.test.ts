import { describe, expect, it } from '@jest/globals';
import { isGraph } from '../../../src/ops/dashboard/graph-queries';
import { isReference, stageDashboard } from '../../../src/ops/dashboard/stage-dashboard';
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
      region: 'us-east-1',
      threshold: 'above 10 errors in an hour',
    });
  });
});
