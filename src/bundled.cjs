// `node src/bundled.cjs FILE.ts …` runs a TypeScript program from a bundle of it and all that it
// imports: loading each module by itself takes twice as long. The bundle lies in .cache, under
// a name that changes with each of its sources, the dependencies and the version of Node.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const ROOT = path.resolve(__dirname, '..');
const BUNDLES = path.join(ROOT, '.cache', 'bundles');

/** Of what a bundle is made; what lies in node_modules is in the lock file. */
function hashOf(inputs) {
  const hash = createHash('sha256').update(process.version);
  for (const file of ['pnpm-lock.yaml', 'src/bundled.cjs', ...inputs]) {
    const content = fs.readFileSync(path.join(ROOT, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Each module of ours keeps knowing where it lies: below the folder of the bundle that runs. */
const ownPlaces = {
  name: 'own-places',
  setup: (build) => {
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const place = (name) =>
        `bundledRoot + ${JSON.stringify(path.sep + path.relative(ROOT, name))}`;
      const names = `const __filename = ${place(file)}, __dirname = ${place(path.dirname(file))};`;
      return { contents: names + fs.readFileSync(file, 'utf8'), loader: 'ts' };
    });
    // cdktf starts this one as a program of its own, which zips a folder.
    build.onLoad({ filter: /cdktf[/\\]lib[/\\]private[/\\]fs\.js$/ }, () => ({
      contents: "module.exports = bundledRequire('cdktf/lib/private/fs');",
    }));
    // cdktf notes with each token where it was made, for one of its error messages: a sixth of synthesis.
    build.onLoad({ filter: /tokens[/\\]private[/\\]stack-trace\.js$/ }, () => ({
      contents: 'exports.captureStackTrace = () => [];',
    }));
  },
};

/** What nobody has made for a day is of sources that are no more. */
function removeOld() {
  const yesterday = Date.now() - 86_400_000;
  for (const name of fs.readdirSync(BUNDLES)) {
    const file = path.join(BUNDLES, name);
    if (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs < yesterday) {
      fs.rmSync(file, { recursive: true, force: true });
    }
  }
}

/** The folder of a bundle that is as its sources are now; undefined when it is to be made. */
function made(list) {
  try {
    const { inputs } = JSON.parse(fs.readFileSync(list, 'utf8'));
    const directory = list.replace(/json$/, hashOf(inputs));
    return fs.existsSync(directory) ? directory : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function make(entry, list) {
  const { build } = require('esbuild');
  const unfinished = `${list}.${process.pid}`;
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: `./${entry}` },
    outdir: unfinished,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // For libraries that are no ES modules.
    banner: { js: 'const require = bundledRequire;' },
    // These look for files of theirs beside them.
    external: ['elkjs', 'esbuild', '@cloud-copilot/*'],
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [ownPlaces],
  });
  removeOld();
  const inputs = Object.keys(metafile.inputs).filter((file) => !file.includes('node_modules/'));
  const directory = list.replace(/json$/, hashOf(inputs));
  try {
    fs.renameSync(unfinished, directory);
  } catch (error) {
    // Another process was as fast, and may run from it already.
    if (!fs.existsSync(directory)) throw error;
    fs.rmSync(unfinished, { recursive: true });
  }
  fs.writeFileSync(unfinished, JSON.stringify({ inputs }));
  fs.renameSync(unfinished, list);
  return directory;
}

async function bundled(entry) {
  const list = path.join(BUNDLES, `${entry.replace(/[/\\]/g, '-').replace(/\.ts$/, '')}.json`);
  return path.join(made(list) ?? (await make(entry, list)), 'main.mjs');
}

/** esbuild itself, or what it cannot find for a name that is no path. */
const isMissingPackage = ({ code, errors = [] }) =>
  code === 'MODULE_NOT_FOUND' || errors.some(({ text }) => /^Could not resolve "[^./]/.test(text));

const entry = path.relative(ROOT, path.resolve(process.argv[2]));
process.setSourceMapsEnabled(true);
globalThis.bundledRoot = ROOT;
globalThis.bundledRequire = require;
bundled(entry).then(
  (file) => {
    process.argv.splice(1, 2, path.join(ROOT, entry));
    return import(pathToFileURL(file));
  },
  (error) => {
    console.error(
      isMissingPackage(error)
        ? 'Error: The dependencies are not installed. Install them: npx --yes pnpm@10 install'
        : `Error: ${entry} could not be bundled: ${error.message}`,
    );
    process.exitCode = 1;
  },
);
