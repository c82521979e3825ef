import { describe, expect, it } from '@jest/globals';
import { alarmRunbookUrl, deploymentsUrl } from '../../src/config/links';

describe('links', () => {
  it('lead to the heading that GitHub makes of the section of the runbook', () => {
    expect(alarmRunbookUrl('us/ours', 'api-5xx')).toBe(
      'https://github.com/us/ours/blob/main/docs/runbook.md#alarm-api-5xx',
    );
  });

  it("lead to the deployments to the stage's environment", () => {
    expect(deploymentsUrl('us/ours', 'dev')).toBe('https://github.com/us/ours/deployments/dev');
  });
});
