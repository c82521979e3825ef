import { spawnSync } from 'node:child_process';
import { PROJECT_ROOT } from '../terraform/project';
import type { Commit } from './plan/render-plan';

/** The commit that is checked out; undefined outside a git repository. */
export function currentCommit(directory: string = PROJECT_ROOT): Commit | undefined {
  const git = (...args: string[]): string | undefined => {
    const { status, stdout } = spawnSync('git', args, { cwd: directory, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const sha = git('rev-parse', 'HEAD');
  return sha === undefined ? undefined : { sha, isModified: git('status', '--porcelain') !== '' };
}

/** A commit as the tag of a state has it, in the characters that S3 allows. */
export const commitTag = ({ sha, isModified }: Commit): string =>
  isModified ? `${sha}${MODIFIED}` : sha;

const MODIFIED = '+changes';

/** What such a tag says. */
export const taggedCommit = (tag: string): Commit => ({
  sha: tag.replace(MODIFIED, ''),
  isModified: tag.endsWith(MODIFIED),
});
