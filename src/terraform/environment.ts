import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  childEnvironment,
  currentEnvironment,
  searchPath,
  terraformReleases,
  withoutTerraformOverrides,
} from '../config/environment';
import type { Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { TERRAFORM_CHECKSUMS } from './checksums';
import { downloadProgram } from './download';
import { Interrupted } from '../system/interrupts';
import type { LineStream } from '../cli/overwrite-line';
import { CACHE_DIRECTORY } from '../system/project';
import { terraformPlatform } from './provider-mirror';
import { providerEnvironment } from './provider-source';
import { pluginCache } from './plugin-cache';
import { requireTemporaryFolder } from '../system/temporary-folder';
import { pinnedVersion, terraformOnPath } from './version';

/** Which Terraform is needed, and where it is kept; tests pass their own. */
export interface TerraformSource {
  readonly version: string;
  /** e.g. `linux_amd64` */
  readonly platform: string;
  /** By the name of the zip file. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly cacheDirectory: string;
  readonly stderr: LineStream;
}

/** Terraform and its provider are written in Go, whose collector takes a quarter of their time. */
const LESS_COLLECTING = { GOGC: '400' } as const;

/**
 * The environment in which Terraform runs: the pinned version first on the PATH, and told where to
 * take its providers from.
 * @throws UserError when one of them cannot be had.
 */
export async function terraformEnvironment(env?: Environment): Promise<Record<string, string>> {
  const own = await withTerraform(env);
  const all = childEnvironment(await providerEnvironment(own), own);
  return childEnvironment(await pluginCache(all), all);
}

/**
 * `env`, with the pinned Terraform first on its PATH: the PATH's own, where it is that, else the one
 * in this clone's cache, downloaded once. All that runs `terraform` by its name finds it so, cdktf
 * and the person's own commands too. It collects garbage less often, unless `env` has a `GOGC`.
 * @throws UserError when it cannot be downloaded, with what to do instead, and for a variable that
 * would change what Terraform does.
 */
export async function withTerraform(
  caller: Environment = currentEnvironment(),
  given: Partial<TerraformSource> = {},
): Promise<Environment> {
  const env = { ...LESS_COLLECTING, ...withoutTerraformOverrides(caller) };
  requireTemporaryFolder(env);
  // Also where no download is needed: what is set is to be right.
  terraformReleases(env);
  const source = sourceOf(given);
  const { fault } = terraformOnPath(source.version, env);
  if (fault === undefined) return env;
  const program = cachedProgram(source);
  if (!existsSync(program)) await download(source, program, fault, env);
  return before(program, env);
}

/** As `withTerraform`, but without a download: `env` as it is, where there is no Terraform yet. */
export function withTerraformAtHand(
  env: Environment = currentEnvironment(),
  given: Partial<TerraformSource> = {},
): Environment {
  const source = sourceOf(given);
  const program = cachedProgram(source);
  if (!existsSync(program)) return env;
  const { fault } = terraformOnPath(source.version, env);
  return fault === undefined ? env : before(program, env);
}

const sourceOf = (given: Partial<TerraformSource>): TerraformSource => ({
  version: pinnedVersion(),
  platform: terraformPlatform(),
  checksums: TERRAFORM_CHECKSUMS,
  cacheDirectory: path.join(CACHE_DIRECTORY, 'terraform'),
  stderr: process.stderr,
  ...given,
});

const cachedProgram = ({ cacheDirectory, version, platform }: TerraformSource): string =>
  path.join(cacheDirectory, `${version}_${platform}`, 'terraform');

const before = (program: string, env: Environment): Environment => ({
  ...env,
  PATH: [path.dirname(program), ...searchPath(env)].join(path.delimiter),
});

async function download(
  { version, platform, checksums, stderr }: TerraformSource,
  program: string,
  fault: string,
  env: Environment,
): Promise<void> {
  const install = `Install Terraform ${version} yourself: \`tfenv install ${version}\`, \`asdf install terraform ${version}\` or developer.hashicorp.com/terraform/install`;
  const file = `terraform_${version}_${platform}.zip`;
  const sha256 = checksums[file];
  if (sha256 === undefined) {
    throw new UserError(
      `${fault}, and there is no checksum of ${file} in src/terraform/checksums.ts to download it by. ${install}.`,
    );
  }
  const url = `${terraformReleases(env)}/terraform/${version}/${file}`;
  stderr.write(`${fault}. Downloading ${url} into .cache (once; about 27 MB)\n`);
  try {
    await downloadProgram({ url, sha256, program, stderr, env });
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    throw new UserError(
      `${fault}, and ${url} could not be downloaded: ${reasonOf(error)}. ${install}; or put the program at ${program}; or name a mirror of HashiCorp's release site in IMAGE_SERVICE_TERRAFORM_MIRROR.`,
    );
  }
}

/** Where several addresses were tried, an error says what went wrong by its code only. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return message === '' ? (code ?? '') : message;
}
