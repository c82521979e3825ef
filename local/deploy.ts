import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { STATE_SCOPE, stackName, stateKey } from '../src/config/names';
import type { Environment } from '../src/config/overrides';
import type { SharedConfig } from '../src/config/schema';
import { awsClients } from '../src/ops/aws';
import { bootstrap } from '../src/ops/bootstrap';
import { runCdktf } from '../src/ops/run-cdktf';
import { hasBoundary, iamClient } from '../src/ops/stage-boundary';
import { StateBackend } from '../src/ops/state-backend';

/** One stack's outputs, as cdktf writes them. */
export type Outputs = Readonly<Record<string, unknown>>;

export interface DeployOptions {
  readonly stage: string;
  readonly shared: SharedConfig;
  /** The local AWS, as the stage's account. */
  readonly env: Environment;
  readonly dataDirectory: string;
  readonly say: (line: string) => void;
}

/**
 * Deploys a stage with the real cdktf, after making what every stage needs if it is not there.
 * @returns the exit code, and the outputs if it is 0.
 */
export async function deployStage(
  options: DeployOptions,
): Promise<{ readonly code: number; readonly outputs: Outputs }> {
  const { stage, shared, env, dataDirectory, say } = options;
  if (!(await isBootstrapped(stage, shared, env))) await bootstrap(env, say);
  const stack = stackName(stage);
  const outputsFile = path.join(dataDirectory, `${stack}-outputs.json`);
  mkdirSync(dataDirectory, { recursive: true });
  rmSync(outputsFile, { force: true });
  say(`\nDeploying ${stack}: cdktf deploy ${stack} --auto-approve`);
  const args = ['deploy', stack, '--auto-approve', '--outputs-file', outputsFile];
  const code = await runCdktf(args, env);
  return { code, outputs: code === 0 ? readOutputs(outputsFile, stack) : {} };
}

async function isBootstrapped(
  stage: string,
  shared: SharedConfig,
  env: Environment,
): Promise<boolean> {
  const clients = awsClients(shared.stateRegion, env);
  const backend = new StateBackend(shared, clients, env);
  return (
    (await backend.hasBucket()) &&
    (await backend.hasLockTable()) &&
    (await backend.hasState(stateKey(STATE_SCOPE))) &&
    (await hasBoundary(iamClient(env), stage, await backend.account(), env))
  );
}

function readOutputs(file: string, stack: string): Outputs {
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Outputs>;
  return all[stack] ?? {};
}

/** The outputs as lines of two columns. */
export function outputTable(outputs: Outputs): string {
  const names = Object.keys(outputs).sort();
  const width = Math.max(0, ...names.map((name) => name.length));
  return names
    .map((name) => {
      const value = outputs[name];
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return `  ${name.padEnd(width)}  ${text}`;
    })
    .join('\n');
}
