import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { UNHEALTHY_ALARM } from '../../src/config/names';
import { ALARMS } from '../../src/constructs/monitoring/alarm-definitions';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config } from '../support/config';
import { synthesize, testApp } from '../support/stack';

const runbook = readFileSync(path.join(__dirname, '../../docs/runbook.md'), 'utf8');
/** What each alarm's section is called after: its definition, or the one alarm that other alarms raise. */
const IDS = [UNHEALTHY_ALARM, ...ALARMS.map(({ id }) => id)];
const headings = [...runbook.matchAll(/^### (alarm-.+)$/gm)].map(([, heading]) => heading);

describe('The runbook', () => {
  it('says of every alarm what it means, and of no other', () => {
    expect(headings.toSorted()).toEqual(IDS.map((id) => `alarm-${id}`).sort());
  });

  it.each(IDS)('has three first things to look at for %s', (id) => {
    const [, after = ''] = runbook.split(`### alarm-${id}\n`);
    const [section = ''] = after.split('\n#');
    expect(section.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ']);
  });

  it.each(config.stages)('is where the descriptions of the alarms of $name lead', (stage) => {
    const { resource } = synthesize(
      new ImageServiceStack(testApp(), { shared: config.shared, stage }),
    );
    const alarms = ['aws_cloudwatch_metric_alarm', 'aws_cloudwatch_composite_alarm'].flatMap(
      (type) => Object.values(resource[type] ?? {}),
    );
    expect(alarms).not.toHaveLength(0);
    for (const { alarm_description: description } of alarms) {
      const [, anchor] = / See docs\/runbook\.md#(.+)$/.exec(String(description)) ?? [];
      expect(headings).toContain(anchor);
    }
  });
});
