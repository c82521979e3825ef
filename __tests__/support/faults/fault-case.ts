import type { z } from 'zod';
import type { faultRules } from '../../../local/aws/fault';
import type { StateDamage } from './state-damage';

/** A rule of the local AWS, as its control route takes it. */
export type FaultInput = z.input<typeof faultRules>[number];

/** Sections of docs/runbook.md that bring a stage back, in the order in which it has them tried. */
export type Recovery =
  | 'push the state'
  | 'unlock'
  | 'restore the state'
  | 'recover'
  | 'delete what is there twice'
  | 'again';

/** What is done to dev, and what goes wrong with it. */
export interface FaultCase {
  readonly name: string;
  /** `deploy` is the first one, `change` one of what is deployed. */
  readonly command: 'deploy' | 'change' | 'destroy';
  readonly by: 'cdktf' | 'ops';
  readonly faults?: readonly FaultInput[];
  /** The signal that the command gets once the local AWS holds a call that the rule is about. */
  readonly stop?: Stop;
  /** What is done to the state before. */
  readonly damage?: StateDamage;
  /** How many of the same command run at once. @default 1 */
  readonly atOnce?: number;
  /** How the command ends: with an error that says so, without a lock where it is `stopped`; `any` is well or an error. */
  readonly ends: 'well' | 'stopped' | 'killed' | 'any' | RegExp;
  /** What the runbook's commands are needed for then. @default whatever is */
  readonly recovery?: readonly Recovery[];
}

/** A signal, and the call at which it comes: the first one unless a probability says otherwise. */
export interface Stop {
  readonly signal: NodeJS.Signals;
  readonly at: Omit<Extract<FaultInput, { kind: 'hold' }>, 'kind'>;
}

/** What was seen of a case: a line of docs/faults.md. */
export interface FaultResult {
  readonly ended: string;
  readonly recovery: readonly Recovery[];
  readonly seen: string;
}
