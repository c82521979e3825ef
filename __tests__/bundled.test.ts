import { execFile, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
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
    cpSync(path.join(PROJECT_ROOT, 'src', 'bundled.cjs'), at('src', 'bundled.cjs'));
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), at('node_modules'));
    writeFileSync(at('pnpm-lock.yaml'), '');
    writeFileSync(
      at('main.ts'),
      "import { place, says } from './src/it';\nconsole.log(says(), place, process.argv.slice(2));\n",
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
      stdout: `one ${at('src')} [ 'a', 'b' ]\n`,
      stderr: '',
    });
  });

  it('bundles once, and again for one byte of any source', () => {
    run();
    expect(bundles()).toHaveLength(1);
    write('two');
    expect(run().stdout).toMatch(/^two /);
    expect(bundles()).toHaveLength(2);
  });

  it('lets many begin at once', async () => {
    write('three');
    const runs = Array.from({ length: 6 }, () =>
      promisify(execFile)(process.execPath, ['src/bundled.cjs', 'main.ts'], { cwd: root }),
    );
    for (const { stdout } of await Promise.all(runs)) expect(stdout).toMatch(/^three /);
    expect(readdirSync(at('.cache', 'bundles'))).toHaveLength(4);
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
