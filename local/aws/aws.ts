import type { Moto } from './moto';
import type { RecordMetric } from './record-metric';
import type { Store } from './store';

/** What the routes work with. */
export interface Aws {
  readonly moto: Moto;
  /** What the gateway itself keeps. */
  readonly store: Store;
  /** The gateway's clock. */
  readonly now: () => Date;
  readonly recordMetric: RecordMetric;
  /** Takes why something failed that nobody waited for, and what functions print. */
  readonly log: (line: string) => void;
}
