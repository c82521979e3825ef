import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/system/project';

/** What a clone does not have. */
const NOT_CLONED = new Set([
  '.git',
  '.cache',
  '.errored-states',
  '.local-aws',
  'cdktf.out',
  'node_modules',
]);

/** What goes by its contents: clones need not each make their own. */
const SHARED = ['node_modules', '.cache/bundles', '.cache/plugins'];

/** Copies this checkout, as it is, into a folder that does not exist yet. */
export function cloneProject(clone: string): void {
  cpSync(PROJECT_ROOT, clone, {
    recursive: true,
    filter: (source) => !NOT_CLONED.has(path.relative(PROJECT_ROOT, source)),
  });
  for (const made of SHARED) {
    mkdirSync(path.join(PROJECT_ROOT, made), { recursive: true });
    mkdirSync(path.dirname(path.join(clone, made)), { recursive: true });
    symlinkSync(path.join(PROJECT_ROOT, made), path.join(clone, made));
  }
}
