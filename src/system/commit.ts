import { spawnSync } from 'node:child_process';
import { gitEnvironment, type Environment } from '../config/environment';
import { PROJECT_ROOT } from './project';

/** The commit that a plan was made from. */
export interface Commit {
  readonly sha: string;
  /** Files differed from that commit. */
  readonly isModified: boolean;
}

/** The commit that is checked out in the folder; undefined outside a git repository. */
export function currentCommit(
  directory: string = PROJECT_ROOT,
  env?: Environment,
): Commit | undefined {
  const git = (...args: string[]): string | undefined => {
    const options = { cwd: directory, env: gitEnvironment(env), encoding: 'utf8' } as const;
    const { status, stdout } = spawnSync('git', args, options);
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
