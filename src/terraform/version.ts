import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment, type Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { TERRAFORM_VERSION_FILE } from '../system/project';

/** What a PATH has of Terraform: a version, or why it is of no use. */
export type TerraformOnPath =
  | { readonly version: string; readonly fault?: undefined }
  | { readonly version?: undefined; readonly fault: string };

/**
 * The version of Terraform that this project is pinned to.
 * @throws UserError when the file holds none.
 */
export function pinnedVersion(file: string = TERRAFORM_VERSION_FILE): string {
  const version = readFileSync(file, 'utf8').trim();
  if (/^\d+\.\d+\.\d+$/.test(version)) return version;
  throw new UserError(
    `${file} holds "${version}": must be a version of Terraform such as 1.11.4. Bring it back: git checkout ${path.basename(file)}`,
  );
}

/** Looks whether the PATH's Terraform is the pinned one: the same minor version, at least that patch. */
export function terraformOnPath(needed: string, env?: Environment): TerraformOnPath {
  const result = spawnSync('terraform', ['version', '-json'], {
    // Elsewhere than in the repository, or it looks at the lock file too.
    cwd: path.parse(TERRAFORM_VERSION_FILE).root,
    env: childEnvironment({ CHECKPOINT_DISABLE: '1' }, env),
    encoding: 'utf8',
  });
  if (result.error !== undefined) {
    const { code, message } = result.error as NodeJS.ErrnoException;
    return {
      fault:
        code === 'ENOENT' ? 'Terraform is not on the PATH' : `\`terraform\` failed: ${message}`,
    };
  }
  if (result.status !== 0) {
    const [reason = ''] = result.stderr.trim().split('\n');
    return {
      fault: `\`terraform version\` failed: ${reason === '' ? `exit code ${String(result.status)}` : reason}`,
    };
  }
  const found = /"terraform_version"\s*:\s*"(\d+\.\d+\.\d+[^"]*)"/.exec(result.stdout)?.[1];
  if (found !== undefined && satisfies(found, needed)) return { version: found };
  return {
    fault: `Terraform ${found ?? '(unknown version)'} is on the PATH, and this project needs ~> ${needed} (that minor version, at least that patch)`,
  };
}

/** Terraform's `~>` with three numbers. A pre-release comes before its release. */
export function satisfies(found: string, needed: string): boolean {
  const [major, minor, patch] = numbers(needed);
  const [foundMajor, foundMinor, foundPatch] = numbers(found);
  const isPreRelease = found.includes('-');
  return (
    foundMajor === major && foundMinor === minor && foundPatch - (isPreRelease ? 0.5 : 0) >= patch
  );
}

function numbers(version: string): [number, number, number] {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
}
