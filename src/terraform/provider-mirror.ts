import { readdirSync } from 'node:fs';
import { arch, platform } from 'node:os';
import path from 'node:path';
import type { TerraformSettings } from '../config/environment';
import type { LockedProvider } from './lock-file';

/** The registry's host; also the folder that a mirror has at its top. */
export const REGISTRY = 'registry.terraform.io';

const OPERATING_SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** Where system administrators put add-on software. */
const SYSTEM_DIRECTORIES: Readonly<Record<string, readonly string[]>> = {
  darwin: ['/Library/Application Support', '/opt', '/usr/local'],
  win32: ['C:\\ProgramData'],
};
const UNIX_DIRECTORIES = ['/opt', '/srv', '/usr/local', '/usr/share'];

/** This machine in Terraform's words, e.g. `linux_amd64`. */
export function terraformPlatform(os: string = platform(), cpu: string = arch()): string {
  return `${OPERATING_SYSTEMS[os] ?? os}_${ARCHITECTURES[cpu] ?? cpu}`;
}

/** Where a mirror holds a provider for this machine: unpacked, or else packed. */
export function mirrorLocations(provider: LockedProvider): [unpacked: string, packed: string] {
  const { source, version } = provider;
  const machine = terraformPlatform();
  const name = source.slice(source.lastIndexOf('/') + 1);
  return [
    path.join(source, version, machine),
    path.join(source, `terraform-provider-${name}_${version}_${machine}.zip`),
  ];
}

/** The providers that a mirror does not hold in the locked version for this machine. */
export function missingFrom(
  mirror: string,
  providers: readonly LockedProvider[],
): LockedProvider[] {
  return providers.filter((provider) => {
    const [unpacked, packed] = mirrorLocations(provider);
    const isPacked = entries(path.join(mirror, path.dirname(packed))).includes(
      path.basename(packed),
    );
    return !isPacked && entries(path.join(mirror, unpacked)).length === 0;
  });
}

/**
 * The folders that Terraform takes providers from by itself.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
export function impliedMirrors(settings: TerraformSettings, os: string = platform()): string[] {
  const { home, appData, dataDirectories } = settings;
  if (os === 'win32') {
    const parts = [
      ['terraform.d', 'plugins'],
      ['HashiCorp', 'Terraform', 'plugins'],
    ];
    return appData === undefined ? [] : parts.map((part) => path.join(appData, ...part));
  }
  const own = home === undefined ? [] : [path.join(home, '.terraform.d', 'plugins')];
  if (os !== 'darwin') {
    return [...own, ...dataDirectories.map((data) => path.join(data, 'terraform', 'plugins'))];
  }
  const support = ['Library', 'Application Support', 'io.terraform', 'plugins'];
  const personal = home === undefined ? [] : [path.join(home, ...support)];
  return [...own, ...personal, path.join('/', ...support)];
}

/** The usual folders of add-on software on this system. */
export const systemDirectories = (os: string = platform()): readonly string[] =>
  SYSTEM_DIRECTORIES[os] ?? UNIX_DIRECTORIES;

/** The first folder in one of `directories` that is a mirror with every provider. */
export function findMirror(
  directories: readonly string[],
  providers: readonly LockedProvider[],
): string | undefined {
  return directories
    .flatMap((directory) => entries(directory).map((name) => path.join(directory, name)))
    .find((mirror) => missingFrom(mirror, providers).length === 0);
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
