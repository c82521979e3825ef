import type { Environment } from '../../../src/config/environment';

/** A command that is given something bad, and all that it says. */
export interface BadInput {
  /** What is bad about it. */
  readonly what: string;
  /** As a person types it, in a clone. */
  readonly line: string;
  /** Variables that are set or, as undefined, not set. @default those with which `pnpm local exec` runs commands */
  readonly env?: Environment;
  /** By their paths from the clone's folder. @default none besides the clone's */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** What AWS has besides an empty state bucket and lock table. @default nothing */
  readonly aws?: Remote;
  /** Lines of a shell that make the surroundings, in a mount namespace of their own. @default none */
  readonly surroundings?: string;
  /** What is behind the command is called in this process: it looks at nothing but its words and files. @default false */
  readonly isCalled?: boolean;
  /** AWS has to be asked before it can be known; nothing is changed in it. @default false */
  readonly reads?: boolean;
  /** All of stderr, but for `Error: ` and the line's end. */
  readonly says: string;
}

/** What AWS has, of dev. */
export interface Remote {
  readonly state?: string | Buffer;
  /** In the lock table and beside the state. */
  readonly lock?: string;
  /** How far its clock is ahead. */
  readonly aheadSeconds?: number;
}
