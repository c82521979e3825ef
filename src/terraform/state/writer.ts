import type { Environment } from '../../config/environment';
import { erroredState } from '../errored-state';
import { awsOf, stacksNamed, stateContext, type Stack, type StateContext } from './context';
import { keepSettings, recordProgress, recordSettings } from './recorded-settings';
import { commitTag, currentCommit, type Commit } from '../../system/commit';
import { whoAmI } from './lock-holder';

export interface NoteOptions {
  /** Told what could not be noted. @default stderr */
  readonly warn?: (line: string) => void;
  /** Asked before the work, during which others may commit. @default the commit that is checked out */
  readonly commit?: () => Commit | undefined;
  /** Whether it deploys: then the settings of its environment are recorded too. @default false */
  readonly isDeploy?: boolean;
  /** Whether work that has not thrown came to its end. @default it did */
  readonly isFinished?: (result: unknown) => boolean;
}

/**
 * Runs what may write states, and notes afterwards who has written those that changed, from which
 * commit and, of a deploy, with which settings: neither Terraform nor S3 keeps it. Whatever comes of the note, the work's own end stands.
 * @param stacks names as cdktf takes them: `*` stands for anything.
 */
export async function noteWriter<T>(
  stacks: readonly string[],
  work: () => Promise<T>,
  context: StateContext,
  options: NoteOptions = {},
): Promise<T> {
  const { warn = console.error, commit = currentCommit, isDeploy = false } = options;
  const { isFinished = () => true } = options;
  const written = stacksNamed(context.config, stacks);
  const from = commit();
  // Asked before: the session may end in the work.
  const aws = isDeploy ? await awsOf(context) : undefined;
  const keptOf = ({ name }: Stack): string | undefined => aws && erroredState(name, aws);
  const keptBefore = written.map(keptOf);
  const before = await Promise.all(written.map(({ key }) => newest(context, key)));
  const since = await Promise.all(
    written.map(async ({ name, stage }, index) =>
      isDeploy && stage !== undefined
        ? attempt(warn, `That ${name} is being deployed`, () =>
            recordProgress(context, stage, before[index]),
          )
        : undefined,
    ),
  );
  let hasEnded = false;
  try {
    const result = await work();
    hasEnded = isFinished(result);
    return result;
  } finally {
    for (const [index, stack] of written.entries()) {
      const kept = keptOf(stack);
      if (kept === keptBefore[index] || kept === undefined || stack.stage === undefined) continue;
      keepSettings(context, stack.stage, kept, since[index]);
    }
    await Promise.all(
      written.map((stack, index) =>
        note(context, stack, before[index], {
          ...{ warn, from, isDeploy, hasEnded },
          since: since[index],
        }),
      ),
    );
  }
}

/** What cannot be noted is told, and stands in the way of nothing. */
async function attempt<T>(
  warn: (line: string) => void,
  what: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    warn(`${what} could not be noted: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** The same with the environment's configuration and credentials. */
export const noteWriterHere = async <T>(
  stacks: readonly string[],
  work: () => Promise<T>,
  env?: Environment,
  options?: NoteOptions,
): Promise<T> => noteWriter(stacks, work, await stateContext(env), options);

interface Noted extends Pick<Required<NoteOptions>, 'warn' | 'isDeploy'> {
  readonly from: Commit | undefined;
  readonly hasEnded: boolean;
  /** The version that deploys have not come to their end on. */
  readonly since: string | undefined;
}

async function note(
  context: StateContext,
  { key, name, stage }: Stack,
  before: string | undefined,
  { warn, from, isDeploy, hasEnded, since }: Noted,
): Promise<void> {
  const after = await newest(context, key);
  const isWritten = after !== undefined && after !== before;
  if (isWritten) {
    const commit = from && commitTag(from);
    await attempt(warn, `Who wrote the state of ${name}`, () =>
      context.store.setWriter(key, after, whoAmI(), commit),
    );
  }
  if (!isDeploy || stage === undefined) return;
  if (isWritten) {
    await attempt(warn, `The settings of ${name}'s deploy`, () =>
      recordSettings(context, stage, hasEnded ? undefined : since),
    );
  } else if (hasEnded || since === before) {
    // It was refused, or has taken nothing into the state.
    await attempt(warn, `That ${name}'s deploy has changed nothing`, () =>
      recordProgress(context, stage, undefined),
    );
  }
}

/** What cannot be seen has not changed: the work itself says what is wrong with the state. */
const newest = (context: StateContext, key: string): Promise<string | undefined> =>
  context.store.newestVersion(key).catch(() => undefined);
