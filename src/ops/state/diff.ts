import type { Style } from '../../cli/terminal';
import { formatTime } from '../../cli/times';
import { requireAccountOf, stackOf, type StateContext } from '../../terraform/state/context';
import { selectVersion } from './select-version';
import { compareStates, formatDifference, isSame, type StateDifference } from './state-diff';
import type { StateObject } from '../../terraform/state/state-store';

export interface DiffOptions {
  readonly stage: string;
  /** A serial or a version id. */
  readonly from: string;
  readonly to: string;
}

type ComparedVersion = Pick<StateObject, 'versionId' | 'written'> & { readonly serial: number };

export interface VersionDifference extends StateDifference {
  readonly stack: string;
  readonly from: ComparedVersion;
  readonly to: ComparedVersion;
}

/** Compares two versions of a stack's state. */
export async function diffVersions(
  context: StateContext,
  options: DiffOptions,
): Promise<VersionDifference> {
  const stack = stackOf(context.config, options.stage);
  await requireAccountOf(context, stack);
  const [from, to] = await Promise.all([
    selectVersion(context, stack, options.from),
    selectVersion(context, stack, options.to),
  ]);
  return {
    stack: stack.name,
    from: comparedVersion(from),
    to: comparedVersion(to),
    ...compareStates(from.state, to.state),
  };
}

/** The comparison for people. */
export function formatVersions(difference: VersionDifference, style: Style): string {
  const side = ({ serial, written }: ComparedVersion): string =>
    `serial ${serial} (${formatTime(written)})`;
  const title = `${difference.stack}: ${side(difference.from)} → ${side(difference.to)}`;
  return [
    style.bold(title),
    isSame(difference) ? 'No differences.' : formatDifference(difference, style),
  ].join('\n');
}

const comparedVersion = ({ state, versionId, written }: StateObject): ComparedVersion => ({
  serial: state.serial,
  versionId,
  written,
});
