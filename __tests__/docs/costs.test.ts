import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config, stage } from '../support/config';
import { synthesize, testApp } from '../support/stack';

const readme = readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
const [costs = ''] = /^An idle stage costs[^]*?All else is by use\./m.exec(readme) ?? [];

/** Resources of that type in dev. */
function ofType(type: string): readonly Readonly<Record<string, unknown>>[] {
  const dev = new ImageServiceStack(testApp(), { shared: config.shared, stage: stage('dev') });
  return Object.values(synthesize(dev).resource[type] ?? {});
}

/** What CloudWatch bills an alarm by: https://aws.amazon.com/cloudwatch/pricing/ */
function metricsOf({ metric_query: queries }: Readonly<Record<string, unknown>>): number {
  if (!Array.isArray(queries)) return 1;
  return queries.filter((query: object) => 'metric' in query).length;
}

describe('What the README says that an idle stage costs', () => {
  it('counts the metrics of all alarms, at $0.10 each', () => {
    const count = ofType('aws_cloudwatch_metric_alarm').reduce(
      (sum, alarm) => sum + metricsOf(alarm),
      0,
    );
    expect(costs).toContain(`${count} alarm metrics $${(count / 10).toFixed(2)}`);
  });

  it('counts one composite alarm, at $0.50', () => {
    expect(ofType('aws_cloudwatch_composite_alarm')).toHaveLength(1);
    expect(costs.replace(/\s+/g, ' ')).toContain('a composite alarm $0.50');
  });

  it('is the sum of its parts', () => {
    const [total, ...parts] = [...costs.matchAll(/\$(\d+\.\d\d)/g)].map(([, cost]) =>
      Math.round(Number(cost) * 100),
    );
    expect(parts).toHaveLength(5);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
  });
});
