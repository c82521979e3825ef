import { stackName } from '../../config/names';
import type { Style } from '../../cli/terminal';
import { formatTable } from '../../cli/table';
import { formatTime } from '../../cli/times';
import type { Stack, StateContext } from '../../terraform/state/context';
import { allStacks, digestProblem } from '../../terraform/state/context';
import { lockAge, type LockInfo } from '../../terraform/state/lock-info';
import { managed, UnreadableState } from '../../terraform/state/state-file';
import type { StateObject } from '../../terraform/state/state-store';

export interface StateSummary {
  readonly serial: number;
  readonly lineage: string;
  readonly terraformVersion: string;
  readonly resources: number;
  readonly written: Date;
  /** Unknown where neither this project's commands nor a restore wrote it: Terraform keeps it not. */
  readonly writtenBy: string | undefined;
}

export interface ListedStack {
  readonly stage: string;
  readonly stack: string;
  /** The AWS account, of a stage that lies in another than the credentials': nothing else is known of it. */
  readonly account?: string | undefined;
  /** None where the stack is not deployed, or its state cannot be read. */
  readonly state: StateSummary | undefined;
  readonly lock: LockInfo | undefined;
  /** Why the next Terraform would fail, and what to do. */
  readonly problem: string | undefined;
}

/** Every stack of the account with its state and lock, all read at once; then the stages that lie elsewhere. */
export async function listStates(context: StateContext): Promise<ListedStack[]> {
  const { config } = context;
  return [
    ...(await Promise.all(allStacks(config).map((stack) => listStack(context, stack)))),
    ...config.elsewhere.map(({ name, accountId }) => ({
      stage: name,
      stack: stackName(name),
      account: accountId,
      state: undefined,
      lock: undefined,
      problem: undefined,
    })),
  ];
}

/** Whether anything in the list needs somebody to act. */
export const hasProblem = (stacks: readonly ListedStack[]): boolean =>
  stacks.some(({ problem }) => problem !== undefined);

/** The list for people. */
export function formatStates(stacks: readonly ListedStack[], style: Style): string {
  const ofState =
    (show: (state: StateSummary) => string) =>
    ({ state }: ListedStack) =>
      state === undefined ? '' : show(state);
  const table = formatTable<ListedStack>(
    [
      { head: 'STAGE', cell: ({ stage }) => stage },
      { head: 'SERIAL', cell: ofState(({ serial }) => String(serial)), align: 'right' },
      { head: 'TERRAFORM', cell: ofState(({ terraformVersion }) => terraformVersion) },
      { head: 'RESOURCES', cell: ofState(({ resources }) => String(resources)), align: 'right' },
      { head: 'WRITTEN', cell: (stack) => formatWritten(stack, style) },
      { head: 'BY', cell: ofState(({ writtenBy }) => writtenBy ?? style.dim('not recorded')) },
      { head: 'LOCK', cell: (stack) => formatLock(stack, style) },
    ],
    stacks,
    style,
  );
  const problems = stacks.flatMap(({ stage, problem }) =>
    problem === undefined ? [] : [`${style.red(`${stage}:`)} ${problem}`],
  );
  return [table, ...(problems.length === 0 ? [] : ['', ...problems])].join('\n');
}

/** What is known of one stack's state and lock. */
export async function listStack(context: StateContext, stack: Stack): Promise<ListedStack> {
  const { store, locks } = context;
  const [object, writer, lock, digest] = await Promise.all([
    readable(store.current(stack.key)),
    store.writer(stack.key),
    locks.held(stack.key),
    locks.digest(stack.key),
  ]);
  const isUnreadable = object instanceof UnreadableState;
  return {
    stage: stack.scope,
    stack: stack.name,
    state: object === undefined || isUnreadable ? undefined : summaryOf(object, writer),
    lock: lock?.info,
    problem: isUnreadable ? object.message : await digestProblem(context, stack, object, digest),
  };
}

function summaryOf({ state, written }: StateObject, writer: string | undefined): StateSummary {
  return {
    serial: state.serial,
    lineage: state.lineage,
    terraformVersion: state.terraformVersion,
    resources: managed(state).length,
    written,
    writtenBy: writer,
  };
}

/** A state that is no state is one stack's problem, and no reason not to list the others. */
async function readable(
  reading: Promise<StateObject | undefined>,
): Promise<StateObject | undefined | UnreadableState> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnreadableState) return error;
    throw error;
  }
}

function formatWritten({ state, problem, account }: ListedStack, style: Style): string {
  if (account !== undefined) return style.dim(`in AWS account ${account}`);
  if (state !== undefined) return formatTime(state.written);
  return problem === undefined ? style.dim('not deployed') : style.red('unreadable');
}

function formatLock({ lock, account }: ListedStack, style: Style): string {
  if (account !== undefined) return '';
  return lock === undefined
    ? style.dim('free')
    : style.yellow([lock.Who, lock.Operation, lockAge(lock) ?? `since ${lock.Created}`].join(', '));
}
