import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ALARMS } from '../../src/constructs/monitoring/alarm-definitions';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config } from '../support/config';
import { synthesize, testApp } from '../support/stack';

const runbook = readFileSync(path.join(__dirname, '../../docs/runbook.md'), 'utf8');
const headings = [...runbook.matchAll(/^### (alarm-.+)$/gm)].map(([, heading]) => heading);

describe('The runbook', () => {
  it('says of every alarm what it means, and of no other', () => {
    expect(headings.toSorted()).toEqual(ALARMS.map(({ id }) => `alarm-${id}`).sort());
  });

  it.each(ALARMS)('has three first things to look at for $id', ({ id }) => {
    const [, after = ''] = runbook.split(`### alarm-${id}\n`);
    const [section = ''] = after.split('\n#');
    expect(section.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ']);
  });

  it.each(config.stages)('is where the descriptions of the alarms of $name lead', (stage) => {
    const { resource } = synthesize(
      new ImageServiceStack(testApp(), { shared: config.shared, stage }),
    );
    const alarms = Object.values(resource.aws_cloudwatch_metric_alarm ?? {});
    expect(alarms).not.toHaveLength(0);
    for (const { alarm_description: description } of alarms) {
      const [, anchor] = / See docs\/runbook\.md#(.+)$/.exec(String(description)) ?? [];
      expect(headings).toContain(anchor);
    }
  });
});
