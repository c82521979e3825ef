import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { STATE_SCOPE, stackName, stateKey } from '../src/config/names';
import type { Environment } from '../src/config/environment';
import type { SharedConfig } from '../src/config/schema';
import { UserError } from '../src/config/user-error';
import { awsClients } from '../src/aws/clients';
import { bootstrap } from '../src/ops/bootstrap/bootstrap';
import { runCdktf } from '../src/cdktf/run-cdktf';
import { StackLog } from '../src/terraform/stack-log';
import { hasBoundary, iamClient } from '../src/aws/stage-boundary';
import { StateBackend } from '../src/terraform/state/state-backend';
import { distributionAddress } from './settings';

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
 * @throws UserError when it fails; why is said before.
 */
export async function deployStage(options: DeployOptions): Promise<Outputs> {
  const { stage, shared, env, dataDirectory, say } = options;
  const stack = stackName(stage);
  const outputsFile = path.join(dataDirectory, `${stack}-outputs.json`);
  const log = (name: string): StackLog => new StackLog(name, dataDirectory, say);
  const deploy = async (): Promise<void> => {
    rmSync(outputsFile, { force: true });
    say(`Deploying ${stack}: cdktf deploy ${stack} --auto-approve`);
    // A folder of its own: cdktf.out is that of deploys to AWS.
    const outdir = path.join(dataDirectory, 'cdktf.out');
    const args = ['deploy', stack, '--auto-approve', '--output', outdir];
    args.push('--outputs-file', outputsFile);
    await runLogged(args, env, log(stack));
  };
  if (await isBootstrapped(stage, shared, env)) {
    await deploy();
  } else {
    say('Making what every stage needs, as `ops bootstrap`: the remote state and the access');
    await bootstrap({ env, say: () => undefined, log, meanwhile: deploy });
  }
  return readOutputs(outputsFile, stack);
}

async function runLogged(args: readonly string[], env: Environment, log: StackLog): Promise<void> {
  const ended = runCdktf(args, env, log.read).then((code) => ({ code }));
  const { code } = await log.watch(ended);
  if (code === 0) return;
  const [command = '', stack = ''] = args;
  throw new UserError(`\`cdktf ${command} ${stack}\` failed (exit code ${code}); see above`);
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

/** The outputs, with the address at which the local AWS serves the distribution for the one that leads to AWS. */
export function withLocalAddress(outputs: Outputs, port: number): Outputs {
  const { cdn_url: url } = outputs;
  if (typeof url !== 'string') return outputs;
  return { ...outputs, cdn_url: distributionAddress(new URL(url).hostname, port) };
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
