// What runs a function's handler in a process of its own: node bootstrap.mjs <folder> <handler>
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [, , folder, handlerName] = process.argv;
const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const lowestLevel = isJson ? LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL) : 0;

/** Known from the beginning of the handler on. */
let requestId;
let initMs;
let started;

class RuntimeError extends Error {
  constructor(type, message) {
    super(message);
    this.name = type;
  }
}

const described = (error, stackName) =>
  error instanceof Error
    ? {
        errorType: error.name,
        errorMessage: error.message,
        [stackName]: (error.stack ?? '').split('\n'),
      }
    : { errorType: typeof error, errorMessage: String(error), [stackName]: [] };

/** One event of the log; its own line ends are carriage returns until it has arrived. */
function write(level, text, json) {
  if (LEVELS.indexOf(level) < lowestLevel) return;
  const timestamp = new Date().toISOString();
  const line = isJson
    ? JSON.stringify({ timestamp, level, requestId, ...json() })
    : `${timestamp}\t${requestId}\t${level}\t${text()}`;
  process.stdout.write(`${line.replaceAll('\n', '\r')}\n`);
}

function jsonOf(values) {
  const error = values.find((value) => value instanceof Error);
  const [first] = values;
  const message =
    values.length === 1 && !(first instanceof Error) && isSerializable(first)
      ? first
      : format(...values);
  return { message, ...(error && described(error, 'stackTrace')) };
}

function isSerializable(value) {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

for (const name of ['trace', 'debug', 'info', 'log', 'warn', 'error']) {
  const level = name === 'log' ? 'INFO' : name.toUpperCase();
  console[name] = (...values) => {
    write(
      level,
      () => format(...values),
      () => jsonOf(values),
    );
  };
}

/** The function that `folder/file.export.export` names, as Lambda reads it. */
async function loadHandler() {
  const { dir, base } = path.parse(handlerName);
  const named = /^([^.]+)\.(.+)$/.exec(base);
  if (named === null) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const [, file, exported] = named;
  const module = path.join(dir, file);
  const found = ['.js', '.mjs', '.cjs']
    .map((extension) => path.resolve(folder, module + extension))
    .find(existsSync);
  if (found === undefined) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${module}'`);
  }
  const loaded = await import(pathToFileURL(found).href);
  const inside = (root) => exported.split('.').reduce((value, name) => value?.[name], root);
  const handler = inside(loaded) ?? inside(loaded.default);
  if (typeof handler === 'function') return handler;
  throw new RuntimeError('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
}

/** What the handler promises, or hands to its callback; null when nothing is left that could. */
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    let given = null;
    process.once('beforeExit', () => resolve(given));
    const returned = handler(event, context, (error, value) => {
      if (error != null) reject(error instanceof Error ? error : new Error(String(error)));
      given = value;
      if (!context.callbackWaitsForEmptyEventLoop) resolve(value);
    });
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  });
}

function serialized(value) {
  try {
    // In a list, as nothing else, what JSON does not have is null.
    return JSON.stringify([value]).slice(1, -1);
  } catch {
    throw new RuntimeError('Error', 'Unable to stringify response body');
  }
}

/** The first outcome ends the process, whatever the handler left running. */
function end(outcome) {
  const durationMs = started === undefined ? 0 : performance.now() - started;
  const memoryMb = Math.ceil(process.resourceUsage().maxRSS / 1024);
  process.send({ ...outcome, initMs, durationMs, memoryMb }, () => process.exit());
}

function fail(error, title) {
  write(
    'ERROR',
    () => `${title}\t${JSON.stringify(described(error, 'stack'))}`,
    () => ({ message: described(error, 'stackTrace') }),
  );
  end({ payload: JSON.stringify(described(error, 'trace')), isError: true });
}

process.on('uncaughtException', (error) => fail(error, 'Uncaught Exception '));
process.on('unhandledRejection', (reason) => {
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  fail(
    new RuntimeError('Runtime.UnhandledPromiseRejection', message),
    'Unhandled Promise Rejection ',
  );
});
// Nobody is there any more who could stop it.
process.once('disconnect', () => process.exit());

process.once('message', async ({ event, context, timeoutMs }) => {
  // The gateway's channel is nothing that a handler waits for.
  process.channel.unref();
  try {
    const handler = await loadHandler();
    requestId = context.awsRequestId;
    initMs = performance.now();
    process.send({ initMs });
    started = performance.now();
    const deadline = Date.now() + timeoutMs;
    const getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
    const value = await call(handler, event, { ...context, getRemainingTimeInMillis });
    end({ payload: serialized(value), isError: false });
  } catch (error) {
    fail(error, 'Invoke Error ');
  }
});
