import type { Style } from '../../cli/terminal';
import { formatTable } from '../../cli/table';
import { formatTime } from '../../cli/times';
import type { Stack, StateContext } from '../../terraform/state/context';
import { notDeployed, requireAccountOf, stackOf } from '../../terraform/state/context';
import { inBatches } from '../../system/in-batches';
import { RESTORED_BY, RESTORED_FROM } from '../../terraform/state/restore-metadata';
import { addressesOf, compareStates } from './state-diff';
import { managed, UnreadableState } from '../../terraform/state/state-file';
import type { StateObject, StateStore, StateVersion } from '../../terraform/state/state-store';

export interface ReadVersion extends StateVersion {
  /** `undefined` for a deletion, and for what is no state. */
  readonly object: StateObject | undefined;
}

export interface HistoryEntry {
  readonly versionId: string;
  readonly written: Date;
  readonly isLatest: boolean;
  readonly kind: 'state' | 'deletion' | 'unreadable';
  readonly serial?: number;
  readonly terraformVersion?: string;
  readonly resources?: number;
  /** Addresses that differ from the state before this one. */
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  readonly changed?: readonly string[];
  /** Only of what `ops state restore` has written. */
  readonly restoredFrom?: string | undefined;
  readonly restoredBy?: string | undefined;
}

export interface HistoryOptions {
  readonly stage: string;
  readonly limit: number;
}

/** The versions of a stack's state, the newest first, each compared with the state before it. */
export async function stateHistory(
  context: StateContext,
  { stage, limit }: HistoryOptions,
): Promise<HistoryEntry[]> {
  const stack = stackOf(context.config, stage);
  await requireAccountOf(context, stack);
  const read = await readHistory(context, stack, limit);
  if (read.length === 0) throw await notDeployed(context, stack);
  return read.map(({ entry }) => entry);
}

/** The newest versions of a stack's state with what is in them; none where there is none. */
export async function readHistory(
  context: StateContext,
  stack: Stack,
  limit: number,
): Promise<{ readonly entry: HistoryEntry; readonly object: StateObject | undefined }[]> {
  // One more than is shown: the oldest is compared as well.
  const versions = await newest(context, stack, limit + 1);
  const read = await inBatches(versions, (version) => readVersion(context.store, stack, version));
  return read.slice(0, limit).map((version, index) => {
    const before = read.slice(index + 1).find(({ object }) => object !== undefined);
    return { entry: entryOf(version, before?.object), object: version.object };
  });
}

/** The history for people. */
export function formatHistory(entries: readonly HistoryEntry[], style: Style): string {
  const count = (sign: string, addresses: readonly string[] | undefined): string =>
    addresses === undefined || addresses.length === 0 ? '' : `${sign}${addresses.length}`;
  return formatTable<HistoryEntry>(
    [
      {
        head: 'SERIAL',
        cell: ({ serial }) => (serial === undefined ? '' : String(serial)),
        align: 'right',
      },
      { head: 'WRITTEN', cell: ({ written }) => formatTime(written) },
      {
        head: 'RESOURCES',
        cell: ({ resources }) => (resources === undefined ? '' : String(resources)),
        align: 'right',
      },
      { head: 'ADDED', cell: ({ added }) => style.green(count('+', added)), align: 'right' },
      { head: 'REMOVED', cell: ({ removed }) => style.red(count('-', removed)), align: 'right' },
      { head: 'CHANGED', cell: ({ changed }) => style.yellow(count('~', changed)), align: 'right' },
      { head: 'VERSION', cell: ({ versionId }) => versionId },
      { head: 'NOTE', cell: (entry) => notesOf(entry, style).join(', ') },
    ],
    entries,
    style,
  );
}

/** Reads one version; what is no state is part of the history too. */
export async function readVersion(
  store: StateStore,
  { key }: Stack,
  version: StateVersion,
): Promise<ReadVersion> {
  if (version.isDeletion) return { ...version, object: undefined };
  try {
    return { ...version, object: await store.version(key, version.versionId) };
  } catch (error) {
    if (error instanceof UnreadableState) return { ...version, object: undefined };
    throw error;
  }
}

async function newest(context: StateContext, stack: Stack, limit: number): Promise<StateVersion[]> {
  const versions: StateVersion[] = [];
  for await (const version of context.store.versions(stack.key)) {
    versions.push(version);
    if (versions.length === limit) break;
  }
  return versions;
}

function entryOf(version: ReadVersion, before: StateObject | undefined): HistoryEntry {
  const { versionId, written, isLatest, isDeletion, object } = version;
  const entry = { versionId, written, isLatest };
  if (object === undefined) return { ...entry, kind: isDeletion ? 'deletion' : 'unreadable' };
  const difference = compareStates(before?.state, object.state);
  return {
    ...entry,
    kind: 'state',
    serial: object.state.serial,
    terraformVersion: object.state.terraformVersion,
    resources: managed(object.state).length,
    added: addressesOf(difference, 'added'),
    removed: addressesOf(difference, 'removed'),
    changed: addressesOf(difference, 'changed'),
    restoredFrom: object.metadata[RESTORED_FROM],
    restoredBy: object.metadata[RESTORED_BY],
  };
}

/** What a version is besides a state, in a few words each. */
export function notesOf(
  { kind, isLatest, restoredFrom, restoredBy }: HistoryEntry,
  style: Style,
): string[] {
  return [
    ...(isLatest ? [style.bold('current')] : []),
    ...(kind === 'deletion' ? [style.red('deleted')] : []),
    ...(kind === 'unreadable' ? [style.red('not a state')] : []),
    ...(restoredFrom === undefined
      ? []
      : [`restored from ${restoredFrom} by ${restoredBy ?? '?'}`]),
  ];
}
