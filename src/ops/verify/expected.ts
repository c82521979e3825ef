import { buildStage } from '../../app';
import { alarmNamePrefix } from '../../config/names';
import type { SharedConfig, StageConfig } from '../../config/schema';
import { common, isMath, metricsOf } from '../../constructs/monitoring/metric';
import type { ServiceAlarm } from '../../constructs/monitoring/service-alarms';
import type { FunctionDefinition } from '../../constructs/functions/function-definition';
import { FUNCTIONS } from '../../functions';
import { synthesized, type Block } from '../../synthesized/synthesized';
import type { AlarmThreshold, StageAlarm } from '../alarms/stage-alarms';
import { COMPARISONS, metricNames } from '../alarms/stage-alarms';
import { widgetTexts } from './widget-texts';

/** What the checks compare a stage with: the synthesized stack, in Terraform's words. */
export interface ExpectedStage {
  /** The construct's path is that below the stack. */
  readonly resources: readonly Block[];
  /** By section and title: what the widget shows. */
  readonly widgets: ReadonlyMap<string, string>;
  /** Their names without the stage's prefix. */
  readonly alarms: readonly Pick<StageAlarm, 'name' | 'region' | 'threshold'>[];
  /** The regions of the alarms of severity page, by name. */
  readonly pageAlarms: ReadonlyMap<string, string>;
  /** Names, sorted. */
  readonly outputs: readonly string[];
}

/** What a deploy of this configuration would make of the stage: read from the synthesized stack. */
export function expectedStage(
  shared: SharedConfig,
  stage: StageConfig,
  functions: readonly FunctionDefinition[] = FUNCTIONS,
): ExpectedStage {
  const stack = buildStage(shared, stage, functions);
  const { blocks } = synthesized(stack);
  const { monitoring } = stack;
  const alarms = monitoring.alarms.alarms.map((alarm) => ({
    name: (alarm.resource.alarmNameInput ?? '').replace(alarmNamePrefix(stage.name), ''),
    region: common('alarm', [alarm.series], 'region'),
    threshold: thresholdOf(alarm),
    severity: alarm.definition.severity,
  }));
  return {
    resources: blocks
      .filter(({ kind }) => kind === 'resource')
      .map((block) => ({ ...block, path: block.path.replace(`${stack.node.path}/`, '') })),
    widgets: widgetTexts(monitoring.dashboard.widgets),
    alarms,
    pageAlarms: new Map(
      alarms.flatMap(({ name, region, severity }) => (severity === 'page' ? [[name, region]] : [])),
    ),
    outputs: blocks.flatMap(({ kind, type }) => (kind === 'output' ? [type] : [])).sort(),
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
