import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { childEnvironment } from '../config/environment';
import type { Environment } from '../config/overrides';
import { UserError } from '../config/user-error';
import { TERRAFORM_VERSION_FILE } from './project';

const HOW_TO_GET_IT = (version: string): string =>
  `Get it with \`tfenv install ${version}\`, \`asdf install terraform ${version}\` or from developer.hashicorp.com/terraform/install, and have it on the PATH.`;

/** What `terraform version -json` said, or why it could not. */
export type TerraformAnswer =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Makes sure that the Terraform on the PATH is the one this project is pinned to: the same minor
 * version, at least that patch.
 * @returns the version found.
 * @throws UserError naming the version found, the one needed and how to get it.
 */
export function requireTerraform(
  env?: Environment,
  ask: (env?: Environment) => TerraformAnswer = askTerraform,
): string {
  const needed = readFileSync(TERRAFORM_VERSION_FILE, 'utf8').trim();
  const answer = ask(env);
  if (answer.kind === 'missing') {
    throw new UserError(
      `Terraform is not on the PATH; this project needs ${needed}. ${HOW_TO_GET_IT(needed)}`,
    );
  }
  if (answer.kind === 'failed') {
    throw new UserError(
      `\`terraform version\` failed: ${answer.reason}. This project needs Terraform ${needed}. ${HOW_TO_GET_IT(needed)}`,
    );
  }
  const found = foundVersion(answer.text);
  if (found !== undefined && satisfies(found, needed)) return found;
  throw new UserError(
    `Terraform ${found ?? '(unknown version)'} is on the PATH; this project needs ~> ${needed} (that minor version, at least that patch). ${HOW_TO_GET_IT(needed)}`,
  );
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

function foundVersion(text: string): string | undefined {
  return /"terraform_version"\s*:\s*"(\d+\.\d+\.\d+[^"]*)"/.exec(text)?.[1];
}

function askTerraform(env?: Environment): TerraformAnswer {
  const result = spawnSync('terraform', ['version', '-json'], {
    // Elsewhere than in the repository, or it looks at the lock file too.
    cwd: tmpdir(),
    env: childEnvironment({ CHECKPOINT_DISABLE: '1' }, env),
    encoding: 'utf8',
  });
  if (result.error !== undefined) {
    const { code, message } = result.error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'failed', reason: message };
  }
  if (result.status === 0) return { kind: 'answered', text: result.stdout };
  const reason = result.stderr.trim().split('\n')[0] ?? '';
  return { kind: 'failed', reason: reason === '' ? `exit code ${String(result.status)}` : reason };
}
