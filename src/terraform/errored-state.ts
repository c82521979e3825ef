import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { awsEndpoint, type Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { PROJECT_ROOT } from '../system/project';
import { shellWord } from '../system/shell-word';
import { decodeState, parseState } from './state/state-file';

/** What Terraform writes into its folder when an apply could not upload the state. */
const LEFT_BY_TERRAFORM = 'errored.tfstate';

/** A kept state. */
export interface KeptState {
  readonly stack: string;
  readonly file: string;
}

/** An account, and AWS or the endpoint that stands in for it, however that is spelled: as a file's name. */
export const awsName = (account: string, env?: Environment): string => `${account}@${hostOf(env)}`;

function hostOf(env?: Environment): string {
  const endpoint = awsEndpoint(env);
  if (endpoint === undefined) return 'aws';
  const { hostname, port } = new URL(endpoint);
  const isHere = /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(hostname);
  return `${isHere ? 'localhost' : hostname.replace(/[^\w.-]/g, '_')}_${port}`;
}

const ALL_ERRORED_STATES = path.join(PROJECT_ROOT, '.errored-states');

/** Where the states of one AWS are kept. */
const erroredStates = (aws: string): string => path.join(ALL_ERRORED_STATES, aws);

/** The same as `keepErroredState` for every synthesized stack of a folder. */
export function keepErroredStates(stacks: string, aws: string): KeptState[] {
  return leftStates(stacks).flatMap(({ stack, file: left }) => {
    const file = keepErroredState(path.dirname(left), stack, aws);
    return file === undefined ? [] : [{ stack, file }];
  });
}

/**
 * Moves the state that Terraform could not upload out of a run's folder, to where it stays until it is
 * pushed. Nothing kept before is overwritten.
 * @param aws its `awsName`
 * @returns its full path; undefined when Terraform left none.
 */
export function keepErroredState(
  directory: string,
  stack: string,
  aws: string,
): string | undefined {
  const left = path.join(directory, LEFT_BY_TERRAFORM);
  if (!existsSync(left)) return undefined;
  const folder = erroredStates(aws);
  try {
    return moveInto(folder, left, stack);
  } catch (error) {
    throw new UserError(
      `The state of ${stack} could not be uploaded after an apply, and what that made is recorded only in ${left}: it could not be kept in ${folder} (${(error as Error).message}). Push it from there: pnpm ops state push-errored ${stack} --file PATH`,
    );
  }
}

function moveInto(folder: string, left: string, stack: string): string {
  const state = readFileSync(left);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = path.join(folder, freeName(`${stack}-${serialOf(state)}`, readdirSync(folder)));
  try {
    writeFileSync(kept, state, { mode: 0o600, flag: 'wx' });
    // When Terraform wrote it: what was written since is newer.
    const { atime, mtime } = statSync(left);
    utimesSync(kept, atime, mtime);
  } catch (error) {
    // A full disk leaves half of it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(kept, { force: true });
    throw error;
  }
  rmSync(left);
  return kept;
}

/** Whether a folder of synthesized stacks holds a state that could not be kept. */
export const hasErroredState = (stacks: string): boolean => leftStates(stacks).length > 0;

function leftStates(stacks: string): KeptState[] {
  return (existsSync(stacks) ? readdirSync(stacks) : [])
    .map((stack) => ({ stack, file: path.join(stacks, stack, LEFT_BY_TERRAFORM) }))
    .filter(({ file }) => existsSync(file));
}

/** @throws UserError for a state in there of which nothing tells to which AWS it belongs. */
export function refuseLeftState(stacks: string): void {
  const [left] = leftStates(stacks);
  if (left === undefined) return;
  throw new UserError(
    `${left.file} was left by a Terraform that was run by hand, or that still runs: a state of ${left.stack} that could not be uploaded. Push it to the AWS that it belongs to: pnpm ops state push-errored ${left.stack} --file ${shellWord(left.file)}`,
  );
}

/** The full path of a stack's kept state, the one with the highest serial; undefined when there is none. */
export function erroredState(stack: string, aws: string): string | undefined {
  const folder = erroredStates(aws);
  const serials = (existsSync(folder) ? readdirSync(folder) : []).flatMap((name) => {
    const [, of, serial] = /^(.+)-(\d+)(?:\.\d+)?\.tfstate$/.exec(name) ?? [];
    return of === stack ? [{ name, serial: Number(serial) }] : [];
  });
  const [newest] = serials.sort((one, other) => other.serial - one.serial);
  return newest && path.join(folder, newest.name);
}

/** Removes what is kept of the accounts of an AWS that is no more: a local one. */
export function forgetErroredStates(env: Environment): void {
  const all = existsSync(ALL_ERRORED_STATES) ? readdirSync(ALL_ERRORED_STATES) : [];
  for (const aws of all.filter((name) => name.endsWith(`@${hostOf(env)}`))) {
    rmSync(erroredStates(aws), { recursive: true, force: true });
  }
}

/** @throws UserError when a state of the stack is kept: what it records is not in the bucket. */
export function refuseErroredState(stack: string, aws: string): void {
  const kept = erroredState(stack, aws);
  if (kept !== undefined) throw new UserError(howToPush({ stack, file: kept }));
}

/** Says where a kept state lies, and the command that pushes it, or puts away what is none. */
export function howToPush({ stack, file }: KeptState): string {
  const recorded = `The state of ${stack} could not be uploaded after an apply, and what that made is recorded only in ${file}.`;
  try {
    parseState(decodeState(readFileSync(file), 'That file'), 'That file');
    return `${recorded} Push it: pnpm ops state push-errored ${stack}`;
  } catch (error) {
    return `${recorded} ${(error as Error).message} It cannot be pushed. ${putAwayAdvice(stack)}`;
  }
}

/** What to do with a kept state that is not to be pushed. */
export const putAwayAdvice = (stack: string): string =>
  `Put it away: \`pnpm ops state push-errored ${stack} --put-away\`. Then ${recoverAdvice(stack)}`;

/** What finds in AWS what a state alone knew. */
export const recoverAdvice = (stack: string): string =>
  `\`pnpm ops recover ${stack}\` finds what it alone knows.`;

/** What cannot be read is kept all the same. */
function serialOf(state: Buffer): number {
  try {
    const { serial } = JSON.parse(state.toString()) as { serial?: unknown };
    return typeof serial === 'number' ? serial : 0;
  } catch {
    return 0;
  }
}

function freeName(base: string, taken: readonly string[]): string {
  const names = Array.from({ length: taken.length + 1 }, (_, index) =>
    index === 0 ? `${base}.tfstate` : `${base}.${index}.tfstate`,
  );
  return names.find((name) => !taken.includes(name)) ?? '';
}
