import { EXIT_CODE } from '../../cli/exit-codes';
import { UserError } from '../../config/user-error';
import { RESOURCE_TYPES } from '../../resource-types';
import type { Data } from '../../resource-types/resource-type';
import { shellWord } from '../../system/shell-word';
import type { ChangedSetting } from '../state/recorded-settings';
import { emailSettings, settingText } from './changed-settings';
import type { PlanView, ResourceView } from './plan-view';

/** What a plan ends with, but for failures: nothing to do, changes, changes that are not allowed. */
export type PlanExitCode = (typeof EXIT_CODE)['differences' | 'notAllowed' | 'ok'];

/** A stateful resource that the plan destroys, for good or to create it anew. */
export interface StatefulLoss {
  readonly resource: ResourceView;
  readonly data: Data;
  readonly isAllowed: boolean;
}

/**
 * The stateful resources that the plan destroys, and whether their address is in `allowed`. A
 * subscription is one where a setting differs from the last deploy's that says whom alarms tell.
 */
export function statefulLosses(
  { resources }: PlanView,
  allowed: readonly string[] = [],
  settings: readonly ChangedSetting[] = [],
): StatefulLoss[] {
  const subscription = subscriptionData(emailSettings(settings));
  return resources
    .filter(({ kinds }) => kinds.includes('destroy') || kinds.includes('replace'))
    .flatMap((resource) => {
      const own = resource.type === SUBSCRIPTION ? subscription : undefined;
      const data = own ?? RESOURCE_TYPES.get(resource.type)?.data ?? 'none';
      const isAllowed = allowed.includes(resource.address);
      return data === 'none' ? [] : [{ resource, data, isAllowed }];
    });
}

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
export function lossText({ resource, data }: StatefulLoss): string {
  const name = resource.name === undefined ? '' : ` ${resource.name}`;
  return `${resource.address}: the ${data.noun}${name} is ${fateOf(resource)}, with ${data.loss}`;
}

/** Whether a resource is only destroyed, or also created anew. */
export const fateOf = ({ kinds }: ResourceView): string =>
  kinds.includes('replace') ? 'destroyed and created anew' : 'destroyed';

/** The options that allow it, to be typed into a shell. */
export const allowOptions = (losses: readonly StatefulLoss[]): string =>
  losses.map(({ resource }) => allowOption(resource.address)).join(' ');

/** The option that allows a resource to be destroyed, quoted where a shell needs it. */
export const allowOption = (address: string): string => `--allow-destroy ${shellWord(address)}`;
