import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { commentPlan } from '../../../src/ops/comment/plan-comment';
import { fakeGithub } from '../../support/github';
import { temporaryDirectory } from '../../support/temporary';

const COMMENTS = 'issues/12/comments';
const marker = (stage: string): string => `<!-- image-service plan: ${stage} -->`;

describe('commentPlan', () => {
  let directory: string;

  beforeEach(() => {
    directory = temporaryDirectory();
    writeFileSync(path.join(directory, 'plan.md'), `${marker('dev')}\nnew`);
  });

  const comment = (lists: Parameters<typeof fakeGithub>[0], runUrl?: string) => {
    const { api, calls } = fakeGithub(lists);
    const done = commentPlan('dev', directory, api, { pullRequest: 12, runUrl });
    return done.then((result) => ({ result, last: calls.at(-1) }));
  };

  it("adds a stage's first comment", async () => {
    expect(await comment({ [COMMENTS]: [{ id: 1, body: `${marker('prod')}\nold` }] })).toEqual({
      result: 'added',
      last: { method: 'POST', path: COMMENTS, body: { body: `${marker('dev')}\nnew` } },
    });
  });

  it('links to the page of the plan, where there is one', async () => {
    const { api, calls } = fakeGithub({ [COMMENTS]: [] });
    await commentPlan('dev', directory, api, {
      pullRequest: 12,
      runUrl: undefined,
      page: 'https://github.example/artifacts/1',
    });
    expect(calls.at(-1)?.body).toEqual({
      body: `${marker('dev')}\nnew\n[The plan as a page](https://github.example/artifacts/1): \`plan.html\` in the artifact.\n`,
    });
  });

  it('updates it in place, wherever among the comments it is', async () => {
    const others = Array.from({ length: 150 }, (_, id) => ({ id, body: 'talk' }));
    const ours = { id: 999, body: `${marker('dev')}\nold` };
    expect(await comment({ [COMMENTS]: [...others, ours] })).toEqual({
      result: 'updated',
      last: {
        method: 'PATCH',
        path: 'issues/comments/999',
        body: { body: `${marker('dev')}\nnew` },
      },
    });
  });

  it('leaves alone what a stranger wrote, whose text the stranger can change', async () => {
    const forged = { id: 1, body: `${marker('dev')}\nold`, user: { login: 'stranger' } };
    const impostor = { ...forged, id: 2, user: { login: 'github-actions' } };
    expect((await comment({ [COMMENTS]: [forged, impostor] })).result).toBe('added');
    const ours = { id: 3, body: `${marker('dev')}\nold` };
    expect((await comment({ [COMMENTS]: [forged, impostor, ours] })).last?.path).toBe(
      'issues/comments/3',
    );
  });

  it('says so when there is no plan, in place of the earlier one', async () => {
    rmSync(path.join(directory, 'plan.md'));
    const { last } = await comment(
      { [COMMENTS]: [{ id: 1, body: marker('dev') }] },
      'https://example/run',
    );
    expect(last?.body?.body).toBe(
      `${marker('dev')}\n### Plan for dev: failed\n\n[Its log](https://example/run) says why.\n`,
    );
  });

  it('asks which pull request, outside of one', async () => {
    const settings = { pullRequest: undefined, runUrl: undefined };
    await expect(commentPlan('dev', directory, fakeGithub().api, settings)).rejects.toThrow(
      'Which pull request? Name it: --pull-request NUMBER.',
    );
  });

  it('passes on what GitHub refuses, without the token', async () => {
    const refused = comment({});
    await expect(refused).rejects.toThrow(
      'GitHub refused GET /repos/owner/name/issues/12/comments: 404 no such thing. Correct GITHUB_REPOSITORY, or the number, or let GITHUB_TOKEN see it (in a workflow: `permissions`).',
    );
    await expect(refused).rejects.not.toThrow('secret');
  });
});
