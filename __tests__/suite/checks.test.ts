import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { currentEnvironment } from '../../src/config/environment';
import { PROJECT_ROOT } from '../../src/system/project';
import { run } from '../support/commands';
import { temporaryDirectory, write } from '../support/temporary';

const JEST = path.join(PROJECT_ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const reporter = (name: string): string =>
  path.join(PROJECT_ROOT, '__tests__', 'support', `${name}-reporter.cjs`);

it('a check beside the tests that fails fails the run, and the closing line stays the last, below the slowest files and what the processors did', async () => {
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
      reporters: [
        'default',
        [reporter('processor-time'), { interval: 500 }],
        reporter('closing-line'),
        [reporter('checks'), { checks }],
      ],
    }),
  );
  const env = { ...currentEnvironment(), PATH: `${project}:${currentEnvironment().PATH ?? ''}` };
  write(
    project,
    'ps',
    `#!/bin/sh
cat << END
Ss   /usr/bin/node asleep.cjs
R    ps -A
R    [kworker]
Rl   terraform plan
R<l  .terraform/providers/5.100.0/terraform-provider-aws_v5.100.0_x5
Rl   /usr/bin/python3 /clone/local/moto-launcher.py
Rl   /usr/bin/node ops plan dev
END
`,
  );
  chmodSync(path.join(project, 'ps'), 0o755);
  const { code, stderr } = await run(process.execPath, [JEST], { cwd: project, env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^good passed \(/m);
  expect(stderr).toContain('\nbad failed:\nbecause\n');
  expect(stderr).toContain(`
Processor time went into:
   50 % Terraform and its provider
   25 % the local AWS
    0 % Chromium, for the pages
   25 % Node
    0 % the rest
Nothing ran, because all waited:    0 % of the time
`);
  expect(stderr).toMatch(
    /\nSlowest files:\n +[2-9]\.\d s slow\.test\.js\n +\d\.\d s quick\.test\.js\n\n2 passed, 0 failed\n$/,
  );
});
