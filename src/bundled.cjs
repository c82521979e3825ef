// `node src/bundled.cjs FILE.ts …` runs a TypeScript program from one bundle of it and all that it
// imports: loading each module by itself takes twice as long. The bundle lies in .cache, under
// a name that changes with every source, dependency and version of Node.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');

/** Files by their paths, ends and contents: what a bundle is made of. */
function sourceHash(entry) {
  const hash = createHash('sha256').update(process.version).update(entry);
  const add = (file) =>
    hash
      .update(file)
      .update('\0')
      .update(fs.readFileSync(path.join(ROOT, file)));
  for (const file of ['pnpm-lock.yaml', 'src/bundled.cjs', entry]) add(file);
  const near = path.dirname(entry);
  for (const directory of near === '.' ? ['src'] : ['src', near]) {
    for (const file of fs.readdirSync(path.join(ROOT, directory), { recursive: true }).sort()) {
      if (file.endsWith('.ts')) add(path.join(directory, file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Each module of ours keeps knowing where it lies. */
const ownPlaces = {
  name: 'own-places',
  setup: (build) => {
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const names = { __filename: file, __dirname: path.dirname(file) };
      const prefix = Object.entries(names).map(
        ([name, value]) => `const ${name} = ${JSON.stringify(value)};`,
      );
      return { contents: prefix.join(' ') + fs.readFileSync(file, 'utf8'), loader: 'ts' };
    });
    // cdktf starts this one as a program of its own, which zips a folder.
    build.onLoad({ filter: /cdktf[/\\]lib[/\\]private[/\\]fs\.js$/ }, ({ path: file }) => ({
      contents: `module.exports = require('node:module').createRequire(__filename)(${JSON.stringify(file)});`,
    }));
    // cdktf notes with each token where it was made, for one of its error messages: a sixth of synthesis.
    build.onLoad({ filter: /tokens[/\\]private[/\\]stack-trace\.js$/ }, () => ({
      contents: 'exports.captureStackTrace = () => [];',
    }));
  },
};

/** What nobody has made for a day is of sources that are no more. */
function removeOld(directory) {
  if (!fs.existsSync(directory)) return;
  const yesterday = Date.now() - 86_400_000;
  for (const name of fs.readdirSync(directory)) {
    const file = path.join(directory, name);
    if (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs < yesterday)
      fs.rmSync(file, { force: true });
  }
}

async function bundled(entry) {
  const file = path.join(
    ROOT,
    '.cache',
    'bundles',
    `${path.basename(entry, '.ts')}-${sourceHash(entry)}.cjs`,
  );
  if (fs.existsSync(file)) return file;
  removeOld(path.dirname(file));
  const made = `${file}.${process.pid}`;
  await require('esbuild').build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: made,
    bundle: true,
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [ownPlaces],
  });
  fs.renameSync(`${made}.map`, `${file}.map`);
  fs.writeFileSync(
    made,
    fs.readFileSync(made, 'utf8').replace(/\.cjs\.\d+\.map\s*$/, '.cjs.map\n'),
  );
  fs.renameSync(made, file);
  return file;
}

const entry = path.relative(ROOT, path.resolve(process.argv[2]));
process.setSourceMapsEnabled(true);
bundled(entry).then(
  (file) => {
    process.argv.splice(1, 2, path.join(ROOT, entry));
    require(file);
  },
  (error) => {
    console.error(`Error: ${entry} could not be bundled: ${error.message}`);
    process.exitCode = 1;
  },
);
