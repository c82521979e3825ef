import { DefaultTokenResolver, StringConcat, Tokenization } from 'cdktf';
import { buildStage } from '../../app';
import { dashboardName } from '../../config/names';
import type { SharedConfig, StageConfig } from '../../config/schema';
import { metricsOf } from '../../constructs/monitoring/metric';
import type { ServiceAlarm } from '../../constructs/monitoring/service-alarms';
import type { PlacedWidget } from '../../constructs/monitoring/widgets';

/** An alarm that the dashboard shows the state of. */
export interface DashboardAlarm {
  readonly name: string;
  readonly region: string;
  /** What raises it, for people. */
  readonly threshold: string;
}

/** A stage's dashboard as the code has it, deployed or not. */
export interface StageDashboard {
  readonly name: string;
  readonly region: string;
  /** What only AWS can name, such as a distribution's id, is still a reference: `${…}`. */
  readonly widgets: readonly PlacedWidget[];
  /** By what the alarm status widget calls them. */
  readonly alarms: Readonly<Record<string, DashboardAlarm>>;
}

/** Whether AWS has to be asked what this stands for. */
export const isReference = (text: string): boolean => text.includes('${');

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
  const { resource } = stack.toTerraform() as { resource: Resources };
  return {
    name: dashboardName(stage.name),
    region: stage.region,
    widgets: withLiterals(resolve(dashboard.widgets), resource) as PlacedWidget[],
    alarms: Object.fromEntries(
      alarms.alarms.map((alarm) => [String(resolve(alarm.resource.arn)), described(alarm)]),
    ),
  };
}

type Resources = Readonly<Record<string, Record<string, Record<string, unknown>>>>;

/** A reference to one attribute of one resource, and nothing else. */
const REFERENCE = /^\$\{(\w+)\.([\w-]+)\.(\w+)\}$/;

/** References to what the stack itself says, such as a bucket's name, become what it says. */
function withLiterals(value: unknown, resources: Resources): unknown {
  if (typeof value === 'string') {
    const [, type = '', id = '', attribute = ''] = REFERENCE.exec(value) ?? [];
    const literal = resources[type]?.[id]?.[attribute];
    return typeof literal === 'string' && !isReference(literal) ? literal : value;
  }
  if (Array.isArray(value)) return value.map((item) => withLiterals(item, resources));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withLiterals(item, resources)]),
  );
}

function described({ definition, resource, series, threshold }: ServiceAlarm): DashboardAlarm {
  return {
    name: resource.alarmNameInput ?? '',
    region: metricsOf(series)[0]?.region ?? '',
    threshold: `${definition.raised} ${threshold} ${definition.unit}`,
  };
}
