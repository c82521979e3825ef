import path from 'node:path';
import { stackName } from '../../config/names';
import { allEnded } from '../../system/all-ended';
import { terraformEnvironment } from '../../terraform/environment';
import { inRunFolder } from '../../terraform/run-folder';
import { StackRun } from '../../terraform/stack-run';
import { terraformIn } from '../../terraform/terraform';
import { fullAddress, viewOf, type ResourceView } from '../../terraform/plan/plan-view';
import { parsePlan } from '../../terraform/plan/terraform-plan';
import { synthesizeStack } from '../../terraform/synthesize';
import type { Style } from '../../cli/terminal';
import type { Stack, StateContext } from '../../terraform/state/context';
import {
  allStacks,
  awsOf,
  currentState,
  refuseLocked,
  stackOf,
} from '../../terraform/state/context';
import { unfinishedSince } from '../../terraform/state/recorded-settings';
import { driftSince } from '../../terraform/plan/drift';
import type { TerraformState } from '../../terraform/state/state-file';
import { formatDifference, attributeDifference, type ResourceDifference } from './state-diff';

interface Drift {
  /** Deleted, changed in what the configuration sets, or in what the next deploy would undo. */
  readonly resources: readonly ResourceDifference[];
  /** Changed in nothing but what AWS, or another resource, fills in: the next deploy takes it over. */
  readonly filledIn: readonly ResourceDifference[];
}

export interface StackDrift extends Drift {
  readonly stack: string;
  readonly isDeployed: boolean;
  /** The AWS account, of a stage that lies in another than the credentials': it was not looked at. */
  readonly account?: string | undefined;
}

export interface DriftOptions {
  /** @default every stack that is deployed */
  readonly stage?: string | undefined;
  /** A stage that is not deployed has no drift. @default an error, for the one that is named */
  readonly ifDeployed?: boolean;
  /** Writes the stacks as Terraform's JSON; returns the folder of the one named. */
  readonly synthesize?: typeof synthesizeStack;
}

/**
 * Asks AWS what became of the stacks' resources, with a plan. Changes nothing, and
 * takes no lock: it must not stand in a deploy's way.
 * @throws UserError when a stack is locked: what is half deployed has no drift.
 */
export async function findDrift(
  context: StateContext,
  { stage, ifDeployed = stage === undefined, synthesize = synthesizeStack }: DriftOptions,
): Promise<StackDrift[]> {
  const stacks = stage === undefined ? allStacks(context.config) : [stackOf(context.config, stage)];
  const deployed = (
    await Promise.all(
      stacks.map(async (stack) =>
        (await isDeployed(context, stack, ifDeployed)) ? [stack.name] : [],
      ),
    )
  ).flat();
  const drift = await driftByStack(context, deployed, synthesize);
  const found = stacks.map(({ name }) => ({
    stack: name,
    isDeployed: drift.has(name),
    ...(drift.get(name) ?? NONE),
  }));
  if (stage !== undefined) return found;
  const elsewhere = context.config.elsewhere.map(({ name, accountId }) => ({
    stack: stackName(name),
    isDeployed: false,
    account: accountId,
    ...NONE,
  }));
  return [...found, ...elsewhere];
}

const NONE: Drift = { resources: [], filledIn: [] };

async function driftByStack(
  context: StateContext,
  stacks: readonly string[],
  synthesize: typeof synthesizeStack,
): Promise<Map<string, Drift>> {
  const [first] = stacks;
  if (first === undefined) return new Map();
  const env = await terraformEnvironment(context.env);
  const aws = await awsOf(context);
  return inRunFolder(async (folder) => {
    const which = stacks.length === 1 ? 'alone' : 'all';
    const stackFolders = path.dirname(await synthesize(first, folder, env, which));
    const found = stacks.map(async (stack) => {
      const directory = path.join(stackFolders, stack);
      const terraform = terraformIn(directory, env);
      const run = new StackRun({ directory, stack, terraform, aws });
      return [stack, await driftOf(run, await lastFinished(context, stack))] as const;
    });
    return new Map(await allEnded(found));
  }, aws);
}

export const hasDrift = (stacks: readonly StackDrift[]): boolean =>
  stacks.some(({ resources }) => resources.length > 0);

/** The drift for people. */
export function formatDrift(stacks: readonly StackDrift[], style: Style): string {
  return stacks
    .map(({ stack, isDeployed, account, resources, filledIn }) => {
      if (account !== undefined) {
        return `${style.bold(stack)}: ${style.dim(`not looked at, it lies in AWS account ${account}`)}`;
      }
      if (!isDeployed) return `${style.bold(stack)}: ${style.dim('not deployed')}`;
      const rest =
        filledIn.length === 0
          ? []
          : [
              style.dim(
                `  Resources with nothing but attributes that AWS fills in: ${filledIn.length} (--json)`,
              ),
            ];
      if (resources.length === 0) {
        return [`${style.bold(stack)}: ${style.green('no drift')}`, ...rest].join('\n');
      }
      return [
        `${style.bold(stack)}: ${style.yellow('drift')} (known to Terraform → found in AWS)`,
        formatDifference({ resources, outputs: [], unset: [] }, style, ' is gone'),
        ...rest,
      ].join('\n');
    })
    .join('\n');
}

/** @throws UserError when it has to be deployed and is not, or when it is locked. */
async function isDeployed(
  context: StateContext,
  stack: Stack,
  ifDeployed: boolean,
): Promise<boolean> {
  const [state] = await Promise.all([
    ifDeployed ? context.store.current(stack.key) : currentState(context, stack),
    refuseLocked(context, stack),
  ]);
  return state !== undefined;
}

/** The state before the deploys that have not come to their end; undefined where the last one has. */
async function lastFinished(
  context: StateContext,
  name: string,
): Promise<TerraformState | undefined> {
  const { key, stage } = stackOf(context.config, name);
  const version = stage && (await unfinishedSince(context, stage));
  return version === undefined ? undefined : (await context.store.version(key, version))?.state;
}

/** A whole plan: it tells also which attributes that nobody configured the next deploy would undo. */
async function driftOf(run: StackRun, finished: TerraformState | undefined): Promise<Drift> {
  await run.init();
  return driftIn(await run.show(await run.plan({ lock: 'none' })), finished);
}

/**
 * What was changed or deleted behind Terraform's back, from a plan as JSON.
 * @param finished the state before the deploys that have not come to their end
 */
export function driftIn(planJson: string, finished?: TerraformState): Drift {
  const plan = parsePlan(planJson);
  const { drift, refreshed } = viewOf(finished === undefined ? plan : driftSince(finished, plan));
  return { resources: drift.map(resourceDifference), filledIn: refreshed.map(resourceDifference) };
}

const resourceDifference = (resource: ResourceView): ResourceDifference => ({
  address: fullAddress(resource),
  change: resource.kinds.includes('destroy') ? 'removed' : 'changed',
  attributes: resource.attributes.map(attributeDifference),
});
