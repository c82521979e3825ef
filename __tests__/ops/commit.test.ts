import { describe, expect, it } from '@jest/globals';
import { commitTag, taggedCommit } from '../../src/ops/commit';

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
