import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TerraformStack } from 'cdktf';
import { z } from 'zod';
import { buildApp } from '../../../src/app';
import { config, stage } from '../config';
import { helloStage } from '../hello-stage';
import { testApp } from '../stack';
import { VERSION } from './install';

/** A check that failed, with the path of its construct. */
export interface FailedCheck {
  readonly id: string;
  readonly path: string;
}

/** What Checkov reads: by the stack's name its JSON, and the constructs' paths by its addresses. */
export interface CheckedStacks {
  readonly texts: ReadonlyMap<string, string>;
  readonly paths: ReadonlyMap<string, string>;
}

/** Every stack with its opt-ins, and a stage with a function. */
function stacks(): TerraformStack[] {
  const shared = { ...config.shared, githubRepositories: ['us/ours'] };
  const withWebAcl = config.stages.map((one) =>
    one.name === 'prod' ? { ...one, webAcl: 'managed-rules' as const } : one,
  );
  const { states, accesses, stages } = buildApp({ shared, stages: withWebAcl });
  const hello = helloStage(testApp(), { ...stage('dev'), name: 'hello' });
  return [...states, ...accesses, ...stages.map((one) => one.stack), hello];
}

type Named = Readonly<Record<string, { readonly '//': { readonly metadata: { path: string } } }>>;

/** The stacks as Checkov can read them. */
export function checkedStacks(): CheckedStacks {
  const [texts, paths] = [new Map<string, string>(), new Map<string, string>()];
  for (const stack of stacks()) {
    const name = stack.node.id;
    const json = stack.toTerraform() as {
      readonly terraform: { required_version?: string };
    } & Readonly<Record<'resource' | 'data', Readonly<Record<string, Named>>>>;
    // With it Checkov reads nothing of the file, and says so in no way.
    delete json.terraform.required_version;
    for (const named of [...Object.values(json.resource), ...Object.values(json.data)]) {
      for (const [id, body] of Object.entries(named)) {
        paths.set(`${name}/${id}`, body['//'].metadata.path);
      }
    }
    texts.set(name, JSON.stringify(json));
  }
  return { texts, paths };
}

interface Failed {
  readonly check_id: string;
  readonly file_path: string;
  readonly resource: string;
}

/**
 * Runs Checkov, which takes some 80 s of processor time with its installation.
 * @throws Error when it read less than all of the stacks.
 */
export function failedChecks({ texts, paths }: CheckedStacks, python: string): FailedCheck[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'image-service-checkov-'));
  for (const [name, text] of texts) {
    mkdirSync(path.join(directory, name));
    writeFileSync(path.join(directory, name, 'cdk.tf.json'), text);
  }
  const { stdout, stderr } = spawnSync(
    python,
    [
      ...['-m', 'checkov.main', '--directory', directory, '--framework', 'terraform_json'],
      ...['--output', 'json', '--compact', '--quiet', '--skip-download'],
    ],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  rmSync(directory, { recursive: true });
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const { summary, results } = JSON.parse(stdout) as {
    readonly summary: { readonly passed: number; readonly parsing_errors: number };
    readonly results: { readonly failed_checks: readonly Failed[] };
  };
  if (summary.parsing_errors > 0 || summary.passed < 1000) {
    throw new Error(`Checkov did not read all of it: ${JSON.stringify(summary)}`);
  }
  return results.failed_checks.map(({ check_id: id, file_path: file, resource }) => {
    const at = `${path.basename(path.dirname(file))}/${resource.split('.').at(-1) ?? ''}`;
    return { id, path: paths.get(at) ?? at };
  });
}

const RECORD_FILE = path.join(__dirname, 'failed-checks.json');

const recordSchema = z.object({
  /** The hash of what Checkov read, and of its version. */
  inputs: z.string(),
  /** Each as its id and the construct's path. */
  failed: z.array(z.string()),
});

const hashOf = ({ texts }: CheckedStacks): string => {
  const hash = createHash('sha256').update(VERSION);
  for (const [name, text] of texts) hash.update(`\0${name}\0${text}`);
  return hash.digest('hex');
};

/** What Checkov said the last time, where it would read the same. */
export function recordedChecks(checked: CheckedStacks): FailedCheck[] | undefined {
  const { inputs, failed } = recordSchema.parse(JSON.parse(readFileSync(RECORD_FILE, 'utf8')));
  if (inputs !== hashOf(checked)) return undefined;
  return failed.map((one) => {
    const [id = '', at = ''] = one.split(' ');
    return { id, path: at };
  });
}

/** Keeps what Checkov says, for runs that would make it read the same. */
export function recordChecks(checked: CheckedStacks, failed: readonly FailedCheck[]): void {
  const record = {
    inputs: hashOf(checked),
    failed: failed.map(({ id, path: at }) => `${id} ${at}`).sort(),
  };
  writeFileSync(RECORD_FILE, `${JSON.stringify(record, undefined, 2)}\n`);
}
