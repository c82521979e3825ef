import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import type { NodeRuntime } from '../../../src/config/schema';
import type { FunctionSource } from '../../../src/constructs/functions/function-definition';
import { packageFunction } from '../../../src/constructs/functions/package-function';
import { PROJECT_ROOT } from '../../../src/system/project';
import { largeFunction } from '../../support/large-function';
import { temporaryDirectory, write } from '../../support/temporary';

const HANDLER = `import { greeting } from './greeting';
export const handler = (): string => greeting();
export const unused = (): string => 'nobody calls this';
`;

let root: string;

/** A repository with one function. */
function repository(): string {
  const made = temporaryDirectory();
  write(made, 'pnpm-lock.yaml');
  for (const name of ['package-function', 'external-packages']) {
    write(made, `src/constructs/functions/${name}.ts`);
  }
  write(made, 'functions/hello/handler.ts', HANDLER);
  write(made, 'functions/hello/greeting.ts', "export const greeting = (): string => 'one';\n");
  return made;
}

beforeEach(() => {
  root = repository();
});

const source = (overrides: Partial<FunctionSource> = {}): FunctionSource => ({
  entry: 'functions/hello/handler.ts',
  architecture: 'arm64',
  external: [],
  runtime: 'nodejs22.x',
  ...overrides,
});

const filesOf = (zip: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(unzipSync(readFileSync(zip))).map(([name, content]) => [
      name,
      Buffer.from(content).toString('utf8'),
    ]),
  );

describe('packageFunction', () => {
  it('bundles what the handler imports, and no more, with a source map beside', () => {
    const files = filesOf(packageFunction(source(), root).file);
    expect(Object.keys(files)).toEqual(['index.js', 'index.js.map']);
    expect(files['index.js']).toContain('"one"');
    expect(files['index.js']).not.toContain('nobody calls this');
    expect(files['index.js']).toMatch(/\/\/# sourceMappingURL=index\.js\.map\n$/);
    const map = JSON.parse(files['index.js.map'] ?? '') as { readonly sources: string[] };
    expect(map.sources).toEqual(
      expect.arrayContaining(['functions/hello/handler.ts', 'functions/hello/greeting.ts']),
    );
  });

  it('makes code that Lambda can call by its handler', () => {
    const files = filesOf(packageFunction(source(), root).file);
    const file = write(temporaryDirectory(), 'index.js', files['index.js']);
    const { stdout } = spawnSync(
      process.execPath,
      ['-e', `console.log(require(${JSON.stringify(file)}).handler())`],
      { encoding: 'utf8' },
    );
    expect(stdout).toBe('one\n');
  });

  it('writes JavaScript that the runtime knows', () => {
    const handler = 'export const handler = (event?: { a: number }) => event?.a;';
    write(root, 'functions/hello/handler.ts', handler);
    const codeFor = (runtime: string): string | undefined =>
      filesOf(packageFunction(source({ runtime: runtime as NodeRuntime }), root).file)['index.js'];
    expect(codeFor('nodejs22.x')).toContain('?.a');
    expect(codeFor('nodejs12.x')).not.toContain('?.a');
  });

  it('makes the same bytes in every folder, time zone and at every time', () => {
    const { hash } = packageFunction(source(), root);
    const elsewhere = repository();
    const program = write(
      elsewhere,
      'main.ts',
      `import { packageFunction } from '${PROJECT_ROOT}/src/constructs/functions/package-function';
console.log(packageFunction(${JSON.stringify(source())}, process.cwd()).hash);
`,
    );
    mkdirSync(path.join(elsewhere, 'src'), { recursive: true });
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), path.join(elsewhere, 'node_modules'));
    for (const file of ['src/bundled.cjs', 'src/bundle.cjs']) {
      write(elsewhere, file, readFileSync(path.join(PROJECT_ROOT, file), 'utf8'));
    }
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['src/bundled.cjs', path.basename(program)],
      { cwd: elsewhere, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', TZ: 'Pacific/Auckland' } },
    );
    expect({ stdout, stderr }).toEqual({ stdout: `${hash}\n`, stderr: '' });
  });

  it('bundles again when a source or the lock file has changed, and otherwise loads no esbuild', () => {
    const first = packageFunction(source(), root);
    jest.isolateModules(() => {
      jest.doMock('esbuild', () => {
        throw new Error('esbuild was loaded');
      });
      const { packageFunction: again } =
        require('../../../src/constructs/functions/package-function') as typeof import('../../../src/constructs/functions/package-function');
      expect(again(source(), root)).toEqual(first);
      write(root, 'functions/hello/greeting.ts', "export const greeting = (): string => 'two';\n");
      expect(() => again(source(), root)).toThrow('esbuild was loaded');
      jest.dontMock('esbuild');
    });
    const second = packageFunction(source(), root);
    expect(second.hash).not.toBe(first.hash);
    expect(filesOf(second.file)['index.js']).toContain('"two"');
    write(root, 'functions/hello/greeting.ts', "export const greeting = (): string => 'one';\n");
    expect(packageFunction(source(), root)).toEqual(first);
    write(root, 'pnpm-lock.yaml', 'changed');
    expect(packageFunction(source(), root).file).not.toBe(first.file);
  });

  it('names the hash that Lambda will name', () => {
    const { file, hash } = packageFunction(source(), root);
    const { stdout } = spawnSync(
      'sh',
      ['-c', `openssl dgst -sha256 -binary < '${file}' | base64`],
      {
        encoding: 'utf8',
      },
    );
    expect(hash).toBe(stdout.trim());
  });

  it('names the file and the line that it cannot bundle', () => {
    write(
      root,
      'functions/hello/handler.ts',
      "// A first line.\nimport { gone } from './gone';\nexport const handler = gone;\n",
    );
    expect(() => packageFunction(source(), root)).toThrow(
      'The function of functions/hello/handler.ts could not be bundled:\n  functions/hello/handler.ts:2:22: Could not resolve "./gone"',
    );
    write(root, 'functions/hello/handler.ts', 'export const handler = (;\n');
    expect(() => packageFunction(source(), root)).toThrow(
      /\n {2}functions\/hello\/handler\.ts:1:25: /,
    );
  });

  it('refuses an entry that is not there, or exports no handler', () => {
    write(
      root,
      'src/functions.ts',
      "export const FUNCTIONS = [\n  { entry: 'functions/gone.ts' },\n];\n",
    );
    expect(() => packageFunction(source({ entry: 'functions/gone.ts' }), root)).toThrow(
      'The function of functions/gone.ts could not be bundled:\n  src/functions.ts:2: Could not resolve "./functions/gone.ts"',
    );
    write(root, 'functions/hello/handler.ts', 'export const other = 1;\n');
    expect(() => packageFunction(source(), root)).toThrow(
      'The function of functions/hello/handler.ts could not be bundled:\n  No matching export in "functions/hello/handler.ts" for import "handler"',
    );
  });

  it('knows a zip that Lambda takes from a bucket only', () => {
    expect(packageFunction(source(), root).isLarge).toBe(false);
    expect(packageFunction(source(largeFunction()), PROJECT_ROOT).isLarge).toBe(true);
  });

  it('refuses a function whose files are more than Lambda takes, and says what to do', () => {
    write(root, 'node_modules/large/package.json', '{"version":"1.0.0"}');
    write(root, 'node_modules/large/data', 'x'.repeat(251 * 1024 * 1024));
    expect(() => packageFunction(source({ external: ['large'] }), root)).toThrow(
      'The function of functions/hello/handler.ts has 251.0 MB unzipped, and Lambda takes 250 MB: import less, or keep what is no code in the image bucket and read it from there.',
    );
  });

  describe('with external packages', () => {
    const install = (
      name: string,
      manifest: object,
      files: Readonly<Record<string, string>> = {},
    ): void => {
      const folder = `node_modules/${name}`;
      write(
        root,
        `${folder}/package.json`,
        JSON.stringify({ name, version: '1.0.0', ...manifest }),
      );
      for (const [file, content] of Object.entries(files))
        write(root, `${folder}/${file}`, content);
    };
    const external = source({ external: ['native'] });

    beforeEach(() => {
      write(
        root,
        'functions/hello/handler.ts',
        "import native from 'native';\nexport const handler = (): string => native.name;\n",
      );
      install(
        'native',
        {
          main: 'main.js',
          dependencies: { helper: '^1.0.0' },
          optionalDependencies: {
            '@native/linux-arm64': '1.0.0',
            '@native/linux-x64': '1.0.0',
            '@native/linuxmusl-arm64': '1.0.0',
            '@native/darwin-arm64': '1.0.0',
          },
        },
        { 'main.js': "exports.name = 'native';", 'lib/a.js': '' },
      );
      install('helper', {}, { 'index.js': '' });
      install(
        '@native/linux-arm64',
        { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
        { 'it.node': 'ELF' },
      );
      install('@native/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }, { 'it.node': 'Mach-O' });
    });

    it('copies them and what they need on Linux, and bundles them not', () => {
      const files = filesOf(packageFunction(external, root).file);
      expect(Object.keys(files).filter((name) => !name.endsWith('package.json'))).toEqual([
        'index.js',
        'index.js.map',
        'node_modules/@native/linux-arm64/it.node',
        'node_modules/helper/index.js',
        'node_modules/native/lib/a.js',
        'node_modules/native/main.js',
      ]);
      expect(files['index.js']).toContain('require("native")');
    });

    it('refuses one whose binaries are not installed for the architecture', () => {
      expect(() => packageFunction({ ...external, architecture: 'x86_64' }, root)).toThrow(
        'functions/hello/handler.ts: @native/linux-x64 is not installed, which native needs in Lambda. Add linux, x64 and glibc to supportedArchitectures (os, cpu, libc) of pnpm-workspace.yaml, then: pnpm install',
      );
    });

    it('refuses two that need another in two versions', () => {
      install('native/node_modules/helper', { version: '2.0.0' }, {});
      expect(() => packageFunction({ ...external, external: ['helper', 'native'] }, root)).toThrow(
        'functions/hello/handler.ts: external packages need helper in two versions, 1.0.0 and 2.0.0. Install versions of them that take the same.',
      );
    });

    it('refuses one that is not installed at all', () => {
      rmSync(path.join(root, 'node_modules', 'helper'), { recursive: true });
      expect(() => packageFunction(external, root)).toThrow(
        'functions/hello/handler.ts: external "helper" is not installed. Install it: pnpm add helper',
      );
    });
  });
});
