const { createRequire } = require('node:module');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');

const requireOfJest = createRequire(require.resolve('jest-runtime'));
const { ModernFakeTimers } = requireOfJest('@jest/fake-timers');
const { ModuleMocker } = requireOfJest('jest-mock');

/** Jest's own natives, which fake timers must not reach. */
const NATIVES = {
  'jest-native-promise': Promise,
  'jest-native-now': Date.now.bind(Date),
  'jest-native-read-file': readFileSync,
  'jest-native-write-file': writeFileSync,
  'jest-native-exists-file': existsSync,
};
for (const [name, value] of Object.entries(NATIVES)) globalThis[Symbol.for(name)] = value;
globalThis['jest-symbol-do-not-touch'] = Symbol;

/**
 * The environment of a test file: the worker's own realm, where Jest's makes a realm for each file, so that
 * libraries that compare classes can be loaded once. What a file changes in it is put back.
 */
module.exports = class WorkerRealm {
  constructor({ projectConfig }) {
    this.global = globalThis;
    Object.assign(globalThis, projectConfig.globals);
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  setup() {
    this.variables = { ...process.env };
    Error.stackTraceLimit = 100;
  }

  teardown() {
    this.fakeTimersModern.dispose();
    createRequire(require.resolve('aws-sdk-client-mock'))('sinon').restore();
    process.env = this.variables;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** None of its own: shared-library-runtime.cjs compiles into this one. */
  getVmContext() {
    return globalThis;
  }
};
