import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../src/config/user-error';
import { table } from '../src/guardrails/document';
import { PROJECT_ROOT } from '../src/system/project';
import type { Mutation } from './mutation-list';
import { MUTATIONS } from './mutation-list';

/** What the tests read of the project. */
const COPIED = [
  ...['src', '__tests__', 'docs', 'examples', 'local', 'bench', '.github'],
  ...['package.json', 'jest.config.cjs', 'cdktf.json', 'main.ts', 'tsconfig.json', 'README.md'],
  ...['.terraform.lock.hcl', '.terraform-version'],
];

/**
 * Applies each mutation alone to a copy of the tree and runs the tests that should see it. Some ten
 * minutes on two cores.
 * @throws UserError when one leaves them all green.
 */
export async function benchMutations(): Promise<string> {
  for (const mutation of MUTATIONS) requireOnce(mutation);
  const directory = mkdtempSync(path.join(tmpdir(), 'mutations-'));
  try {
    for (const name of COPIED) {
      cpSync(path.join(PROJECT_ROOT, name), path.join(directory, name), { recursive: true });
    }
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), path.join(directory, 'node_modules'));
    const rows = [];
    for (const mutation of MUTATIONS) {
      const failed = await failuresOf(directory, mutation);
      console.error(`${failed.length === 0 ? 'SURVIVED' : 'seen'}: ${mutation.what}`);
      rows.push({ what: mutation.what, file: mutation.file, failed });
    }
    const text = table(
      ['Mutation', 'In', 'Failing tests', 'The first'],
      rows.map(({ what, file, failed }) => [
        what,
        file,
        String(failed.length),
        failed[0] ?? '**none**',
      ]),
    );
    const survivors = rows.filter(({ failed }) => failed.length === 0);
    if (survivors.length > 0) {
      throw new UserError(`${text}\n${survivors.length} of ${rows.length} left the tests green`);
    }
    return text;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function requireOnce({ file, from }: Mutation): void {
  const text = readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
  if (text.split(from).length !== 2) {
    throw new UserError(`${file} does not hold this once: ${from}`);
  }
}

/** The names of the tests that fail with the mutation. */
async function failuresOf(directory: string, mutation: Mutation): Promise<string[]> {
  const file = path.join(directory, mutation.file);
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(mutation.from, () => mutation.to),
  );
  try {
    return await failingTests(directory, mutation.tests);
  } finally {
    writeFileSync(file, text);
  }
}

interface JestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

async function failingTests(directory: string, tests: readonly string[]): Promise<string[]> {
  const output = path.join(directory, 'results.json');
  rmSync(output, { force: true });
  const jest = path.join(directory, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--selectProjects', 'unit', '--json', '--outputFile', output, '-w', '2'];
  const child = spawn(process.execPath, [jest, ...options, ...tests], {
    cwd: directory,
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.on('close', resolve));
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as JestResults;
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    // A file that does not even load fails as a whole.
    if (assertionResults.length === 0)
      return [`${path.basename(name)}: ${message.split('\n')[0] ?? ''}`];
    return failed.map(({ fullName }) => fullName);
  });
}
