import type { Verdict } from './dashboard-page';
import type { PageAttribute } from './state-page';

/** A change of a plan. */
export interface PageChange {
  readonly address: string;
  /** What happens to it, the gravest first, e.g. `replace`; the class of its badge. */
  readonly kinds: readonly string[];
  readonly notes: readonly string[];
  readonly attributes: readonly PageAttribute[];
  /** Paths of what only the apply tells. */
  readonly pending: readonly string[];
}

/** What `ops plan --html` shows. */
export interface PlanPage {
  readonly scope: string;
  /** e.g. `2 to add, 1 to replace` */
  readonly summary: string;
  readonly verdict: Verdict;
  /** How many are what, the gravest first. */
  readonly counts: readonly { readonly kind: string; readonly text: string }[];
  /** What is added to the fixed monthly cost, and removed; empty: nothing. */
  readonly cost: string;
  /** What would lose data, and whether that is allowed. */
  readonly losses: readonly {
    readonly address: string;
    readonly text: string;
    readonly isAllowed: boolean;
    /** The option that allows it. */
    readonly option: string;
  }[];
  readonly warnings: readonly string[];
  readonly changes: readonly PageChange[];
  readonly outputs: readonly PageChange[];
  /** Changed by hand. */
  readonly drift: readonly PageChange[];
  /** What else is to be known, e.g. data sources that are read by the apply. */
  readonly notes: readonly string[];
  readonly facts: readonly string[];
  /** The diagram as SVG, coloured by what happens. */
  readonly map: string;
}
