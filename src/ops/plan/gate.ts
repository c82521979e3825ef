import { UserError } from '../../config/user-error';
import { shellWord } from '../shell-word';
import type { PlanView, ResourceView } from './plan-view';
import type { StatefulType } from './stateful-types';
import { STATEFUL_TYPES } from './stateful-types';

/** Exit codes of `ops plan`; the first two are those of `terraform plan -detailed-exitcode`. */
export const EXIT_CODES = { nothing: 0, failed: 1, changes: 2, notAllowed: 3 } as const;

/** A stateful resource that the plan destroys, for good or to create it anew. */
export interface StatefulLoss {
  readonly resource: ResourceView;
  readonly type: StatefulType;
  readonly isAllowed: boolean;
}

/** The stateful resources that the plan destroys, and whether their address is in `allowed`. */
export function statefulLosses(
  { resources }: PlanView,
  allowed: readonly string[] = [],
): StatefulLoss[] {
  return resources
    .filter(({ kinds }) => kinds.includes('destroy') || kinds.includes('replace'))
    .flatMap((resource) => {
      const type = STATEFUL_TYPES[resource.type];
      const isAllowed = allowed.includes(resource.address);
      return type === undefined ? [] : [{ resource, type, isAllowed }];
    });
}

/** What `ops plan` ends with. */
export function exitCodeOf(view: PlanView, losses: readonly StatefulLoss[]): number {
  if (losses.some(({ isAllowed }) => !isAllowed)) return EXIT_CODES.notAllowed;
  return view.isApplyable ? EXIT_CODES.changes : EXIT_CODES.nothing;
}

/** @throws UserError that says how to allow what is not allowed yet. */
export function requireAllowed(losses: readonly StatefulLoss[]): void {
  const left = losses.filter(({ isAllowed }) => !isAllowed);
  if (left.length === 0) return;
  const lines = left.map((loss) => `\n  - ${lossText(loss)}`).join('');
  throw new UserError(
    `The plan destroys what no apply brings back:${lines}\nIf that is meant: ${allowOptions(left)}`,
  );
}

/** What is lost, in one line of plain text. */
export function lossText({ resource, type }: StatefulLoss): string {
  const name = resource.name === undefined ? '' : ` ${resource.name}`;
  return `${resource.address}: the ${type.noun}${name} is ${fateOf(resource)}, with ${type.loss}`;
}

/** Whether a resource is only destroyed, or also created anew. */
export const fateOf = ({ kinds }: ResourceView): string =>
  kinds.includes('replace') ? 'destroyed and created anew' : 'destroyed';

/** The options that allow it, to be typed into a shell. */
export const allowOptions = (losses: readonly StatefulLoss[]): string =>
  losses.map(({ resource }) => allowOption(resource.address)).join(' ');

/** The option that allows a resource to be destroyed, quoted where a shell needs it. */
export const allowOption = (address: string): string => `--allow-destroy ${shellWord(address)}`;
