import { execFile, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../src/system/project';

describe('node src/bundled.cjs', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'image-service-bundled-'));
  const at = (...parts: string[]): string => path.join(root, ...parts);

  beforeAll(() => {
    mkdirSync(at('src'));
    for (const file of ['bundled.cjs', 'bundle.cjs']) {
      cpSync(path.join(PROJECT_ROOT, 'src', file), at('src', file));
    }
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), at('node_modules'));
    writeFileSync(at('pnpm-lock.yaml'), '');
    writeFileSync(
      at('main.ts'),
      "import pc from 'picocolors';\nimport { place, says } from './src/it';\nconsole.log(pc.createColors(false).reset(says()), place, process.argv.slice(2), /^→$/.test('→'));\n",
    );
    write('one');
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const write = (what: string): void => {
    writeFileSync(
      at('src', 'it.ts'),
      `export const place: string = __dirname;\n\nexport const says = (): string => ${what.startsWith('throw') ? `{ ${what} }` : `'${what}'`};\n`,
    );
  };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['src/bundled.cjs', 'main.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  const bundles = (): string[] =>
    readdirSync(at('.cache', 'bundles')).filter((name) => !name.endsWith('.json'));

  it('runs a program, whose modules know where they lie', () => {
    expect(run('a', 'b')).toMatchObject({
      status: 0,
      stdout: `one ${at('src')} [ 'a', 'b' ] true\n`,
      stderr: '',
    });
  });

  it('bundles once, and what is ours again for one byte of any source', () => {
    run();
    const first = bundles();
    write('two');
    expect(run().stdout).toMatch(/^two /);
    const second = bundles();
    expect(second).toHaveLength(first.length + 1);
    expect(second).toEqual(expect.arrayContaining(first));
    run();
    expect(bundles()).toEqual(second);
  });

  it('bundles all again for another lock file, and opens no library after that', () => {
    writeFileSync(at('pnpm-lock.yaml'), 'another');
    const before = bundles();
    expect(run().status).toBe(0);
    expect(bundles()).toHaveLength(before.length + 2);
    unlinkSync(at('node_modules'));
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), at('node_modules'));
  });

  it('lets many begin at once', async () => {
    write('three');
    const before = bundles();
    const runs = Array.from({ length: 6 }, () =>
      promisify(execFile)(process.execPath, ['src/bundled.cjs', 'main.ts'], { cwd: root }),
    );
    for (const { stdout } of await Promise.all(runs)) expect(stdout).toMatch(/^three /);
    expect(bundles()).toHaveLength(before.length + 1);
  });

  it('keeps what V8 compiled for a command, once that has ended well', () => {
    const kept = (command: string): string[] =>
      readdirSync(at('.cache', 'bundles'), { encoding: 'utf8', recursive: true }).filter((name) =>
        name.endsWith(`-${command}`),
      );
    run('list');
    expect(kept('list')).toHaveLength(2);
    write('throw new Error("no");');
    run('show');
    expect(kept('show')).toEqual([]);
  });

  it('names the line of the TypeScript that failed', () => {
    write('throw new Error("no");');
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${at('src', 'it.ts')}:3`),
    });
  });

  it('says what cannot be bundled', () => {
    write("' + '");
    writeFileSync(at('src', 'it.ts'), 'export const = ;');
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: main\.ts could not be bundled: .*src\/it\.ts:1/s);
  });
});
