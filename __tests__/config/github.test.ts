import { describe, expect, it } from '@jest/globals';
import { allowedLosses } from '../../src/config/environment';
import { githubSettings, knownGithubSettings, pullRequestOfEvent } from '../../src/config/github';
import { temporaryDirectory, write } from '../support/temporary';

const laptop = { GITHUB_REPOSITORY: 'owner/name', GITHUB_TOKEN: 'token' };

describe('githubSettings', () => {
  it('takes a repository and a token on a laptop', () => {
    expect(githubSettings(laptop)).toEqual({
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
      repository: 'owner/name',
      token: 'token',
      runUrl: undefined,
    });
  });

  it("finds the run in a workflow's variables", () => {
    expect(githubSettings({ ...laptop, GITHUB_RUN_ID: '34' }).runUrl).toBe(
      'https://github.com/owner/name/actions/runs/34',
    );
  });

  it("knows where GraphQL is of a company's own GitHub, and what a workflow says of it", () => {
    const own = { ...laptop, GITHUB_API_URL: 'https://github.example/api/v3' };
    expect(githubSettings(own).graphqlUrl).toBe('https://github.example/api/graphql');
    const told = { ...own, GITHUB_GRAPHQL_URL: 'https://other.example/graphql' };
    expect(githubSettings(told).graphqlUrl).toBe('https://other.example/graphql');
  });

  it.each([
    ['GITHUB_REPOSITORY', 'owner/name of the repository'],
    ['GITHUB_TOKEN', 'a token that may write there'],
  ])('names %s when it is missing', (name, meaning) => {
    expect(() => githubSettings({ ...laptop, [name]: ' ' })).toThrow(
      `${name} is not set. Set it to ${meaning}; in a workflow GitHub knows it.`,
    );
  });
});

describe('pullRequestOfEvent', () => {
  const eventOf = (content: string): number | undefined =>
    pullRequestOfEvent({
      GITHUB_EVENT_PATH: write(temporaryDirectory(), 'event.json', content),
    });

  it('is the one of the event, if the event has one', () => {
    expect(eventOf('{"pull_request":{"number":12}}')).toBe(12);
    expect(eventOf('{"ref":"refs/heads/main"}')).toBeUndefined();
    expect(pullRequestOfEvent({})).toBeUndefined();
  });

  it.each(['no JSON', '', 'null'])('is refused in a line where the file holds "%s"', (content) => {
    expect(() => eventOf(content)).toThrow(
      /^GITHUB_EVENT_PATH = ".*event\.json" cannot be read \(no JSON\): must be the file in which GitHub tells a workflow of its event\. Unset it, and name the pull request: --pull-request NUMBER\.$/,
    );
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
