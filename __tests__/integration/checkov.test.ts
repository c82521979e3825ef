import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { TerraformStack } from 'cdktf';
import { buildApp } from '../../src/app';
import { CHECKOV_REPORTS } from '../../src/guardrails/checkov';
import { RULES } from '../../src/guardrails/rules';
import { matches } from '../../src/guardrails/waiver';
import { WAIVERS } from '../../src/guardrails/waivers';
import { checkov } from '../support/checkov';
import { config, stage } from '../support/config';
import { helloStage } from '../support/hello-stage';
import { testApp } from '../support/stack';
import { temporaryDirectory } from '../support/temporary';

const found = checkov();

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

interface Failed {
  readonly check_id: string;
  readonly file_path: string;
  readonly resource: string;
}

/** The checks that fail, by the path of the construct. */
function failedChecks(python: string): { readonly id: string; readonly path: string }[] {
  const directory = temporaryDirectory();
  const paths = new Map<string, string>();
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
    mkdirSync(path.join(directory, name));
    writeFileSync(path.join(directory, name, 'cdk.tf.json'), JSON.stringify(json));
  }
  const { stdout, stderr } = spawnSync(
    python,
    [
      ...['-m', 'checkov.main', '--directory', directory, '--framework', 'terraform_json'],
      ...['--output', 'json', '--compact', '--quiet', '--skip-download'],
    ],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const { summary, results } = JSON.parse(stdout) as {
    readonly summary: { readonly passed: number; readonly parsing_errors: number };
    readonly results: { readonly failed_checks: readonly Failed[] };
  };
  expect(summary.parsing_errors).toBe(0);
  expect(summary.passed).toBeGreaterThan(1000);
  return results.failed_checks.map(({ check_id: id, file_path: file, resource }) => {
    const at = `${path.basename(path.dirname(file))}/${resource.split('.').at(-1) ?? ''}`;
    return { id, path: paths.get(at) ?? at };
  });
}

type Named = Readonly<Record<string, { readonly '//': { readonly metadata: { path: string } } }>>;

/** Whether a waiver of the rule that stands for the check is about the path. */
const isWaived = ({ id, path: at }: { readonly id: string; readonly path: string }): boolean =>
  WAIVERS.some(
    (waiver) =>
      matches(waiver.path, at) &&
      RULES.some(({ id: rule, checkov: checks }) => rule === waiver.rule && id in checks),
  );

const why = 'missing' in found ? ` (skipped: ${found.missing})` : '';

(why === '' ? describe : describe.skip)(`Checkov${why}`, () => {
  it('reports nothing but what src/guardrails/checkov.ts and the waivers explain, and all of that', () => {
    const failed = failedChecks('python' in found ? found.python : '');
    const unexplained = failed.filter((one) => !isWaived(one) && !(one.id in CHECKOV_REPORTS));
    expect(unexplained).toEqual([]);
    const reported = new Set(failed.filter((one) => !isWaived(one)).map(({ id }) => id));
    expect(Object.keys(CHECKOV_REPORTS).filter((id) => !reported.has(id))).toEqual([]);
  });
});
