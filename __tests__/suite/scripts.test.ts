import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { currentEnvironment } from '../../src/config/environment';
import { PROJECT_ROOT } from '../../src/system/project';
import { run } from '../support/commands';

it.each([
  ['test:unit', '__tests__/cli/table.test.ts'],
  ['test:integration', '__tests__/integration/plan.test.ts'],
])('`pnpm %s PATH` runs that path', async (name, file) => {
  const { scripts } = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const args = (scripts[name] ?? '').replace('jest', 'node_modules/jest/bin/jest.js').split(' ');
  const { stdout } = await run(process.execPath, [...args, file, '--listTests'], {
    env: currentEnvironment(),
  });
  expect(stdout.trim().split('\n').slice(1)).toEqual([path.join(PROJECT_ROOT, file)]);
});
