import { rmSync } from 'node:fs';
import path from 'node:path';
import { stackName } from '../../config/names';
import type { Environment } from '../../config/environment';
import { terraformEnvironment } from '../../terraform/environment';
import { jsonIn, runTerraform } from '../../terraform/terraform';
import { createWorkspace, synthesizeStack } from '../bootstrap-workspace';
import type { Style } from '../terminal';
import type { Stack, StateContext } from './context';
import { allStacks, currentState, stackOf } from './context';
import { isLocked } from './lock-info';
import type { Drift } from './plan-drift';
import { driftIn } from './plan-drift';
import type { ResourceChange } from './state-diff';
import { formatDifference } from './state-diff';

/** `plan -detailed-exitcode` for a plan that holds changes. */
const HAS_CHANGES = 2;

/** What was found in one stack. */
export interface StackDrift {
  readonly stack: string;
  readonly isDeployed: boolean;
  /** The AWS account, of a stage that lies in another than the credentials': it was not looked at. */
  readonly account?: string | undefined;
  /** Deleted, or changed in what the configuration sets. */
  readonly resources: readonly ResourceChange[];
  /** Changed in nothing but what AWS fills in: no drift. */
  readonly filledIn: readonly ResourceChange[];
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
 * Asks AWS what became of the stacks' resources, with a refresh-only plan. Changes nothing, and
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
    resources: drift.get(name)?.drifted ?? [],
    filledIn: drift.get(name)?.filledIn ?? [],
  }));
  if (stage !== undefined) return found;
  const elsewhere = context.config.elsewhere.map(({ name, accountId }) => ({
    stack: stackName(name),
    isDeployed: false,
    account: accountId,
    resources: [],
    filledIn: [],
  }));
  return [...found, ...elsewhere];
}

async function driftByStack(
  { env }: StateContext,
  stacks: readonly string[],
  synthesize: typeof synthesizeStack,
): Promise<Map<string, Drift>> {
  const found = new Map<string, Drift>();
  const [first] = stacks;
  if (first === undefined) return found;
  const terraformEnv = await terraformEnvironment(env);
  const workspace = createWorkspace();
  try {
    const which = stacks.length === 1 ? 'alone' : 'all';
    const directory = path.dirname(await synthesize(first, workspace, env, which));
    // One after the other: each has a provider of its own in memory.
    for (const stack of stacks) {
      found.set(stack, await driftOf(path.join(directory, stack), terraformEnv));
    }
    return found;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
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
        formatDifference({ resources, outputs: [] }, style, {
          added: '',
          changed: '',
          removed: ' is gone',
        }),
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
  const [state, lock] = await Promise.all([
    ifDeployed ? context.store.current(stack.key) : currentState(context, stack),
    context.locks.held(stack.key),
  ]);
  if (lock !== undefined) throw isLocked(stack.key, lock.info);
  return state !== undefined;
}

async function driftOf(cwd: string, env: Environment): Promise<Drift> {
  const captured = { cwd, env, output: 'captured' } as const;
  await runTerraform(['init', '-no-color'], captured);
  const { code } = await runTerraform(
    ['plan', '-refresh-only', '-no-color', '-lock=false', '-detailed-exitcode', '-out=plan'],
    { ...captured, expectedCodes: [0, HAS_CHANGES] },
  );
  if (code === 0) return { drifted: [], filledIn: [] };
  const { output } = await runTerraform(['show', '-json', '-no-color', 'plan'], captured);
  return driftIn(jsonIn(output));
}
