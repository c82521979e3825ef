import path from 'node:path';
import { expect, it } from '@jest/globals';
import { currentEnvironment } from '../../src/config/environment';
import { PROJECT_ROOT } from '../../src/system/project';
import { run } from '../support/commands';
import { temporaryDirectory, write } from '../support/temporary';

const JEST = path.join(PROJECT_ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const reporter = (name: string): string =>
  path.join(PROJECT_ROOT, '__tests__', 'support', `${name}-reporter.cjs`);

it('a check beside the tests that fails fails the run, and the closing line stays the last, below the slowest files', async () => {
  const project = temporaryDirectory();
  const checks = { good: 'echo fine', bad: 'echo because && exit 3' };
  write(project, 'quick.test.js', `it('passes', () => {});`);
  write(
    project,
    'slow.test.js',
    `it('passes', () => new Promise((done) => setTimeout(done, 2000)));`,
  );
  write(
    project,
    'jest.config.json',
    JSON.stringify({
      reporters: ['default', reporter('closing-line'), [reporter('checks'), { checks }]],
    }),
  );
  const { code, stderr } = await run(process.execPath, [JEST], {
    cwd: project,
    env: currentEnvironment(),
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^good passed \(/m);
  expect(stderr).toContain('\nbad failed:\nbecause\n');
  expect(stderr).toMatch(
    /\nSlowest files:\n +[2-9]\.\d s slow\.test\.js\n +\d\.\d s quick\.test\.js\n\n2 passed, 0 failed\n$/,
  );
});
