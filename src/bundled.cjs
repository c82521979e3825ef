// `node src/bundled.cjs FILE.ts …` runs a TypeScript program from two bundles in .cache: of our own
// modules that it imports, and of its libraries. Loading each module by itself takes twice as long.
// A bundle is found by the content of all that it is made of (src/bundle.cjs makes it), and beside it
// lies what V8 has compiled of it.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { SourceMap } = require('node:module');
const path = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

const ROOT = path.resolve(__dirname, '..');
const BUNDLES = path.join(ROOT, '.cache', 'bundles');

/** Where the bundle lies that is made of these files and names; what lies in node_modules is in the lock file. */
function bundleOf(files, names = []) {
  const hash = createHash('sha256').update(`${process.version}\0${names.join()}\0`);
  for (const file of ['pnpm-lock.yaml', 'src/bundled.cjs', 'src/bundle.cjs', ...files]) {
    const content = fs.readFileSync(path.join(ROOT, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return path.join(BUNDLES, hash.digest('hex').slice(0, 16), 'bundle.js');
}

/** The program's bundles, as its sources are now; undefined when they are to be made. */
function made(list) {
  try {
    const { inputs, libraries } = JSON.parse(fs.readFileSync(list, 'utf8'));
    const bundles = { own: bundleOf(inputs), libraries: bundleOf([], libraries) };
    return Object.values(bundles).every((file) => fs.existsSync(file)) ? bundles : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs a bundle. What V8 compiled of it for a command the first time is kept for all others. */
function run(file, ...globals) {
  const [command] = /^[a-z-]*$/.exec(process.argv[2] ?? '') ?? [''];
  const code = path.join(path.dirname(file), `compiled-${v8.cachedDataVersionTag()}-${command}`);
  const cachedData = fs.existsSync(code) ? fs.readFileSync(code) : undefined;
  const script = new vm.Script(fs.readFileSync(file, 'utf8'), { filename: file, cachedData });
  if (cachedData === undefined) {
    process.once('exit', (exitCode) => {
      if (exitCode !== 0) return;
      try {
        fs.writeFileSync(`${code}.${process.pid}`, script.createCachedData());
        fs.renameSync(`${code}.${process.pid}`, code);
      } catch {
        // The disk is full: the next one compiles again.
      }
    });
  }
  return script.runInThisContext()(...globals);
}

/** Stack traces name the lines of the TypeScript. */
function mapStackTraces(file) {
  let map;
  const mapped = (site) => {
    if (site.getFileName() !== file) return String(site);
    map ??= new SourceMap(JSON.parse(fs.readFileSync(`${file}.map`, 'utf8')));
    const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
    const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, column - 1);
    if (originalSource === undefined) return String(site);
    const source = path.resolve(path.dirname(file), originalSource);
    const place = `${source}:${originalLine + 1}:${originalColumn + 1}`;
    return String(site).replace(`${file}:${line}:${column}`, place);
  };
  Error.prepareStackTrace = (error, sites) =>
    [String(error), ...sites.map((site) => `    at ${mapped(site)}`)].join('\n');
}

function start(entry, bundles) {
  process.argv.splice(1, 2, path.join(ROOT, entry));
  mapStackTraces(bundles.own);
  const libraries = run(bundles.libraries, require);
  const requireLibrary = (name) => libraries[name]?.() ?? require(name);
  run(bundles.own, Object.assign(requireLibrary, require), ROOT);
}

const entry = path.relative(ROOT, path.resolve(process.argv[2]));
const list = path.join(BUNDLES, `${entry.replace(/[/\\]/g, '-').replace(/\.ts$/, '')}.json`);
const bundles = made(list);
if (bundles !== undefined) start(entry, bundles);
else {
  const { make, explained } = require('./bundle.cjs');
  make(entry, list, bundleOf).then(
    (own) => start(entry, own),
    (error) => {
      console.error(`Error: ${explained(entry, error)}`);
      process.exitCode = 1;
    },
  );
}
