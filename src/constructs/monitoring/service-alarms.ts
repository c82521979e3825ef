import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import { inRegion, type RegionProps } from '../provider';
import type { AlarmTopic } from './alarm-topic';
import { checkProp } from '../check-prop';
import type { AlarmDefinition, ThresholdOverrides, Watch } from './alarm-definitions';
import { ALARMS, thresholdProblem } from './alarm-definitions';
import { common, isMath, metricsOf, type Metric, type Series } from './metric';
import type { Monitored } from './service-metrics';

/** What alarms need of the region that their metrics are in. */
export interface AlarmRegion extends RegionProps {
  readonly topic: AlarmTopic;
}

export interface ServiceAlarmsProps {
  /** What every alarm's name begins with, e.g. `image-service-dev-`. */
  readonly namePrefix: string;
  readonly monitored: Monitored;
  /** By the alarm's id. @default the thresholds of the definitions */
  readonly thresholds?: ThresholdOverrides;
  /** By region's name: an alarm is where its metric is, and only reaches a topic there. */
  readonly regions: Readonly<Record<string, AlarmRegion>>;
  /** @default every alarm of the service */
  readonly definitions?: readonly AlarmDefinition[];
}

/** One alarm, with what it was made from. */
export interface ServiceAlarm {
  readonly definition: AlarmDefinition;
  readonly threshold: number;
  readonly series: Series;
  readonly resource: CloudwatchMetricAlarm;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const METRICS_PER_ALARM = 10;

/** The alarms of a stage: each tells its region's topic when it is raised and when all is well again. */
export class ServiceAlarms extends Construct {
  readonly alarms: readonly ServiceAlarm[];

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    const definitions = props.definitions ?? ALARMS;
    this.checkThresholds(definitions, props.thresholds ?? {});
    this.alarms = definitions.flatMap((definition) =>
      definition
        .watches(props.monitored)
        .map((watch) => this.createAlarm(props, definition, watch)),
    );
  }

  private checkThresholds(
    definitions: readonly AlarmDefinition[],
    thresholds: ThresholdOverrides,
  ): void {
    const ids = definitions.map(({ id }) => id);
    for (const [id, value] of Object.entries(thresholds)) {
      const definition = definitions.find((one) => one.id === id);
      if (definition === undefined) {
        checkProp(this, { thresholds: id }, `must be by the ids of alarms (${ids.join(', ')})`);
      } else {
        checkProp(this, { [`thresholds.${id}`]: value }, thresholdProblem(definition, value));
      }
    }
  }

  private createAlarm(
    props: ServiceAlarmsProps,
    definition: AlarmDefinition,
    { key, series }: Watch,
  ): ServiceAlarm {
    const id = key === undefined ? definition.id : `${definition.id}-${key}`;
    const path = `${this.node.path}/${id}`;
    const region = this.regionOf(props, common(path, [series], 'region'));
    const threshold = props.thresholds?.[definition.id] ?? definition.threshold;
    const { periods, of } = definition.breaching ?? { periods: 1, of: 1 };
    const resource = new CloudwatchMetricAlarm(this, id, {
      ...inRegion(region),
      alarmName: props.namePrefix + id,
      alarmDescription: describe(definition, threshold, series),
      comparisonOperator:
        definition.raised === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      threshold,
      evaluationPeriods: of,
      datapointsToAlarm: periods,
      // No requests are no problem, and neither is a function that does not exist yet.
      treatMissingData: 'notBreaching',
      alarmActions: [region.topic.topic.arn],
      okActions: [region.topic.topic.arn],
      ...this.metricProps(path, series),
    });
    return { definition, threshold, series, resource };
  }

  private regionOf({ regions }: ServiceAlarmsProps, name: string): AlarmRegion {
    const region = regions[name];
    if (region !== undefined) return region;
    const given = Object.keys(regions).join(', ');
    throw new Error(
      `${this.node.path}: regions must include ${name}, where an alarm's metric is, not only ${given}`,
    );
  }

  private metricProps(path: string, series: Series): Partial<CloudwatchMetricAlarmConfig> {
    if (!isMath(series)) return watchMetric(series);
    common(path, [series], 'period');
    const count = metricsOf(series).length;
    checkProp(
      this,
      { definitions: count },
      count > METRICS_PER_ALARM &&
        `must watch at most ${METRICS_PER_ALARM} metrics by one expression`,
    );
    return {
      metricQuery: [
        { id: 'result', expression: series.expression, label: series.label, returnData: true },
        ...Object.entries(series.metrics).map(([id, metric]) => ({ id, metric: query(metric) })),
      ],
    };
  }
}

function describe({ id, title, raised, unit }: AlarmDefinition, threshold: number, series: Series) {
  return `${title}: ${raised} ${threshold} ${unit} (${series.label}). See docs/runbook.md#alarm-${id}`;
}

function watchMetric(metric: Metric): Partial<CloudwatchMetricAlarmConfig> {
  const { namespace, metricName, dimensions, statistic, period } = metric;
  const isPercentile = /^p\d/.test(statistic);
  return {
    namespace,
    metricName,
    dimensions,
    period,
    ...(isPercentile ? { extendedStatistic: statistic } : { statistic }),
  };
}

function query({ namespace, metricName, dimensions, statistic, period }: Metric) {
  return { namespace, metricName, dimensions, stat: statistic, period };
}
