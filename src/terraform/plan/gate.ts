import { EXIT_CODE } from '../../cli/exit-codes';
import { allowedLosses, type Environment } from '../../config/environment';
import { UserError } from '../../config/user-error';
import { RESOURCE_TYPES } from '../../resource-types';
import type { Data } from '../../resource-types/resource-type';
import { shellWord } from '../../system/shell-word';
import { isMeant } from '../../values/differences';
import { pathText } from '../../values/text';
import type { ChangedSetting } from '../state/recorded-settings';
import { emailSettings, settingText } from './changed-settings';
import { viewOf, type PlanView, type ResourceView } from './plan-view';
import { parsePlan } from './terraform-plan';

/** What a plan ends with, but for failures: nothing to do, changes, changes that are not allowed. */
export type PlanExitCode = (typeof EXIT_CODE)['differences' | 'notAllowed' | 'ok'];

/** A stateful resource that the plan destroys, for good or to create it anew, or no longer protects. */
export interface StatefulLoss {
  readonly resource: ResourceView;
  readonly data: Data;
  /** The attributes by which it is no longer protected; empty where it is destroyed. */
  readonly unprotected: readonly string[];
  readonly isAllowed: boolean;
}

/**
 * The stateful resources that the plan destroys or no longer protects, and whether their address is in
 * `allowed`. A subscription is one where a setting differs from the last deploy's that says whom alarms tell.
 */
export function statefulLosses(
  { resources }: PlanView,
  allowed: readonly string[] = [],
  settings: readonly ChangedSetting[] = [],
): StatefulLoss[] {
  const subscription = subscriptionData(emailSettings(settings));
  return resources.flatMap((resource) => {
    const own = resource.type === SUBSCRIPTION ? subscription : undefined;
    const data = own ?? RESOURCE_TYPES.get(resource.type)?.data ?? unknownData(resource.type);
    if (data === 'none') return [];
    const isDestroyed = ENDS.some((kind) => resource.kinds.includes(kind));
    const unprotected = isDestroyed ? [] : protectionLost(resource, data);
    if (!isDestroyed && unprotected.length === 0) return [];
    return [{ resource, data, unprotected, isAllowed: allowed.includes(resource.address) }];
  });
}

const ENDS = ['destroy', 'replace'] as const;

/**
 * What a type that no stack has any more, or never had, may hold: whoever takes its entry away takes its rule, too.
 * terraform_data is of Terraform itself, and nothing but its state.
 */
const unknownData = (type: string): Data | 'none' =>
  type === 'terraform_data'
    ? 'none'
    : {
        noun: type,
        loss: 'whatever it holds: src/resource-types does not know this type',
      };

/** Terraform's own setting, which no import finds in AWS: unset, it protects like false. */
const FORCE_DESTROY = 'force_destroy';

/**
 * The settings that protect the data before the change and no longer after it. The plan that imports takes no
 * protection away by setting what an import leaves unset.
 */
const protectionLost = (
  { attributes, kinds }: ResourceView,
  { protectedBy = {} }: Data,
): string[] =>
  (kinds.includes('change') ? attributes : [])
    .filter(isMeant)
    .map(({ path, before }) => ({ name: pathText(path), before: before ?? null }))
    .filter(
      ({ name, before }) =>
        (before ?? false) === protectedBy[name] &&
        !(kinds.includes('import') && name === FORCE_DESTROY && before === null),
    )
    .map(({ name }) => name);

const SUBSCRIPTION = 'aws_sns_topic_subscription';

const subscriptionData = (because: readonly ChangedSetting[]): Data | undefined =>
  because.length === 0
    ? undefined
    : {
        noun: 'subscription',
        loss: `the confirmation by its address (${because.map(settingText).join(', ')})`,
      };

/** What `ops plan` ends with. */
export function exitCodeOf(view: PlanView, losses: readonly StatefulLoss[]): PlanExitCode {
  if (losses.some(({ isAllowed }) => !isAllowed)) return EXIT_CODE.notAllowed;
  return view.isApplyable ? EXIT_CODE.differences : EXIT_CODE.ok;
}

/**
 * @param allow what lets these losses pass, to be typed into a shell.
 * @throws UserError that says how to allow what is not allowed yet.
 */
export function requireAllowed(
  losses: readonly StatefulLoss[],
  allow: (left: readonly StatefulLoss[]) => string = allowOptions,
): void {
  const left = losses.filter(({ isAllowed }) => !isAllowed);
  if (left.length === 0) return;
  const lines = left.map((loss) => `\n  - ${lossText(loss)}`).join('');
  throw new UserError(
    `The plan destroys, or no longer protects, what no apply brings back:${lines}\nIf that is meant: ${allow(left)}`,
  );
}

/**
 * The gate of commands that have no option to allow a loss.
 * @param planJson the plan, as `show -json` prints it.
 * @throws UserError when it destroys, or no longer protects, what IMAGE_SERVICE_ALLOW_DESTROY does not name.
 */
export function requireAllowedByVariable(planJson: string, env: Environment | undefined): void {
  const losses = statefulLosses(viewOf(parsePlan(planJson)), allowedLosses(env));
  requireAllowed(losses, allowVariable);
}

/** What is lost, in one line of plain text. */
export function lossText(loss: StatefulLoss): string {
  const { resource, data } = loss;
  const name = resource.name === undefined ? '' : ` ${resource.name}`;
  return `${resource.address}: the ${data.noun}${name} ${fateAndLoss(loss)}`;
}

/** What becomes of a resource, and what may be lost by that. */
export const fateAndLoss = (loss: StatefulLoss): string =>
  loss.unprotected.length === 0
    ? `is ${fateOf(loss)}, with ${loss.data.loss}`
    : `no longer protects ${loss.data.loss} (${loss.unprotected.join(', ')})`;

/** Whether a resource is only destroyed, also created anew, or stays without its protection. */
export function fateOf({ resource, unprotected }: StatefulLoss): string {
  if (unprotected.length > 0) return 'no longer protected';
  return resource.kinds.includes('replace') ? 'destroyed and created anew' : 'destroyed';
}

/** The options that allow it, to be typed into a shell. */
export const allowOptions = (losses: readonly StatefulLoss[]): string =>
  losses.map(({ resource }) => allowOption(resource.address)).join(' ');

/** The environment variable that allows it where a command has no such option. */
const allowVariable = (losses: readonly StatefulLoss[]): string =>
  `export IMAGE_SERVICE_ALLOW_DESTROY=${shellWord(losses.map(({ resource }) => resource.address).join(' '))}`;

/** The option that allows a resource to be destroyed, quoted where a shell needs it. */
export const allowOption = (address: string): string => `--allow-destroy ${shellWord(address)}`;
