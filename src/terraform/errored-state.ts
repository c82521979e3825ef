import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { awsEndpoint } from '../config/environment';
import type { Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { PROJECT_ROOT } from './project';

/** What Terraform writes into its folder when an apply could not upload the state. */
const LEFT_BY_TERRAFORM = 'errored.tfstate';

/** Where the states are kept: one folder for AWS, and one for each endpoint that stands in for it. */
export function erroredStates(env?: Environment): string {
  const endpoint = awsEndpoint(env);
  const aws = endpoint === undefined ? 'aws' : endpoint.replace(/[^\w.-]+/g, '_');
  return path.join(PROJECT_ROOT, '.errored-states', aws);
}

/**
 * Moves the state that Terraform could not upload out of a run's folder, to where it stays until it is
 * pushed. Nothing kept before is overwritten.
 * @returns its full path; undefined when Terraform left none.
 */
export function keepErroredState(
  directory: string,
  stack: string,
  env?: Environment,
): string | undefined {
  const left = path.join(directory, LEFT_BY_TERRAFORM);
  if (!existsSync(left)) return undefined;
  const state = readFileSync(left);
  const folder = erroredStates(env);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = path.join(folder, freeName(`${stack}-${serialOf(state)}`, readdirSync(folder)));
  writeFileSync(kept, state, { mode: 0o600, flag: 'wx' });
  rmSync(left);
  return kept;
}

/** The full path of a stack's kept state, the one with the highest serial; undefined when there is none. */
export function erroredState(stack: string, env?: Environment): string | undefined {
  const folder = erroredStates(env);
  const serials = (existsSync(folder) ? readdirSync(folder) : []).flatMap((name) => {
    const [, of, serial] = /^(.+)-(\d+)(?:\.\d+)?\.tfstate$/.exec(name) ?? [];
    return of === stack ? [{ name, serial: Number(serial) }] : [];
  });
  const [newest] = serials.sort((one, other) => other.serial - one.serial);
  return newest && path.join(folder, newest.name);
}

/** @throws UserError when a state of the stack is kept: what it records is not in the bucket. */
export function refuseErroredState(stack: string, env?: Environment): void {
  const kept = erroredState(stack, env);
  if (kept !== undefined) throw new UserError(howToPush(stack, kept));
}

/** Says where a kept state lies, and the command that pushes it. */
export const howToPush = (stack: string, kept: string): string =>
  `The state of ${stack} could not be uploaded after an apply, and what that made is recorded only in ${kept}. Push it: pnpm ops state push-errored ${stack}`;

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
