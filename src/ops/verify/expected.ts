import { z } from 'zod';
import { buildStage } from '../../app';
import { alarmNamePrefix } from '../../config/names';
import type { SharedConfig, StageConfig } from '../../config/schema';
import { common, isMath, metricsOf } from '../../constructs/monitoring/metric';
import type { ServiceAlarm } from '../../constructs/monitoring/service-alarms';
import type { FunctionDefinition } from '../../constructs/functions/function-definition';
import { FUNCTIONS } from '../../functions';
import type { AlarmThreshold } from '../alarms/stage-alarms';
import { COMPARISONS, metricNames } from '../alarms/stage-alarms';
import type { ExpectedStage } from './expected-stage';
import { widgetTexts } from './widget-texts';

const resource = z
  .object({ '//': z.object({ metadata: z.object({ path: z.string() }) }) })
  .catchall(z.json());
const synthesized = z.object({
  resource: z.record(z.string(), z.record(z.string(), resource)),
  output: z.record(z.string(), z.unknown()),
});

/** What a deploy of this configuration would make of the stage: read from the synthesized stack. */
export function expectedStage(
  shared: SharedConfig,
  stage: StageConfig,
  functions: readonly FunctionDefinition[] = FUNCTIONS,
): ExpectedStage {
  const stack = buildStage(shared, stage, functions);
  const { resource: resources, output } = synthesized.parse(stack.toTerraform());
  const { monitoring } = stack;
  const alarms = monitoring.alarms.alarms.map((alarm) => ({
    name: (alarm.resource.alarmNameInput ?? '').replace(alarmNamePrefix(stage.name), ''),
    region: common('alarm', [alarm.series], 'region'),
    threshold: thresholdOf(alarm),
    severity: alarm.definition.severity,
  }));
  return {
    resources: Object.entries(resources).flatMap(([type, named]) =>
      Object.entries(named).map(([name, { '//': written, ...attributes }]) => ({
        type,
        address: `${type}.${name}`,
        path: written.metadata.path.replace(`${stack.node.path}/`, ''),
        attributes,
      })),
    ),
    widgets: widgetTexts(monitoring.dashboard.widgets),
    alarms,
    pageAlarms: new Map(
      alarms.flatMap(({ name, region, severity }) => (severity === 'page' ? [[name, region]] : [])),
    ),
    outputs: Object.keys(output).sort(),
  };
}

function thresholdOf({ resource: alarm, series, threshold }: ServiceAlarm): AlarmThreshold {
  const operator = alarm.comparisonOperatorInput ?? '';
  return {
    metric: metricNames(metricsOf(series).map(({ metricName }) => metricName)),
    ...(isMath(series) ? { expression: series.expression } : { statistic: series.statistic }),
    comparison: COMPARISONS[operator] ?? operator,
    value: threshold,
    periodSeconds: common('alarm', [series], 'period'),
    periods: alarm.datapointsToAlarmInput ?? 1,
    of: alarm.evaluationPeriodsInput ?? 1,
  };
}
