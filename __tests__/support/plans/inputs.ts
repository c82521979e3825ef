import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withTerraform } from '../../../src/terraform/environment';
import { PROJECT_ROOT } from '../../../src/system/project';
import { pinnedVersion, terraformOnPath } from '../../../src/terraform/version';

/** Where the making of plans begins: the local AWS is a program of its own. */
const ENTRIES = [
  '__tests__/support/plans/make-plans.ts',
  '__tests__/support/moto.ts',
  '__tests__/support/enforcing-server.ts',
] as const;

/** Gives a file's text by its path from the project's root. */
export type Read = (file: string) => string;

const fromProject: Read = (file) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');

/**
 * Every file that has a say in what Terraform plans for a configuration: the provider's lock, what
 * the entries import, however far, and what else the local AWS runs (moto's version, its launcher).
 */
export function inputFiles(): string[] {
  const files = new Set(['.terraform.lock.hcl', ...otherFilesOfLocalAws()]);
  const add = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    importsOf(file).forEach(add);
  };
  ENTRIES.forEach(add);
  return [...files].sort();
}

/** A hash of what plans are a function of: those files, and the version of Terraform found. */
export function inputsHash(terraformVersion: string, read: Read = fromProject): string {
  const hash = createHash('sha256').update(terraformVersion);
  for (const file of inputFiles()) hash.update(`\0${file}\0${read(file)}`);
  return hash.digest('hex');
}

/** The hash of what plans would be made from now, on this machine. */
export async function currentInputs(): Promise<string> {
  const { version, fault } = terraformOnPath(pinnedVersion(), await withTerraform());
  if (version === undefined) throw new Error(fault);
  return inputsHash(version);
}

function otherFilesOfLocalAws(): string[] {
  return readdirSync(path.join(PROJECT_ROOT, 'local'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(py|mjs|txt)$/.test(file))
    .map((file) => path.posix.join('local', ...file.split(path.sep)));
}

function importsOf(file: string): string[] {
  const imported = fromProject(file).matchAll(/(?:from|import|import\(|require\()\s*'(\.[^']+)'/g);
  return [...imported].map(([, name = '']) => {
    const target = path.posix.join(path.posix.dirname(file), name);
    return existsSync(path.join(PROJECT_ROOT, target)) ? target : `${target}.ts`;
  });
}
