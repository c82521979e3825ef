const { AsyncLocalStorage } = require('node:async_hooks');
const { createRequire } = require('node:module');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Libraries that are slow to load, and whose objects pass between realms unharmed. */
const SHARED = /^(cdktf|constructs|typescript|zod|@cdktf\/provider-aws)(\/|$)/;

// cdktf notes with each token where it was made: a fifth of all CPU time, for Jest maps every line.
require('cdktf/lib/tokens/private/stack-trace').captureStackTrace = () => [];

// Jest compiles each module anew for each test file; V8 need not parse it again.
const { compileFunction } = vm;
const compiled = new Map();
vm.compileFunction = (source, parameters, options) => {
  const known = compiled.get(options.filename);
  if (known?.source === source) {
    return compileFunction(source, parameters, { ...options, cachedData: known.cachedData });
  }
  const compile = compileFunction(source, parameters, { ...options, produceCachedData: true });
  // A copy: the data itself holds on to the test file's realm, and with it to all that the file has loaded.
  compiled.set(options.filename, { source, cachedData: Buffer.from(compile.cachedData) });
  return compile;
};

// Each test file has a storage of Jest's own, which Node 20 then asks for each promise, of all files so far.
const run = Reflect.get(AsyncLocalStorage.prototype, 'run');
const storages = new Set();
AsyncLocalStorage.prototype.run = function (...args) {
  storages.add(this);
  return run.apply(this, args);
};

/** Jest loads every module anew for each test file; these few Node loads once per worker. */
module.exports = class SharedLibraryRuntime extends Runtime {
  setGlobalsForRuntime(globals) {
    super.setGlobalsForRuntime(globals);
    // cdktf's matchers register with the global `expect`, and compare by it.
    globalThis.expect = globals.expect;
  }

  /** Of concurrent cases one may load a module where another has just ended, which Jest would refuse. */
  leaveTestCode() {
    super.enterTestCode();
  }

  teardown() {
    for (const storage of storages) storage.disable();
    storages.clear();
    // What a command listens for on the worker's own output.
    process.stdout.removeAllListeners('error');
    super.teardown();
  }

  requireModuleOrMock(from, name) {
    return SHARED.test(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
};
