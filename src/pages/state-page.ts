import type { Encoded } from './encoded';

/** One resource, or the outputs, as at least one version of a state has it. */
export interface PageResource {
  readonly address: string;
  readonly type: string;
  /** The service, as the diagram names it. */
  readonly group: string;
  readonly name: string;
  readonly arn: string;
  readonly isTainted: boolean;
  /** What it holds that no apply brings back, e.g. `table`. @default nothing */
  readonly holds?: string;
  /** Its page in AWS's console. @default its type has none */
  readonly consoleUrl?: string;
  readonly attributes: Encoded;
}

/** One version of a state. */
export interface PageVersion {
  readonly id: string;
  readonly written: string;
  /** @default it was deleted, or is no state */
  readonly serial?: number;
  readonly terraformVersion?: string;
  /** e.g. `current`, `deleted`, `restored from …` */
  readonly notes: readonly string[];
  /** Addresses that differ from the version before. @default there is none to compare with */
  readonly changes?: Readonly<Record<'added' | 'changed' | 'removed', readonly string[]>>;
  /** Indexes into the page's resources. */
  readonly resources: readonly number[];
}

/** An attribute's two sides, as text. */
export interface PageAttribute {
  readonly path: string;
  /** @default values are not shown */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** What is said beside the values. */
  readonly note?: string | undefined;
  /** Of a change in a plan. @default false */
  readonly forcesReplacement?: boolean;
}

/** A resource that differs from the state in AWS. */
export interface PageDrift {
  readonly address: string;
  readonly isGone: boolean;
  readonly attributes: readonly PageAttribute[];
}

/** One stack and the versions of its state. */
export interface PageStack {
  /** The stage, `access` or `state`. */
  readonly scope: string;
  readonly stack: string;
  /** What is wrong, with the remedy. */
  readonly problems: readonly string[];
  /** Why nothing is known of it, e.g. `not deployed`. */
  readonly absence?: string;
  readonly lock?: {
    readonly who: string;
    readonly since: string;
    readonly operation: string;
    readonly id: string;
  };
  readonly writtenBy?: string;
  /** Of the last look. @default none was given */
  readonly drift?: readonly PageDrift[];
  /** The diagram as SVG, its boxes linked to the resources. */
  readonly map: string;
  /** The newest first. */
  readonly versions: readonly PageVersion[];
}

/** What `ops state page` shows. */
export interface StatePage {
  readonly drawn: string;
  /** Every resource of every version, each content once. */
  readonly resources: readonly PageResource[];
  readonly stacks: readonly PageStack[];
}
