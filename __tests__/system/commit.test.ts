import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { searchPath } from '../../src/config/environment';
import { commitTag, currentCommit, taggedCommit } from '../../src/system/commit';
import { temporaryDirectory, write } from '../support/temporary';

describe('the tag of a commit', () => {
  const sha = '0123456789abcdef0123456789abcdef01234567';

  it.each([
    { commit: { sha, isModified: false }, tag: sha },
    { commit: { sha, isModified: true }, tag: `${sha}+changes` },
  ])('is $tag, and is read again', ({ commit, tag }) => {
    expect(commitTag(commit)).toBe(tag);
    expect(taggedCommit(tag)).toEqual(commit);
  });
});

const PATH = searchPath().join(path.delimiter);

/** A repository with one commit, of a file that says which repository it is. */
function repository(name: string): { readonly directory: string; readonly sha: string } {
  const directory = temporaryDirectory();
  write(directory, 'name.txt', name);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example', ...args], {
      cwd: directory,
      env: { PATH },
      encoding: 'utf8',
    });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', name);
  return { directory, sha: git('rev-parse', 'HEAD').trim() };
}

describe('the commit that is checked out', () => {
  it("is the folder's, whatever repository the environment names", () => {
    const ours = repository('ours');
    const other = repository('other');
    const env = {
      PATH,
      GIT_DIR: `${other.directory}/.git`,
      GIT_WORK_TREE: other.directory,
      GIT_INDEX_FILE: `${other.directory}/.git/index`,
    };
    expect(currentCommit(ours.directory, env)).toEqual({ sha: ours.sha, isModified: false });
    write(ours.directory, 'name.txt', 'changed');
    expect(currentCommit(ours.directory, env)).toEqual({ sha: ours.sha, isModified: true });
  });

  it('is none outside a repository', () => {
    expect(currentCommit(temporaryDirectory())).toBeUndefined();
  });
});
