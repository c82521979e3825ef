const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/** Libraries that are slow to load, and whose objects pass between realms unharmed. */
const SHARED = /^(cdktf|constructs|zod|@cdktf\/provider-aws)(\/|$)/;

// cdktf notes with each token where it was made: a fifth of all CPU time, for Jest maps every line.
require('cdktf/lib/tokens/private/stack-trace').captureStackTrace = () => [];

/** Jest loads every module anew for each test file; these few Node loads once per worker. */
module.exports = class SharedLibraryRuntime extends Runtime {
  requireModuleOrMock(from, name) {
    if (!SHARED.test(name)) return super.requireModuleOrMock(from, name);
    // cdktf's matchers register with the global `expect`, and compare by it.
    globalThis.expect = this._environment.global.expect;
    return createRequire(from)(name);
  }
};
