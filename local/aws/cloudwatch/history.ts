import { isDeepStrictEqual } from 'node:util';
import { alarmTime, isComposite, type AnyAlarm } from './alarm';

/** Something that happened to an alarm, with CloudWatch's names. */
export interface HistoryItem {
  /** Grows with each item of the account and region. */
  readonly id: number;
  readonly AlarmName: string;
  readonly AlarmType: 'MetricAlarm' | 'CompositeAlarm';
  /** In seconds. */
  readonly Timestamp: number;
  readonly HistoryItemType: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly HistorySummary: string;
  /** JSON. */
  readonly HistoryData: string;
}

/** An item that is not in a history yet. */
export type HistoryEntry = Omit<HistoryItem, 'id' | 'Timestamp'>;

/** CloudWatch forgets after 30 days. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** Adds the entry to an account's and region's history, and drops what is too old. */
export function addToHistory(history: HistoryItem[], entry: HistoryEntry, now: Date): void {
  const seconds = now.getTime() / 1000;
  const kept = history.findIndex(({ Timestamp }) => Timestamp >= seconds - KEPT_SECONDS);
  history.splice(0, kept === -1 ? history.length : kept);
  history.push({ id: (history.at(-1)?.id ?? 0) + 1, Timestamp: seconds, ...entry });
}

const identityOf = (alarm: AnyAlarm): Pick<HistoryItem, 'AlarmName' | 'AlarmType'> => ({
  AlarmName: alarm.AlarmName,
  AlarmType: isComposite(alarm) ? 'CompositeAlarm' : 'MetricAlarm',
});

const TYPES = { created: 'Create', updated: 'Update', deleted: 'Delete' } as const;

/** The entry of an alarm that was created, put again or deleted; the history of a deleted one stays. */
export function configurationUpdate(
  verb: keyof typeof TYPES,
  alarm: AnyAlarm,
  before?: AnyAlarm,
): HistoryEntry {
  const configuration = configurationOf(alarm);
  const original = Object.entries(before ? configurationOf(before) : {});
  const changed = original.filter(
    ([name, value]) => !isDeepStrictEqual(value, configuration[name]),
  );
  return {
    ...identityOf(alarm),
    HistoryItemType: 'ConfigurationUpdate',
    HistorySummary: `Alarm "${alarm.AlarmName}" ${verb}`,
    HistoryData: JSON.stringify({
      version: '1.0',
      type: TYPES[verb],
      [`${verb}Alarm`]: configuration,
      ...(before && { originalUpdatedFields: Object.fromEntries(changed) }),
    }),
  };
}

/** The entry of a change of state. */
export function stateUpdate(before: AnyAlarm, after: AnyAlarm): HistoryEntry {
  return {
    ...identityOf(after),
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${before.StateValue} to ${after.StateValue}`,
    HistoryData: JSON.stringify({
      version: '1.0',
      oldState: stateOf(before),
      newState: stateOf(after),
    }),
  };
}

/** The result of an alarm's action. */
export interface ActionResult {
  readonly alarm: AnyAlarm;
  /** The action's ARN. */
  readonly action: string;
  readonly stateUpdated: Date;
  readonly result: { readonly published: string } | { readonly error: string };
}

/** The entry of an action, with CloudWatch's words for its success or failure. */
export function actionEntry({ alarm, action, stateUpdated, result }: ActionResult): HistoryEntry {
  const failed = 'error' in result;
  return {
    ...identityOf(alarm),
    HistoryItemType: 'Action',
    HistorySummary: failed
      ? `Failed to execute action ${action}. Received error: "${result.error}"`
      : `Successfully executed action ${action}`,
    HistoryData: JSON.stringify({
      actionState: failed ? 'Failed' : 'Succeeded',
      stateUpdateTimestamp: stateUpdated.getTime(),
      notificationResource: action,
      publishedMessage: failed ? null : result.published,
      error: failed ? result.error : null,
    }),
  };
}

function stateOf({ StateValue, StateReason, StateReasonData = '{}' }: AnyAlarm): object {
  return {
    stateValue: StateValue,
    stateReason: StateReason,
    // moto writes an empty one where there is none.
    ...(StateReasonData !== '{}' && { stateReasonData: JSON.parse(StateReasonData) as unknown }),
  };
}

/** What of an alarm is no configuration, and what the history writes otherwise. */
const LEFT_OUT = ['StateReason', 'StateReasonData', 'OKActions', 'Metrics'];

function configurationOf(alarm: AnyAlarm): Record<string, unknown> {
  const kept = Object.entries(alarm).filter(([name]) => !LEFT_OUT.includes(name));
  return lowerCamelCase({
    ...Object.fromEntries(kept),
    AlarmConfigurationUpdatedTimestamp: alarmTime(alarm.AlarmConfigurationUpdatedTimestamp),
    StateUpdatedTimestamp: alarmTime(alarm.StateUpdatedTimestamp),
    ...(!isComposite(alarm) && alarm.Metrics.length > 0 && { Metrics: alarm.Metrics }),
    Okactions: alarm.OKActions,
  }) as Record<string, unknown>;
}

/** The history writes every name with a small first letter. */
function lowerCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      lowerCamelCase(child),
    ]),
  );
}
