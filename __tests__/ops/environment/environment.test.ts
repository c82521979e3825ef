import { describe, expect, it } from '@jest/globals';
import { requireReviewers } from '../../../src/ops/environment/environment';
import { githubThat } from '../../support/github';

const answering = (status: number, body: object) =>
  githubThat(() => Promise.resolve(Response.json(body, { status })));
const withRules = (...rules: readonly object[]) => answering(200, { protection_rules: rules });

describe('requireReviewers', () => {
  it('says how many there are', async () => {
    const api = withRules(
      { type: 'wait_timer', wait_timer: 5 },
      { type: 'required_reviewers', reviewers: [{ type: 'User' }, { type: 'Team' }] },
    );
    expect(await requireReviewers('prod', api)).toBe('2 required reviewers');
  });

  it('asks for none in other stages', async () => {
    const api = githubThat(() => Promise.reject(new Error('asked')));
    expect(await requireReviewers('dev', api)).toBe('only prod takes reviewers');
  });

  it.each([
    ['as GitHub makes it', answering(200, {})],
    ['with other rules', withRules({ type: 'branch_policy' }, { type: 'wait_timer' })],
    ['whose reviewers are gone', withRules({ type: 'required_reviewers', reviewers: [] })],
  ])('refuses an environment %s', async (_, api) => {
    await expect(requireReviewers('prod', api)).rejects.toThrow(
      "The environment prod has no required reviewers, so anything on main would reach it without approval. Give it required reviewers, in the repository's Settings under Environments.",
    );
  });

  it('refuses a missing environment, which GitHub would make', async () => {
    const api = answering(404, { message: 'Not Found' });
    await expect(requireReviewers('prod', api)).rejects.toThrow(
      'The repository has no environment prod, or GITHUB_TOKEN may not read it',
    );
  });

  it('does not take any other answer for reviewers', async () => {
    const api = answering(403, { message: 'Resource not accessible by integration' });
    await expect(requireReviewers('prod', api)).rejects.toThrow(
      'GitHub refused GET /repos/owner/name/environments/prod: 403 Resource not accessible by integration.',
    );
  });
});
