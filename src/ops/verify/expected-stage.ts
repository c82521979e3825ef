import type { AlarmThreshold } from '../alarms/stage-alarms';
import type { SynthesizedResource } from './synthesized-resource';

/** An alarm as it is to be, its name without the stage's prefix. */
export interface ExpectedAlarm {
  readonly name: string;
  readonly region: string;
  readonly threshold: AlarmThreshold;
}

/** What the checks compare a stage with: the synthesized stack, in Terraform's words. */
export interface ExpectedStage {
  readonly resources: readonly SynthesizedResource[];
  /** By section and title: what the widget shows. */
  readonly widgets: ReadonlyMap<string, string>;
  readonly alarms: readonly ExpectedAlarm[];
  /** The regions of the alarms of severity page, by name. */
  readonly pageAlarms: ReadonlyMap<string, string>;
  /** Names, sorted. */
  readonly outputs: readonly string[];
}
