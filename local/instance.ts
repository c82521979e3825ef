import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { endpoint } from './settings';

/** Only this machine's local AWS answers there, with what `identitySchema` says. */
export const IDENTITY_PATH = '/_local/instance';

/** Holds the instance's token, without which no control route does anything. */
export const CONTROL_HEADER = 'x-local-aws-token';

const identitySchema = z.object({
  /** Made anew for every start: it tells this server from any other on the port. */
  id: z.string(),
  dataDirectory: z.string(),
});

const instanceSchema = z.object({
  ...identitySchema.shape,
  /** What the header of a control route, such as `POST /_local/fork`, must hold. */
  token: z.string(),
  pid: z.number(),
  port: z.number(),
  startedAt: z.string(),
  moto: z.object({ pid: z.number(), port: z.number(), description: z.string() }),
});

export type Identity = z.infer<typeof identitySchema>;

/** The note that a running server leaves in its data folder. */
export type Instance = z.infer<typeof instanceSchema>;

const noteFile = (dataDirectory: string): string => path.join(dataDirectory, 'server.json');

/** Written whole or not at all: others wait for it. */
export function writeInstance(instance: Instance): void {
  const file = noteFile(instance.dataDirectory);
  mkdirSync(instance.dataDirectory, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The note as it was left, whether or not its server still runs. */
export function notedInstance(dataDirectory: string): Instance | undefined {
  try {
    const text = readFileSync(noteFile(dataDirectory), 'utf8');
    return instanceSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function removeInstance(dataDirectory: string): void {
  rmSync(noteFile(dataDirectory), { force: true });
}

/** Who answers on a port; undefined if nobody does, or something that is no local AWS. */
export async function identify(port: number): Promise<Identity | undefined> {
  try {
    const answer = await fetch(endpoint(port) + IDENTITY_PATH, {
      signal: AbortSignal.timeout(2000),
    });
    return identitySchema.parse(await answer.json());
  } catch {
    return undefined;
  }
}

/** The running local AWS of a data folder. A note whose server is gone counts for nothing. */
export async function runningInstance(dataDirectory: string): Promise<Instance | undefined> {
  const noted = notedInstance(dataDirectory);
  if (noted === undefined) return undefined;
  const identity = await identify(noted.port);
  return identity?.id === noted.id ? noted : undefined;
}

/** A process's command line; empty if it has ended. Its id alone may be another program's by now. */
export function commandLine(pid: number): string {
  const { stdout, error } = spawnSync('ps', ['-o', 'args=', '-ww', '-p', String(pid)], {
    encoding: 'utf8',
  });
  return error === undefined ? stdout : '';
}
