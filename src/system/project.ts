import path from 'node:path';

/** The repository's folder: commands work from wherever they are called. */
export const PROJECT_ROOT = path.resolve(__dirname, '..', '..');

/** Node's first argument for running a TypeScript program, whose file comes next. */
export const BUNDLED = path.join(PROJECT_ROOT, 'src', 'bundled.cjs');

/** The one committed provider lock, for every stack. */
export const LOCK_FILE = path.join(PROJECT_ROOT, '.terraform.lock.hcl');

/** Things that can be made again at any time; not committed. */
export const CACHE_DIRECTORY = path.join(PROJECT_ROOT, '.cache');

/** The versions that this project runs with. */
export const TERRAFORM_VERSION_FILE = path.join(PROJECT_ROOT, '.terraform-version');
