import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { UserError } from '../../config/user-error';
import { PROJECT_ROOT } from '../../system/project';
import { writeWhole } from '../../system/write-whole';
import { externalFiles } from './external-packages';
import type { FunctionSource } from './function-definition';

/** A function's zip. */
export interface FunctionPackage {
  readonly file: string;
  /** Its `CodeSha256`, as Lambda calls it. */
  readonly hash: string;
  /** What cdktf names the zip's folder by; it would read all of it each time to say so. */
  readonly assetHash: string;
  /** Whether Lambda takes it from a bucket only. */
  readonly isLarge: boolean;
}

/** What Lambda calls in the zip. */
export const HANDLER = 'index.handler';

/** What makes packages: another version of it makes others. */
const MAKERS = ['package-function', 'external-packages'].map(
  (name) => `src/constructs/functions/${name}.ts`,
);

/**
 * Bundles a handler with all that it imports into a zip, which is the same on every machine. It is kept in
 * .cache until one of its sources changes, so that esbuild is loaded for changes only.
 * @throws UserError that names the file and the line that cannot be bundled.
 */
export function packageFunction(source: FunctionSource, root = PROJECT_ROOT): FunctionPackage {
  // oxlint-disable-next-line no-restricted-properties -- no token gets here
  const options = hashOf([JSON.stringify(source), ...contents(MAKERS, root)]);
  const name = `${source.entry.replace(/\.ts$/, '').replace(/[^\w-]+/g, '-')}-${options}`;
  const cache = path.join(root, '.cache', 'functions');
  const list = path.join(cache, `${name}.json`);
  return kept(list, root) ?? make(source, list, root);
}

/** The package that was made of the sources as they are now: a large zip is not read again. */
function kept(list: string, root: string): FunctionPackage | undefined {
  try {
    const inputs = JSON.parse(readFileSync(list, 'utf8')) as string[];
    const file = zipFile(list, inputs, root);
    const described = JSON.parse(readFileSync(descriptionOf(file), 'utf8')) as FunctionPackage;
    return { ...described, file };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const descriptionOf = (zip: string): string => zip.replace(/zip$/, 'json');

function make(source: FunctionSource, list: string, root: string): FunctionPackage {
  const { files, inputs } = bundle(source, root);
  const zip = zipped({ ...files, ...externalFiles(source, root) }, source.entry);
  const file = zipFile(list, inputs, root);
  const made: FunctionPackage = {
    file,
    hash: createHash('sha256').update(zip).digest('base64'),
    assetHash: createHash('md5').update(zip).digest('hex').toUpperCase(),
    isLarge: zip.length > MAXIMUM.uploaded * MEGABYTE,
  };
  removeOld(list);
  mkdirSync(path.dirname(file), { recursive: true });
  writeWhole(file, zip);
  // oxlint-disable-next-line no-restricted-properties -- no token gets here
  writeWhole(descriptionOf(file), JSON.stringify(made));
  // oxlint-disable-next-line no-restricted-properties -- no token gets here
  writeWhole(list, JSON.stringify(inputs));
  return made;
}

/** Where a package of those sources lies; what lies in node_modules is in the lock file. Its own name is the same for all: Terraform sees it. */
const zipFile = (list: string, inputs: readonly string[], root: string): string => {
  const folder = list.replace(/json$/, hashOf(contents(['pnpm-lock.yaml', ...inputs], root)));
  return path.join(folder, 'code.zip');
};

const contents = (files: readonly string[], root: string): (string | Uint8Array)[] =>
  files.flatMap((file) => [file, readFileSync(path.join(root, file))]);

function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\0`).update(part);
  return hash.digest('hex').slice(0, 16);
}

type Files = Readonly<Record<string, Uint8Array>>;

/** The bundle and its source map, and the files of the repository that are in it. */
function bundle({ entry, external, runtime }: FunctionSource, root: string) {
  // Only here: what bundles nothing shall not load it.
  const { buildSync } = require('esbuild') as typeof import('esbuild');
  try {
    const { outputFiles, metafile } = buildSync({
      absWorkingDir: root,
      // Of all that the file exports, this alone; and that it does is checked.
      stdin: { contents: `export { handler } from './${entry}';`, resolveDir: root, loader: 'js' },
      outfile: 'index.js',
      write: false,
      metafile: true,
      bundle: true,
      minify: true,
      format: 'cjs',
      platform: 'node',
      mainFields: ['module', 'main'],
      target: runtime.replace(/^nodejs(\d+)\.x$/, 'node$1'),
      // Not the tsconfig.json that lies nearest: it says how types are checked.
      tsconfigRaw: {},
      external: [...external],
      sourcemap: 'linked',
      sourcesContent: false,
      logLevel: 'silent',
    });
    return {
      files: Object.fromEntries(
        outputFiles.map(({ path: file, contents }) => [path.basename(file), contents]),
      ),
      inputs: Object.keys(metafile.inputs)
        .filter((file) => file !== '<stdin>' && !file.includes('node_modules/'))
        .sort(),
    };
  } catch (error) {
    throw notBundled(entry, root, error);
  }
}

function notBundled(entry: string, root: string, error: unknown): unknown {
  const { errors } = error as Partial<import('esbuild').BuildFailure>;
  if (errors === undefined) return error;
  const lines = errors.map(({ text, location }) =>
    location === null || location.file === '<stdin>'
      ? `\n  ${placeOf(entry, root)}${text}`
      : `\n  ${location.file}:${location.line}:${location.column + 1}: ${text}`,
  );
  return new UserError(`The function of ${entry} could not be bundled:${lines.join('')}`);
}

/** Where the entry is written down, e.g. `src/functions.ts:12: `; empty where it is not in that file. */
function placeOf(entry: string, root: string): string {
  const file = path.join(root, 'src', 'functions.ts');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const index = lines.findIndex((line) => line.includes(`'${entry}'`));
  return index === -1 ? '' : `src/functions.ts:${index + 1}: `;
}

/** The zip: entries sorted, their times and rights fixed. */
function zipped(files: Files, entry: string): Uint8Array {
  const names = Object.keys(files).sort();
  const sorted: Zippable = Object.fromEntries(
    names.map((name) => [name, files[name] ?? new Uint8Array()]),
  );
  checkSize(
    entry,
    Object.values(files).reduce((sum, { length }) => sum + length, 0),
  );
  return zipSync(sorted, {
    // The first time that a zip can hold; by parts, for a zip knows no time zones.
    mtime: new Date(1980, 0, 1),
    // Unix, readable for everybody: Lambda does not run as the owner.
    os: 3,
    attrs: 0o100_644 << 16,
  });
}

const MEGABYTE = 1024 * 1024;

/**
 * Megabytes of a zip that is sent to Lambda itself, and of all that is in one, layers included.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAXIMUM = { uploaded: 50, unzipped: 250 } as const;

/** @throws UserError for what Lambda would refuse in the middle of a deploy. */
function checkSize(entry: string, bytes: number): void {
  if (bytes <= MAXIMUM.unzipped * MEGABYTE) return;
  throw new UserError(
    `The function of ${entry} has ${(bytes / MEGABYTE).toFixed(1)} MB unzipped, and Lambda takes ${MAXIMUM.unzipped} MB: import less, or keep what is no code in the image bucket and read it from there.`,
  );
}

/** Packages of the same function that were made a day ago are of sources that are no more. */
function removeOld(list: string): void {
  const cache = path.dirname(list);
  if (!existsSync(cache)) return;
  const yesterday = Date.now() - 86_400_000;
  const prefix = path.basename(list).replace(/json$/, '');
  for (const name of readdirSync(cache).filter((one) => one.startsWith(prefix))) {
    const folder = path.join(cache, name);
    if (statSync(folder).mtimeMs < yesterday) rmSync(folder, { recursive: true, force: true });
  }
}
