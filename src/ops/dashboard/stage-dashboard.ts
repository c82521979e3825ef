import { DefaultTokenResolver, StringConcat, Tokenization } from 'cdktf';
import { buildStage } from '../../app';
import { alarmRunbookUrl, deploymentsUrl } from '../../config/links';
import { dashboardName } from '../../config/names';
import type { SharedConfig, StageConfig } from '../../config/schema';
import { metricsOf } from '../../constructs/monitoring/metric';
import type { ServiceAlarm } from '../../constructs/monitoring/service-alarms';
import { alarmGraphTitle } from '../../constructs/monitoring/service-dashboard';
import type { PlacedWidget } from '../../constructs/monitoring/widgets';
import { synthesized } from '../../synthesized/synthesized';
import { withLiterals } from '../verify/synthesized-resource';

export interface DashboardAlarm {
  readonly name: string;
  /** For people, e.g. `DynamoDB throttling: table reads`. */
  readonly title: string;
  readonly region: string;
  readonly raised: 'above' | 'below';
  readonly threshold: number;
  readonly unit: string;
  /** The title of the graph of what it watches. */
  readonly graph: string;
  /** Which of the lines that the graph draws, from 0. */
  readonly line: number;
  readonly runbookUrl: string;
}

/** A stage's dashboard as the code has it, deployed or not. */
export interface StageDashboard {
  readonly name: string;
  readonly region: string;
  /** What only AWS can name, such as a distribution's id, is still a reference: `${…}`. */
  readonly widgets: readonly PlacedWidget[];
  /** Where the code lies, `owner/name`. */
  readonly repository: string;
  /** Where GitHub lists what was deployed, by commit. */
  readonly deploymentsUrl: string;
  /** By what the alarm status widget calls them. */
  readonly alarms: Readonly<Record<string, DashboardAlarm>>;
}

/** Synthesizes the stage's stack, in memory, and takes its dashboard. */
export function stageDashboard(shared: SharedConfig, stage: StageConfig): StageDashboard {
  const stack = buildStage(shared, stage);
  const { dashboard, alarms } = stack.monitoring;
  const resolve = (value: unknown): unknown =>
    Tokenization.resolve(value, {
      scope: stack,
      resolver: new DefaultTokenResolver(new StringConcat()),
      preparing: false,
    });
  return {
    name: dashboardName(stage.name),
    region: stage.region,
    widgets: withLiterals(resolve(dashboard.widgets) as PlacedWidget[], synthesized(stack).blocks),
    repository: shared.repository,
    deploymentsUrl: deploymentsUrl(shared.repository, stage.name),
    alarms: Object.fromEntries(
      alarms.alarms.map((alarm) => [
        String(resolve(alarm.resource.arn)),
        described(alarm, alarms.alarms, shared),
      ]),
    ),
  };
}

function described(
  alarm: ServiceAlarm,
  all: readonly ServiceAlarm[],
  { repository }: SharedConfig,
): DashboardAlarm {
  const { definition, resource, series, threshold } = alarm;
  const alike = all.filter((other) => other.definition === definition);
  return {
    name: resource.alarmNameInput ?? '',
    title: alike.length === 1 ? definition.title : `${definition.title}: ${series.label}`,
    region: metricsOf(series)[0]?.region ?? '',
    raised: definition.raised,
    threshold,
    unit: definition.unit,
    graph: alarmGraphTitle(definition),
    line: alike.indexOf(alarm),
    runbookUrl: alarmRunbookUrl(repository, definition.id),
  };
}
