import { describe, expect, it } from '@jest/globals';
import { reportDrift } from '../../../src/ops/drift-issue/drift-issue';
import type { StackDrift } from '../../../src/ops/state/drift';
import { fakeGithub } from '../../support/github';

const marker = '<!-- image-service drift: dev -->';
const ours = { number: 3, body: `${marker}\nold` };
const others = [
  { number: 1, body: null },
  { number: 2, body: `${marker}\nfrom a pull request`, pull_request: {} },
  { number: 4, body: '<!-- image-service drift: prod -->' },
  { number: 5, body: `${marker}\nfrom a stranger`, user: { login: 'stranger' } },
];

const status = { before: 'Enabled', after: 'Suspended', kind: 'value' } as const;
const changed = (path: string): StackDrift['resources'][number] => ({
  address: 'aws_s3_bucket_versioning.images',
  change: 'changed',
  attributes: [{ path, ...status }],
});
const drift = (...resources: StackDrift['resources']): StackDrift => ({
  stack: 'image-service-dev',
  isDeployed: true,
  resources,
  filledIn: [changed('arn')],
});

async function report(found: StackDrift, issues: readonly object[]) {
  const { api, calls } = fakeGithub({ issues });
  const result = await reportDrift('dev', [found], api, 'https://example/run');
  return { result, changes: calls.filter(({ method }) => method !== 'GET') };
}

describe('reportDrift', () => {
  it('opens an issue that shows the drift', async () => {
    const { result, changes } = await report(drift(changed('status')), others);
    expect(result).toBe('opened');
    expect(changes).toEqual([
      { method: 'POST', path: 'issues', body: { title: 'Drift: dev', body: expect.anything() } },
    ]);
    const [head, text = ''] = changes[0]?.body?.body?.split('\n\n') ?? [];
    expect(head).toBe(
      `${marker}\nThe stage dev was changed outside Terraform, as [the drift check](https://example/run) found. The runbook says what to do: docs/runbook.md#drift. This closes by itself.`,
    );
    expect(text).toMatch(/aws_s3_bucket_versioning\.images[^]*status[^]*Enabled[^]*Suspended/);
    expect(text.trimEnd().split('\n')).toEqual(
      text
        .trimEnd()
        .split('\n')
        .map(() => expect.stringMatching(/^ {4}/) as unknown),
    );
  });

  it('keeps to that one issue', async () => {
    const { result, changes } = await report(drift(changed('status')), [...others, ours]);
    expect(result).toBe('updated');
    expect(changes).toMatchObject([{ method: 'PATCH', path: 'issues/3' }]);
  });

  it('leaves out what is too long for an issue', async () => {
    const { changes } = await report(drift(changed('x'.repeat(66_000))), []);
    expect(changes[0]?.body?.body?.length).toBeLessThan(500);
  });

  it('shows as much as fits, and says so', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({
      ...changed('status'),
      address: `aws_ssm_parameter.p["${index}"]`,
    }));
    const { changes } = await report(drift(...many), []);
    const body = changes[0]?.body?.body ?? '';
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.length).toBeGreaterThan(64_000);
    expect(body).toContain('aws_ssm_parameter.p["0"]');
    expect(body).toMatch(/\nShortened to the first [\d,]+ of [\d,]+ lines\. /);
  });

  it('closes it when the drift is gone', async () => {
    const { result, changes } = await report(drift(), [...others, ours]);
    expect(result).toBe('closed');
    expect(changes).toEqual([
      {
        method: 'POST',
        path: 'issues/3/comments',
        body: { body: 'Gone: [the drift check](https://example/run) found no drift.' },
      },
      {
        method: 'PATCH',
        path: 'issues/3',
        body: { state: 'closed', state_reason: 'completed' },
      },
    ]);
  });

  it('does nothing while there is none, or nothing is deployed', async () => {
    expect(await report(drift(), others)).toEqual({ result: 'nothing', changes: [] });
    const none = { ...drift(), isDeployed: false };
    expect(await report(none, others)).toEqual({ result: 'nothing', changes: [] });
  });
});
