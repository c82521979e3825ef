import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { settingsKey } from '../../config/names';
import type { Setting } from '../../config/overrides';
import { settingsOf } from '../../config/overrides';
import type { StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import type { StateContext } from './context';

/** The object beside a stage's state. */
const recordSchema = z.object({
  formatVersion: z.literal(1),
  /** Of this record alone: without it nobody can try out which addresses have a hash. */
  salt: z.string(),
  /** The hash of its value, by the variable. */
  settings: z.record(z.string(), z.string()),
});

/** A setting that the last deploy took from its environment, and whose value is another one here. */
export type ChangedSetting = Pick<Setting, 'isGiven' | 'key' | 'variable'>;

/**
 * The settings of the stage's last deploy that are other ones here; none where no deploy recorded any.
 * @throws UserError when the record cannot be read.
 */
export async function changedSettings(
  { store, config, env }: StateContext,
  stage: StageConfig,
): Promise<ChangedSetting[]> {
  const key = settingsKey(stage.name);
  const object = await store.object(key);
  if (object === undefined) return [];
  const record = recordSchema.safeParse(json(object.body));
  if (!record.success) {
    throw new UserError(
      `${store.url(key)} is not a record of settings that this can read. Delete it: the next deploy writes it anew.`,
    );
  }
  const { salt, settings } = record.data;
  return settingsOf(stage, config.shared, env).flatMap(({ variable, key: of, value, isGiven }) => {
    const recorded = settings[variable];
    const isSame = recorded === undefined || recorded === hashOf(value, salt);
    return isSame ? [] : [{ variable, key: of, isGiven }];
  });
}

/** Records which settings of the stage came from the environment, each by a hash. */
export const recordSettings = async (context: StateContext, stage: StageConfig): Promise<void> => {
  await context.store.write(settingsKey(stage.name), recordOf(context, stage), {});
};

/** Keeps that record beside a state that could not be uploaded. */
export function keepSettings(context: StateContext, stage: StageConfig, kept: string): void {
  writeFileSync(besides(kept), recordOf(context, stage), { mode: 0o600 });
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

function recordOf({ config, env }: StateContext, stage: StageConfig): string {
  const salt = randomBytes(16).toString('hex');
  const given = settingsOf(stage, config.shared, env).filter(({ isGiven }) => isGiven);
  const settings = Object.fromEntries(
    given.map(({ variable, value }) => [variable, hashOf(value, salt)]),
  );
  const record: z.infer<typeof recordSchema> = { formatVersion: 1, salt, settings };
  return JSON.stringify(record);
}

/** The same for a list in any order. */
function hashOf(value: Setting['value'], salt: string): string {
  const sorted: unknown = Array.isArray(value) ? [...(value as unknown[])].sort() : value;
  return createHmac('sha256', salt)
    .update(JSON.stringify(sorted ?? null))
    .digest('hex');
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}
