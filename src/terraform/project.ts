import path from 'node:path';

/** The repository's folder: commands work from wherever they are called. */
export const PROJECT_ROOT = path.resolve(__dirname, '..', '..');

/** Node's options for running TypeScript that has to start fast. */
export const TYPESCRIPT = ['--require', path.join(PROJECT_ROOT, 'src', 'ops', 'tsx-prelude.cjs')];

/** The one committed provider lock, for every stack. */
export const LOCK_FILE = path.join(PROJECT_ROOT, '.terraform.lock.hcl');

/** Things that can be made again at any time; not committed. */
export const CACHE_DIRECTORY = path.join(PROJECT_ROOT, '.cache');

/** The versions that this project runs with. */
export const TERRAFORM_VERSION_FILE = path.join(PROJECT_ROOT, '.terraform-version');
