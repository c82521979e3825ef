import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { STATE_STACK } from '../config/names';
import type { Environment } from '../config/overrides';
import { CACHE_DIRECTORY } from '../terraform/project';
import { synthesizeStack as synthesizeInto } from './synthesize';

const PREFIX = 'bootstrap-';

/** A resource of the stack that may exist before its state does. */
export interface NamedResource {
  readonly address: string;
  readonly type: NamedType;
  readonly name: string;
}

/** The types whose creation fails if they exist, with the argument that names them. */
const NAMED_BY = { aws_s3_bucket: 'bucket', aws_dynamodb_table: 'name' } as const;
type NamedType = keyof typeof NAMED_BY;

/** A fresh folder for one run; what killed runs left behind is removed. */
export function createWorkspace(cache: string = CACHE_DIRECTORY): string {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith(PREFIX))) {
    if (!isRunning(Number(name.slice(PREFIX.length)))) {
      rmSync(path.join(cache, name), { recursive: true, force: true });
    }
  }
  const workspace = path.join(cache, `${PREFIX}${process.pid}`);
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace);
  return workspace;
}

/** Synthesizes the app, as cdktf would, into the workspace. Returns the state stack's folder. */
export const synthesizeStateStack = (workspace: string, env?: Environment): Promise<string> =>
  synthesizeStack(STATE_STACK, workspace, env);

/** Synthesizes the app, as cdktf would, into the workspace. Returns one stack's folder; the others are beside it. */
export const synthesizeStack = (
  stack: string,
  workspace: string,
  env?: Environment,
): Promise<string> => synthesizeInto(stack, path.join(workspace, 'cdktf.out'), env);

/** The buckets and tables of a synthesized stack. */
export function namedResources(stackDirectory: string): NamedResource[] {
  const text = readFileSync(path.join(stackDirectory, 'cdk.tf.json'), 'utf8');
  const { resource = {} } = JSON.parse(text) as {
    resource?: Record<string, Record<string, Record<string, unknown>>>;
  };
  return (Object.keys(NAMED_BY) as NamedType[]).flatMap((type) =>
    Object.entries(resource[type] ?? {}).flatMap(([id, values]) => {
      const name = values[NAMED_BY[type]];
      return typeof name === 'string' ? [{ address: `${type}.${id}`, type, name }] : [];
    }),
  );
}

/**
 * Lets the stack's first state be written to the workspace, and what exists already be taken into
 * it: the stack's own backend is the bucket that it is about to create.
 * @returns a function that gives the stack its own backend back.
 */
export function useLocalState(
  stackDirectory: string,
  existing: readonly NamedResource[],
): () => void {
  const files = {
    'backend_override.tf.json': { terraform: { backend: { local: {} } } },
    'existing.tf.json': {
      import: existing.map(({ address, name }) => ({ to: address, id: name })),
    },
  };
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(path.join(stackDirectory, file), JSON.stringify(content, null, 2));
  }
  return () => {
    for (const file of Object.keys(files)) rmSync(path.join(stackDirectory, file));
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
