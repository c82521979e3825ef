import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { leaveForSteps } from '../../src/github/step-output';
import { temporaryDirectory } from '../support/temporary';

it('leaves values for later steps of a workflow, and nothing on a laptop', () => {
  const file = path.join(temporaryDirectory(), 'output');
  leaveForSteps('start', 'now', { GITHUB_OUTPUT: file });
  leaveForSteps('end', 'later', { GITHUB_OUTPUT: file });
  leaveForSteps('lost', 'x', {});
  expect(readFileSync(file, 'utf8')).toBe('start=now\nend=later\n');
});
