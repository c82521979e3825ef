import type { Block, Synthesized } from '../synthesized/synthesized';
import { resources } from '../synthesized/synthesized';

/** Where a rule is broken, and how. */
export interface Violation {
  /** The path of the construct. */
  readonly path: string;
  readonly problem: string;
}

/** One promise about everything that is deployed. */
export interface Rule {
  /** Kebab-case; waivers and messages name it. */
  readonly id: string;
  /** What to do about it, as an instruction. */
  readonly remedy: string;
  /** The rules of Checkov that it stands for, each with what it asks. */
  readonly checkov: Readonly<Record<string, string>>;
  readonly check: (stack: Synthesized) => readonly Violation[];
}

/** Looks at each resource of the types: what `problem` says of it is a violation. */
export function each(
  types: string | readonly string[],
  problem: (resource: Block, stack: Synthesized) => string | undefined,
): Rule['check'] {
  return (stack) =>
    resources(stack, ...[types].flat()).flatMap((resource) => {
      const found = problem(resource, stack);
      return found === undefined ? [] : [{ path: resource.path, problem: found }];
    });
}

/** `problem` unless it holds. */
export const unless = (holds: boolean, problem: string): string | undefined =>
  holds ? undefined : problem;
