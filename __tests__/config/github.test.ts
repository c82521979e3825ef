import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allowedLosses } from '../../src/config/environment';
import { githubSettings, knownGithubSettings } from '../../src/config/github';

const laptop = { GITHUB_REPOSITORY: 'owner/name', GITHUB_TOKEN: 'token' };

describe('githubSettings', () => {
  it('takes a repository and a token on a laptop', () => {
    expect(githubSettings(laptop)).toEqual({
      apiUrl: 'https://api.github.com',
      repository: 'owner/name',
      token: 'token',
      runUrl: undefined,
      pullRequest: undefined,
    });
  });

  it("finds the run and the pull request in a workflow's variables", () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'image-service-event-'));
    const event = path.join(directory, 'event.json');
    writeFileSync(event, '{"pull_request":{"number":12}}');
    const env = { ...laptop, GITHUB_EVENT_PATH: event, GITHUB_RUN_ID: '34' };
    expect(githubSettings(env)).toMatchObject({
      pullRequest: 12,
      runUrl: 'https://github.com/owner/name/actions/runs/34',
    });
    rmSync(directory, { recursive: true });
  });

  it.each(['GITHUB_REPOSITORY', 'GITHUB_TOKEN'])('names %s when it is missing', (name) => {
    expect(() => githubSettings({ ...laptop, [name]: ' ' })).toThrow(`${name} is not set.`);
  });
});

describe('knownGithubSettings', () => {
  it('are there with a repository and a token, and not without', () => {
    expect(knownGithubSettings(laptop)).toEqual(githubSettings(laptop));
    expect(knownGithubSettings({ ...laptop, GITHUB_TOKEN: ' ' })).toBeUndefined();
    expect(knownGithubSettings({ ...laptop, GITHUB_REPOSITORY: '' })).toBeUndefined();
  });
});

describe('allowedLosses', () => {
  it('is what IMAGE_SERVICE_ALLOW_DESTROY lists', () => {
    expect(allowedLosses({ IMAGE_SERVICE_ALLOW_DESTROY: ' a.b  c.d ' })).toEqual(['a.b', 'c.d']);
    expect(allowedLosses({ IMAGE_SERVICE_ALLOW_DESTROY: '' })).toEqual([]);
    expect(
      allowedLosses({
        IMAGE_SERVICE_ALLOW_DESTROY: String.raw`a.b["x y"] module.m["1 2"].c.d["\" e"]  f.g[0]`,
      }),
    ).toEqual(['a.b["x y"]', String.raw`module.m["1 2"].c.d["\" e"]`, 'f.g[0]']);
  });
});
