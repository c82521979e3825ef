import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../config/environment';
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

/** Synthesizes the app, as cdktf would, into the workspace. Returns one stack's folder; the others are beside it. */
export const synthesizeStack = (
  stack: string,
  workspace: string,
  env?: Environment,
  which?: 'all' | 'alone',
): Promise<string> => synthesizeInto(stack, path.join(workspace, 'cdktf.out'), env, which);

/** A resource of a synthesized stack. */
export interface SynthesizedResource {
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The resources of that type in a synthesized stack. */
export function resourcesOf(stackDirectory: string, type: string): SynthesizedResource[] {
  const text = readFileSync(path.join(stackDirectory, 'cdk.tf.json'), 'utf8');
  const { resource = {} } = JSON.parse(text) as {
    resource?: Record<string, Record<string, Record<string, unknown>>>;
  };
  return Object.entries(resource[type] ?? {}).map(([id, values]) => ({
    address: `${type}.${id}`,
    values,
  }));
}

/** The buckets and tables of a synthesized stack. */
export const namedResources = (stackDirectory: string): NamedResource[] =>
  (Object.keys(NAMED_BY) as NamedType[]).flatMap((type) =>
    resourcesOf(stackDirectory, type).flatMap(({ address, values }) => {
      const name = values[NAMED_BY[type]];
      return typeof name === 'string' ? [{ address, type, name }] : [];
    }),
  );

/** Terraform's block for taking over what exists; what the state has already, it leaves alone. */
export interface Import {
  readonly to: string;
  readonly id: string;
}

const IMPORTS_FILE = 'existing.tf.json';

/** Lets the stack take over what exists. */
export function addImports(stackDirectory: string, imports: readonly Import[]): void {
  // Terraform reads a string of its JSON as a template.
  const asText = ({ to, id }: Import): Import => ({ to, id: id.replace(/[$%](?=\{)/g, '$&$&') });
  writeFileSync(
    path.join(stackDirectory, IMPORTS_FILE),
    JSON.stringify({ import: imports.map(asText) }, null, 2),
  );
}

/** Lets the stack take over nothing any more. */
export function removeImports(stackDirectory: string): void {
  rmSync(path.join(stackDirectory, IMPORTS_FILE), { force: true });
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
  const backend = path.join(stackDirectory, 'backend_override.tf.json');
  writeFileSync(backend, JSON.stringify({ terraform: { backend: { local: {} } } }, null, 2));
  addImports(
    stackDirectory,
    existing.map(({ address, name }) => ({ to: address, id: name })),
  );
  return () => {
    rmSync(backend);
    removeImports(stackDirectory);
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
