import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { CACHE_DIRECTORY } from '../system/project';
import { pinnedVersion } from './version';

/** What `terraform init` made in stacks' folders: the backend as it was configured, and links to providers. */
const INITIALIZED = path.join(CACHE_DIRECTORY, 'initialized');

/** Terraform's own folder in that of a stack. */
const data = (directory: string): string => path.join(directory, '.terraform');

/**
 * Terraform's own folder, taken from an earlier `init` of the same backend and providers. Each command of Terraform
 * compares it with the configuration and the lock file, so what does not fit is refused and never used.
 * @returns whether there was one.
 */
export function takeInitialized(directory: string, folders = INITIALIZED): boolean {
  const kept = keptFor(directory, folders);
  if (kept === undefined || !existsSync(kept)) return false;
  // A provider may be gone, which only its link tells.
  if (!entriesOf(kept).every(existsSync)) return false;
  cpSync(kept, data(directory), { recursive: true });
  return true;
}

/** Keeps Terraform's own folder for the next run, where its providers are links: each has 700 MB. */
export function keepInitialized(directory: string, folders = INITIALIZED): void {
  const kept = keptFor(directory, folders);
  if (kept === undefined || !existsSync(data(directory)) || holdsProvider(data(directory))) return;
  try {
    mkdirSync(folders, { recursive: true });
    const copy = mkdtempSync(`${kept}-`);
    cpSync(data(directory), copy, { recursive: true });
    try {
      renameSync(copy, kept);
    } catch {
      // Another run was faster.
      rmSync(copy, { recursive: true });
    }
  } catch {
    // The disk is full: the next run initializes again.
  }
}

/** All in a folder, and in what links of it lead to. */
const entriesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));

/** Whether a provider lies in the folder itself. */
const holdsProvider = (folder: string): boolean =>
  entriesOf(folder).some(
    (file) =>
      path.basename(file).startsWith('terraform-provider-') &&
      realpathSync(file).startsWith(realpathSync(folder)),
  );

/** None for a folder whose configuration is more than what was synthesized: bootstrap overrides the backend at first. */
function keptFor(directory: string, folders: string): string | undefined {
  const configuration = readdirSync(directory).filter((name) => /\.tf(\.json)?$/.test(name));
  if (configuration.join() !== 'cdk.tf.json') return undefined;
  const text = readFileSync(path.join(directory, 'cdk.tf.json'), 'utf8');
  const { terraform } = JSON.parse(text) as { terraform?: unknown };
  const hash = createHash('sha256')
    .update(JSON.stringify([process.platform, process.arch, pinnedVersion(), terraform]))
    .update(readFileSync(path.join(directory, '.terraform.lock.hcl')));
  return path.join(folders, hash.digest('hex').slice(0, 16));
}
