import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reportDrift } from '../../../src/ops/github/drift-issue';
import { clearPlanFiles, writePlanFiles } from '../../../src/ops/plan-files';
import { planRecord } from '../../../src/ops/plan/plan-record';
import { fakeGithub } from '../../support/github';
import { fixture, reportOf } from '../../support/plans/goldens';

const sha256 = 'a'.repeat(64);
const identity = {
  account: '111122223333',
  configurationSha256: sha256,
  lockFileSha256: sha256,
  planSha256: sha256,
  state: null,
};
const marker = '<!-- image-service drift: dev -->';
const ours = { number: 3, body: `${marker}\nold` };
const others = [
  { number: 1, body: null },
  { number: 2, body: `${marker}\nfrom a pull request`, pull_request: {} },
  { number: 4, body: '<!-- image-service drift: prod -->' },
];

describe('reportDrift', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'image-service-drift-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function planned(name: Parameters<typeof fixture>[0], comment = 'the plan'): void {
    const report = reportOf(fixture(name));
    const extra = { summaryLine: 'one line', isShortened: false, allowDestroy: [], identity };
    const record = { ...planRecord(report, extra), stage: 'dev' };
    const files = clearPlanFiles(directory);
    writeFileSync(files.plan, 'plan');
    writePlanFiles(files, { comment, full: comment, record });
  }

  async function report(issues: readonly object[]) {
    const { api, calls } = fakeGithub({ issues });
    const result = await reportDrift('dev', directory, api, 'https://example/run');
    return { result, changes: calls.filter(({ method }) => method !== 'GET') };
  }

  it('opens an issue that shows the plan', async () => {
    planned('drift');
    const { result, changes } = await report(others);
    expect(result).toBe('opened');
    expect(changes).toEqual([
      {
        method: 'POST',
        path: 'issues',
        body: {
          title: 'Drift: dev',
          body: `${marker}\nThe stage dev is not what main says: [the drift check](https://example/run) planned *one line*. Deploy main, or change it to what is meant. This closes by itself.\n\nthe plan`,
        },
      },
    ]);
  });

  it('keeps to that one issue', async () => {
    planned('drift');
    const { result, changes } = await report([...others, ours]);
    expect(result).toBe('updated');
    expect(changes).toMatchObject([{ method: 'PATCH', path: 'issues/3' }]);
  });

  it('leaves out a plan that is too long for an issue', async () => {
    planned('drift', 'x'.repeat(65_500));
    const { changes } = await report([]);
    expect(changes[0]?.body?.body?.length).toBeLessThan(500);
  });

  it('closes it when the drift is gone', async () => {
    planned('no-change');
    const { result, changes } = await report([...others, ours]);
    expect(result).toBe('closed');
    expect(changes).toEqual([
      {
        method: 'POST',
        path: 'issues/3/comments',
        body: { body: 'Gone: [the drift check](https://example/run) found nothing to do.' },
      },
      {
        method: 'PATCH',
        path: 'issues/3',
        body: { state: 'closed', state_reason: 'completed' },
      },
    ]);
  });

  it('does nothing while there is none', async () => {
    planned('no-change');
    expect(await report(others)).toEqual({ result: 'nothing', changes: [] });
  });

  it('takes a missing plan for an error, not for no drift', async () => {
    await expect(report([ours])).rejects.toThrow('holds no plan');
  });
});
