// `node --require` this, in place of `node --import tsx`, to run TypeScript that has to start fast:
// tsx's loader for ES modules takes a thread and 0.3 s, and tsx looks through every dependency for
// something to transform, which doubles the time they take to load. So `import()` is not available.
const { extensions } = require;
const asNode = extensions['.js'];
require('tsx/cjs');
const asTsx = extensions['.js'];
extensions['.js'] = (module, file) =>
  (/[/\\]node_modules[/\\]/.test(file) ? asNode : asTsx)(module, file);
