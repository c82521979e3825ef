// What runs a function's handler in a process of its own: node bootstrap.mjs <file> <export>
import { pathToFileURL } from 'node:url';

const [, , file, name] = process.argv;

async function run({ event, context, deadline }) {
  try {
    const module = await import(pathToFileURL(file).href);
    const handler = module[name] ?? module.default?.[name];
    if (typeof handler !== 'function') throw new Error(`${file} does not export ${name}`);
    const remaining = { getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) };
    const result = await handler(event, { ...context, ...remaining });
    return { result: result ?? null };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.once('message', async (invocation) => {
  const outcome = await run(invocation);
  process.send(outcome, () => process.exit());
});
