// Makes the bundles that src/bundled.cjs runs: a change of our sources makes only theirs again.
const fs = require('node:fs');
const { isBuiltin } = require('node:module');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');

/** These look for files of theirs beside them. */
const NEVER_BUNDLED = ['elkjs', 'esbuild', 'playwright-core', '@cloud-copilot/*', '@swc/core'];

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  supported: { 'dynamic-import': false },
  footer: { js: '})' },
  metafile: true,
  logLevel: 'silent',
};

/** Each module of ours keeps knowing where it lies. */
const ownPlaces = {
  name: 'own-places',
  setup: (build) => {
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const place = (name) => `root + ${JSON.stringify(path.sep + path.relative(ROOT, name))}`;
      const names = `const __filename = ${place(file)}, __dirname = ${place(path.dirname(file))};`;
      return { contents: names + fs.readFileSync(file, 'utf8'), loader: 'ts' };
    });
  },
};

const changedCdktf = {
  name: 'changed-cdktf',
  setup: (build) => {
    // cdktf starts this one as a program of its own, which zips a folder; no stack of ours has it zip one.
    build.onLoad({ filter: /cdktf[/\\]lib[/\\]private[/\\]fs\.js$/ }, () => ({
      contents:
        "module.exports = new Proxy({}, { get: (_, name) => libraryRequire('cdktf/lib/private/fs')[name] });",
    }));
    // cdktf notes with each token where it was made, for one of its error messages: a sixth of synthesis.
    build.onLoad({ filter: /tokens[/\\]private[/\\]stack-trace\.js$/ }, () => ({
      contents: 'exports.captureStackTrace = () => [];',
    }));
    // Node has deprecated the function of this name, and from 22 on says so.
    build.onLoad({ filter: /cdktf[/\\]lib[/\\]terraform-output\.js$/ }, ({ path: file }) => ({
      contents: fs.readFileSync(file, 'utf8').replace('(0, util_2.isArray)', 'Array.isArray'),
    }));
  },
};

const isBundled = (name) =>
  !isBuiltin(name) && !NEVER_BUNDLED.some((one) => name.startsWith(one.replace('*', '')));

/** What nobody has used for a new bundle for a day is of sources that are no more. */
function removeOld(bundles) {
  const yesterday = Date.now() - 86_400_000;
  for (const name of fs.readdirSync(bundles)) {
    const file = path.join(bundles, name);
    if (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs < yesterday) {
      fs.rmSync(file, { recursive: true, force: true });
    }
  }
}

/** Moves it to where it is found, which another process, as fast, may have done already. */
function place(unfinished, bundle) {
  const directory = path.dirname(bundle);
  try {
    fs.renameSync(unfinished, directory);
  } catch (error) {
    if (!fs.existsSync(directory)) throw error;
    fs.rmSync(unfinished, { recursive: true });
  }
}

async function makeLibraries(names, bundle, unfinished, build) {
  if (fs.existsSync(bundle)) {
    fs.utimesSync(path.dirname(bundle), new Date(), new Date());
    return;
  }
  const entries = names.map((name) => `${JSON.stringify(name)}: () => require('${name}'),`);
  await build({
    ...OPTIONS,
    stdin: { contents: `module.exports = { ${entries.join('\n')} };`, resolveDir: ROOT },
    outfile: path.join(unfinished, 'bundle.js'),
    banner: { js: '(function (require) { const libraryRequire = require, module = {};' },
    footer: { js: 'return module.exports; })' },
    external: NEVER_BUNDLED,
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [changedCdktf],
  });
  place(unfinished, bundle);
}

/** Makes the bundles of a program, and the list of what they are made of. */
async function make(entry, list, bundleOf) {
  const { build, stop } = require('esbuild');
  const begun = Date.now();
  const unfinished = `${list}.${process.pid}`;
  const { metafile } = await build({
    ...OPTIONS,
    entryPoints: [`./${entry}`],
    outfile: path.join(unfinished, 'bundle.js'),
    banner: { js: '(function (require, root) {' },
    packages: 'external',
    sourcemap: 'external',
    sourcesContent: false,
    plugins: [ownPlaces],
  });
  const inputs = Object.keys(metafile.inputs);
  if (inputs.some((file) => fs.statSync(path.join(ROOT, file)).mtimeMs >= begun)) {
    // What was bundled may be older than what its name would say.
    return make(entry, list, bundleOf);
  }
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const libraries = [...new Set(imports.map((one) => one.path))].filter(isBundled).sort();
  const bundles = { own: bundleOf(inputs), libraries: bundleOf([], libraries) };
  place(unfinished, bundles.own);
  await makeLibraries(libraries, bundles.libraries, unfinished, build);
  fs.writeFileSync(unfinished, JSON.stringify({ inputs, libraries }));
  fs.renameSync(unfinished, list);
  removeOld(path.dirname(list));
  await stop();
  return bundles;
}

/** esbuild itself, or what it cannot find for a name that is no path. */
const isMissingPackage = ({ code, errors = [] }) =>
  code === 'MODULE_NOT_FOUND' || errors.some(({ text }) => /^Could not resolve "[^./]/.test(text));

/** What esbuild says where it cannot write, of the first file. */
const notWritten = ({ errors = [] }) =>
  errors.map(({ text }) => /^Failed to (?:create|write to) output .*: (.*)$/.exec(text)?.[1])[0];

function explained(entry, error) {
  if (isMissingPackage(error)) {
    return 'The dependencies are not installed. Install them: npx --yes pnpm@10 install';
  }
  const fault = notWritten(error);
  return fault === undefined
    ? `${entry} could not be bundled: ${error.message}`
    : `The folder .cache of this clone takes no files (${fault}): the commands are kept there. Make room, or give this user the right to write there.`;
}

module.exports = { explained, make };
