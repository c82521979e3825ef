import type { Environment } from '../../config/environment';
import type { Stack, StateContext } from './context';
import { erroredState } from '../errored-state';
import { allStacks, awsOf, stateContext } from './context';
import { keepSettings, recordSettings } from './recorded-settings';
import type { Commit } from '../../system/commit';
import { commitTag, currentCommit } from '../../system/commit';
import { whoAmI } from './lock-holder';
import { matches } from '../../values/matches';

export interface NoteOptions {
  /** Told what could not be noted. @default stderr */
  readonly warn?: (line: string) => void;
  /** Asked before the work, during which others may commit. @default the commit that is checked out */
  readonly commit?: () => Commit | undefined;
  /** Whether it deploys: then the settings of its environment are recorded too. @default false */
  readonly isDeploy?: boolean;
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
  { warn = console.error, commit = currentCommit, isDeploy = false }: NoteOptions = {},
): Promise<T> {
  const written = allStacks(context.config).filter(({ name }) =>
    stacks.some((given) => matches(given, name)),
  );
  const from = commit();
  // Asked before: the session may end in the work.
  const aws = isDeploy ? await awsOf(context) : undefined;
  const keptOf = ({ name }: Stack): string | undefined => aws && erroredState(name, aws);
  const keptBefore = written.map(keptOf);
  const before = await Promise.all(written.map(({ key }) => newest(context, key)));
  try {
    return await work();
  } finally {
    for (const [index, stack] of written.entries()) {
      const kept = keptOf(stack);
      if (kept === keptBefore[index] || kept === undefined || stack.stage === undefined) continue;
      keepSettings(context, stack.stage, kept);
    }
    await Promise.all(
      written.map((stack, index) => note(context, stack, before[index], { warn, from, isDeploy })),
    );
  }
}

/** The same with the environment's configuration and credentials. */
export const noteWriterHere = async <T>(
  stacks: readonly string[],
  work: () => Promise<T>,
  env?: Environment,
  options?: NoteOptions,
): Promise<T> => noteWriter(stacks, work, await stateContext(env), options);

async function note(
  context: StateContext,
  { key, name, stage }: Stack,
  before: string | undefined,
  {
    warn,
    from,
    isDeploy,
  }: Pick<Required<NoteOptions>, 'warn' | 'isDeploy'> & { readonly from: Commit | undefined },
): Promise<void> {
  const after = await newest(context, key);
  if (after === undefined || after === before) return;
  const attempt = async (what: string, work: Promise<void>): Promise<void> => {
    await work.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      warn(`${what} could not be noted: ${reason}`);
    });
  };
  const commit = from && commitTag(from);
  const writer = context.store.setWriter(key, after, whoAmI(), commit);
  await attempt(`Who wrote the state of ${name}`, writer);
  if (!isDeploy || stage === undefined) return;
  await attempt(`The settings of ${name}'s deploy`, recordSettings(context, stage));
}

/** What cannot be seen has not changed: the work itself says what is wrong with the state. */
const newest = (context: StateContext, key: string): Promise<string | undefined> =>
  context.store.newestVersion(key).catch(() => undefined);
