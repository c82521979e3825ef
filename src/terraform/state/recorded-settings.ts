import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { settingsKey } from '../../config/names';
import { settingsOf, type Setting } from '../../config/overrides';
import type { StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import { readJson } from '../../values/read-json';
import type { StateContext } from './context';

/** The object beside a stage's state. */
const recordSchema = z.object({
  formatVersion: z.literal(1),
  /** Of this record alone: without it nobody can try out which addresses have a hash. */
  salt: z.string(),
  /** The hash of its value, by the variable. */
  settings: z.record(z.string(), z.string()),
  /** The version of the state before the deploys that have not come to their end; none where the last one has. */
  unfinishedSince: z.string().optional(),
});

type DeployRecord = z.infer<typeof recordSchema>;

/** A setting that the last deploy took from its environment, and whose value is another one here. */
export type ChangedSetting = Pick<Setting, 'isGiven' | 'key' | 'variable'>;

/**
 * The settings of the stage's last deploy that are other ones here; none where no deploy recorded any.
 * @throws UserError when the record cannot be read.
 */
export async function changedSettings(
  context: StateContext,
  stage: StageConfig,
): Promise<ChangedSetting[]> {
  const { config, env } = context;
  const { salt = '', settings = {} } = (await lastRecord(context, stage.name)) ?? {};
  return settingsOf(stage, config.shared, env).flatMap(({ variable, key: of, value, isGiven }) => {
    const recorded = settings[variable];
    const isSame = recorded === undefined || recorded === hashOf(value, salt);
    return isSame ? [] : [{ variable, key: of, isGiven }];
  });
}

/**
 * Records, without other settings, that a deploy is under way on a version of the state, or that none is.
 * @returns the version before it, and before those that did not come to their end
 */
export async function recordProgress(
  context: StateContext,
  { name }: StageConfig,
  version: string | undefined,
): Promise<string | undefined> {
  const record = (await lastRecord(context, name)) ?? { formatVersion: 1, salt: '', settings: {} };
  const unfinishedSince = version && (record.unfinishedSince ?? version);
  if (unfinishedSince === record.unfinishedSince) return unfinishedSince;
  const text = JSON.stringify({ ...record, unfinishedSince });
  await context.store.write(settingsKey(name), text, {});
  return unfinishedSince;
}

/** The version of the state before the deploys that have not come to their end; undefined where the last one has. */
export const unfinishedSince = async (
  context: StateContext,
  stage: StageConfig,
): Promise<string | undefined> => (await lastRecord(context, stage.name))?.unfinishedSince;

/**
 * Records which settings of the stage came from the environment, each by a hash.
 * @param unfinishedSince the version of the state before the deploy, where that did not come to its end
 */
export const recordSettings = async (
  context: StateContext,
  stage: StageConfig,
  unfinishedSince?: string,
): Promise<void> => {
  const record = recordOf(context, stage, unfinishedSince);
  await context.store.write(settingsKey(stage.name), record, {});
};

/** Keeps that record beside a state that could not be uploaded. */
export function keepSettings(
  context: StateContext,
  stage: StageConfig,
  kept: string,
  unfinishedSince?: string,
): void {
  writeFileSync(besides(kept), recordOf(context, stage, unfinishedSince), { mode: 0o600 });
}

/**
 * Records what was kept beside a state, if anything was: only the deploy itself knew it.
 * @param ifNewest not over what a later deploy has recorded
 */
export async function recordKeptSettings(
  { store }: StateContext,
  scope: string,
  kept: string,
  { ifNewest = false }: { readonly ifNewest?: boolean } = {},
): Promise<void> {
  const file = besides(kept);
  if (!existsSync(file)) return;
  const key = settingsKey(scope);
  const later = ifNewest ? await store.object(key) : undefined;
  if (later === undefined || later.written < statSync(file).mtime) {
    await store.write(key, readFileSync(file, 'utf8'), {});
  }
  rmSync(file);
}

const besides = (kept: string): string => `${kept}.settings.json`;

async function lastRecord(
  { store }: StateContext,
  stage: string,
): Promise<DeployRecord | undefined> {
  const key = settingsKey(stage);
  const object = await store.object(key);
  if (object === undefined) return undefined;
  const { data } = readJson(Buffer.from(object.body).toString(), recordSchema);
  if (data !== undefined) return data;
  throw new UserError(
    `${store.url(key)} is not a record of settings that this can read. Delete it: the next deploy writes it anew.`,
  );
}

function recordOf(
  { config, env }: StateContext,
  stage: StageConfig,
  unfinishedSince: string | undefined,
): string {
  const salt = randomBytes(16).toString('hex');
  const given = settingsOf(stage, config.shared, env).filter(({ isGiven }) => isGiven);
  const settings = Object.fromEntries(
    given.map(({ variable, value }) => [variable, hashOf(value, salt)]),
  );
  const record: DeployRecord = { formatVersion: 1, salt, settings, unfinishedSince };
  return JSON.stringify(record);
}

/** The same for a list in any order. */
function hashOf(value: Setting['value'], salt: string): string {
  const sorted: unknown = Array.isArray(value) ? [...(value as unknown[])].sort() : value;
  return createHmac('sha256', salt)
    .update(JSON.stringify(sorted ?? null))
    .digest('hex');
}
