import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import path from 'node:path';
import { terraformSettings, type Environment, type TerraformSettings } from '../config/environment';
import { UserError } from '../config/user-error';
import { lockedProviders, type LockedProvider } from './lock-file';
import { CACHE_DIRECTORY } from '../system/project';
import {
  findMirror,
  impliedMirrors,
  mirrorLocations,
  missingFrom,
  REGISTRY,
  systemDirectories,
} from './provider-mirror';
import { isReachable } from './reachable';
import { writeWhole } from '../system/write-whole';

/** What the decision rests on; tests pass their own. */
export interface ProviderSourceOptions {
  readonly settings: TerraformSettings;
  readonly providers: readonly LockedProvider[];
  /** Where to look for a mirror when the registry cannot be reached. */
  readonly directories: readonly string[];
  /** The CLI configuration to write if one is needed. */
  readonly generatedFile: string;
  readonly isRegistryReachable: () => Promise<boolean>;
}

/**
 * The variables that make Terraform find its providers. First rule that applies:
 * 1. TF_PROVIDER_MIRROR names a mirror: it is used.
 * 2. The person's CLI configuration says where providers come from: it stands.
 * 3. Terraform finds them by itself in a folder that it always looks in: nothing to do.
 * 4. The registry cannot be reached, and a mirror lies one level below a system folder: it is used.
 * @throws UserError when TF_PROVIDER_MIRROR does not hold the locked providers.
 */
export async function providerEnvironment(
  env?: Environment,
  given: Partial<ProviderSourceOptions> = {},
): Promise<Environment> {
  const options: ProviderSourceOptions = {
    settings: terraformSettings(env),
    providers: lockedProviders(),
    directories: systemDirectories(),
    generatedFile: path.join(CACHE_DIRECTORY, 'terraform.rc'),
    isRegistryReachable: () => isReachable(REGISTRY, env),
    ...given,
  };
  const own = ownConfiguration(options.settings);
  const { cliConfigFile } = options.settings;
  const isMissing = cliConfigFile !== undefined && !existsSync(cliConfigFile);
  if (isMissing) sayMissing(cliConfigFile);
  const mirror = await mirrorToUse(options, own);
  if (mirror !== undefined) return generated(options.generatedFile, own + installation(mirror));
  return isMissing ? generated(options.generatedFile, own) : {};
}

let isSaid = false;

/** Once in a process; its children are told of a file that exists. Terraform would say it every time. */
function sayMissing(file: string): void {
  if (isSaid) return;
  isSaid = true;
  process.stderr.write(
    `TF_CLI_CONFIG_FILE = "${file}": there is no such file. Write it, or unset the variable.\n`,
  );
}

async function mirrorToUse(
  { settings, providers, directories, isRegistryReachable }: ProviderSourceOptions,
  own: string,
): Promise<string | undefined> {
  const chosen = settings.providerMirror;
  if (chosen !== undefined) return checkedMirror(path.resolve(chosen), providers);
  if (/^\s*provider_installation\b/m.test(own)) return undefined;
  const holdsAll = (mirror: string): boolean => missingFrom(mirror, providers).length === 0;
  if (impliedMirrors(settings).some(holdsAll)) return undefined;
  if (await isRegistryReachable()) return undefined;
  return findMirror(directories, providers);
}

function checkedMirror(mirror: string, providers: readonly LockedProvider[]): string {
  const [missing] = missingFrom(mirror, providers);
  if (missing === undefined) return mirror;
  const [unpacked, packed] = mirrorLocations(missing);
  throw new UserError(
    `TF_PROVIDER_MIRROR = "${mirror}": must hold ${unpacked} or ${packed}. Make it with \`terraform providers mirror\`, or unset the variable.`,
  );
}

/** The person's CLI configuration as Terraform would read it; empty if there is none. */
function ownConfiguration({ cliConfigFile, home, appData }: TerraformSettings): string {
  const standard =
    platform() === 'win32'
      ? appData && path.join(appData, 'terraform.rc')
      : home && path.join(home, '.terraformrc');
  const file = [cliConfigFile, standard].find((name) => name !== undefined && existsSync(name));
  return file === undefined ? '' : `${readFileSync(file, 'utf8').trimEnd()}\n`;
}

function installation(mirror: string): string {
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["${REGISTRY}/*/*"]
  }
  direct {
    exclude = ["${REGISTRY}/*/*"]
  }
}
`;
}

function generated(file: string, content: string): Environment {
  mkdirSync(path.dirname(file), { recursive: true });
  writeWhole(file, content);
  return { TF_CLI_CONFIG_FILE: file };
}
