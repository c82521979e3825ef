import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../config/user-error';
import { LOCK_FILE } from '../system/project';

const NAME = path.basename(LOCK_FILE);

/** A provider and the version that the lock file pins it to. */
export interface LockedProvider {
  /** e.g. `registry.terraform.io/hashicorp/aws` */
  readonly source: string;
  readonly version: string;
}

/**
 * Pins the providers of every synthesized stack: cdktf keeps one lock file per stack under its
 * output folder, which nobody commits, and without one it locks whatever is newest.
 */
export function pinProviders(outdir: string, lockFile: string = LOCK_FILE): void {
  const stacks = path.join(outdir, 'stacks');
  if (!existsSync(stacks)) return;
  const directories = readdirSync(stacks, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(stacks, entry.name));
  placeLockFile(directories, lockFile);
}

/** Copies the lock file into each folder, unless it is there and identical. */
export function placeLockFile(directories: readonly string[], lockFile: string = LOCK_FILE): void {
  const wanted = readFileSync(lockFile);
  for (const directory of directories) {
    const target = path.join(directory, NAME);
    if (existsSync(target) && readFileSync(target).equals(wanted)) continue;
    copyFileSync(lockFile, target);
  }
}

/**
 * What the lock file pins; Terraform writes an empty one for a stack without a provider.
 * @throws UserError when there is none, or not a whole one.
 */
export function lockedProviders(lockFile: string = LOCK_FILE): LockedProvider[] {
  if (!existsSync(lockFile)) {
    throw new UserError(
      `There is no provider lock file ${lockFile}, which says what the plan was made with. Plan again: \`pnpm cdktf plan <stack>\` places it beside the plan.`,
    );
  }
  const text = readFileSync(lockFile, 'utf8');
  const blocks = text.matchAll(/provider\s+"([^"]+)"\s*\{[^}]*?\bversion\s*=\s*"([^"]+)"[^}]*\}/g);
  const providers = [...blocks].map(([, source = '', version = '']) => ({ source, version }));
  const isEmpty = /^(\s*#.*\n)*\s*$/.test(text);
  if (providers.length > 0 || (isEmpty && lockFile !== LOCK_FILE)) return providers;
  throw new UserError(
    `${lockFile} pins no provider: it must be a lock file as Terraform writes it. Bring it back: git checkout ${NAME}`,
  );
}
