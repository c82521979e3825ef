import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../config/environment';
import { lockedProviders, placeLockFile, type LockedProvider } from './lock-file';
import { CACHE_DIRECTORY } from '../system/project';
import { mirrorLocations } from './provider-mirror';
import { terraformIn } from './terraform';

/** Where the providers are unpacked, once. */
export const PLUGIN_CACHE = path.join(CACHE_DIRECTORY, 'plugins');

/**
 * The variable with which Terraform links the locked providers into a folder, instead of unpacking 700 MB
 * into each. Two runs must not fill that cache at once, so it is filled before the first.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
 */
export async function pluginCache(
  env: Environment,
  cache: string = PLUGIN_CACHE,
): Promise<Environment> {
  const providers = lockedProviders();
  const missing = providers
    .map((provider) => mirrorLocations(provider)[0])
    .filter((place) => !existsSync(path.join(cache, place)));
  if (missing.length > 0) await fill(cache, missing, { env, providers });
  return { TF_PLUGIN_CACHE_DIR: cache };
}

/** Lets Terraform install the providers, or link those of a mirror, in a folder apart. */
async function fill(
  cache: string,
  missing: readonly string[],
  { env, providers }: { readonly env: Environment; readonly providers: readonly LockedProvider[] },
): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(`${cache}-`);
  try {
    placeLockFile([folder]);
    const required = providers.map((provider) => ({ [path.basename(provider.source)]: provider }));
    const configuration = { terraform: { required_providers: required } };
    writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(configuration));
    await terraformIn(folder, env)(['init', '-no-color', '-lockfile=readonly']);
    for (const place of missing) {
      moveUnlessThere(path.join(folder, '.terraform', 'providers', place), path.join(cache, place));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Another run may have been faster; what links to a mirror that is gone makes room. */
function moveUnlessThere(from: string, to: string): void {
  if (existsSync(to)) return;
  rmSync(to, { force: true });
  mkdirSync(path.dirname(to), { recursive: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
