import { resources, type Block, type Synthesized } from '../synthesized/synthesized';

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
  /** The rules of Checkov that it stands for, each with what it asks. @default none */
  readonly checkov?: Readonly<Record<string, string>>;
  readonly check: (stack: Synthesized) => readonly Violation[];
}

/** Each resource of the types has the problem, unless the rule holds for it. */
export function each(
  types: string | readonly string[],
  problem: string,
  holds: (resource: Block, stack: Synthesized) => boolean,
): Rule['check'] {
  return (stack) =>
    resources(stack, ...[types].flat())
      .filter((resource) => !holds(resource, stack))
      .map(({ path }) => ({ path, problem }));
}
