import { createRequire } from 'node:module';
import path from 'node:path';
import { childEnvironment, type Environment } from '../config/environment';
import { loadConfig } from '../config/load';
import { runChild, type ChildOutput } from '../system/child-process';
import { terraformEnvironment, withTerraformAtHand } from '../terraform/environment';
import { awsName, howToPush, refuseLeftState, type KeptState } from '../terraform/errored-state';
import { inCdktfRun, removeLeftovers } from '../terraform/run-folder';
import { Interrupted, STOPPED } from '../system/interrupts';
import { PROJECT_ROOT } from '../system/project';
import { providerEnvironment } from '../terraform/provider-source';
import { awsClients } from '../aws/clients';
import { readCdktfArguments, type CdktfCall } from './arguments';
import { checkCall, checkCommandLine, checkContext, checkFiles, requireCommand } from './checks';
import { planWithTerraform, refuseLosses } from './refuse-losses';
import { checkSettings, gateNotes } from './settings';
import { stacksNamed, stateContext, type StateContext } from '../terraform/state/context';
import { isLocked } from '../terraform/state/lock-info';
import { noteWriterHere } from '../terraform/state/writer';
import { CdktfStopper } from './stop-cdktf';

const TAKES_NO_COLOR = new Set(['deploy', 'destroy', 'diff']);

/**
 * Runs the real cdktf after checking what it would trip over, with the settings this project
 * needs, and so that Ctrl-C leaves no state lock behind.
 * @returns the exit code.
 * @throws UserError for the first problem found before cdktf begins, Interrupted when stopped.
 */
export async function runCdktf(
  args: readonly string[],
  given?: Environment,
  output: ChildOutput = 'shown',
): Promise<number> {
  const call = readCdktfArguments(args);
  requireCommand(call);
  // cdktf asks Terraform for its version whatever it does, and goes on where there is none.
  const env = call.runsTerraform ? await terraformEnvironment(given) : await atHand(given);
  if (!call.runsTerraform) return start({ call, env, output });
  const aws = await check(call, env);
  const run = async (): Promise<number> => {
    const code = await start({ call, env, output });
    if (code !== 0) await sayLocks(call, await stateContext(env));
    return code;
  };
  if (!call.changes) return run();
  const tell = (kept: KeptState): void => {
    console.error(`Error: ${howToPush(kept)}`);
  };
  const change = (): Promise<number> => inCdktfRun(run, { stacks: stackFolders(call), aws, tell });
  return noteWriterHere(call.stacks, change, env, {
    isDeploy: call.command === 'deploy',
    isFinished: (code) => code === 0,
  });
}

async function atHand(given?: Environment): Promise<Environment> {
  const own = withTerraformAtHand(given);
  return childEnvironment(await providerEnvironment(own), own);
}

/** Says how a lock is removed that stopped Terraform, or that it left: cdktf does not. */
async function sayLocks({ stacks }: CdktfCall, { config, locks }: StateContext): Promise<void> {
  for (const { key } of stacksNamed(config, stacks)) {
    // Where AWS does not answer, that has been said.
    const held = await locks.held(key).catch(() => undefined);
    if (held !== undefined) console.error(isLocked(key, held.info).message);
  }
}

/** Returns the AWS that it works on, as `awsName` has it. */
async function check(call: CdktfCall, env: Environment): Promise<string> {
  const config = loadConfig({ env });
  const clients = awsClients(config.shared.stateRegion, env);
  const isInteractive = process.stdin.isTTY;
  const context = checkContext(config, clients, { env, isInteractive });
  checkCommandLine(call, context);
  checkFiles(call);
  const aws = awsName(await context.backend.account(), env);
  removeLeftovers();
  refuseLeftState(stackFolders(call));
  await checkCall(call, context);
  const states = await stateContext(env);
  await checkSettings(call, states);
  await refuseLosses(call, states, planWithTerraform(states, env));
  for (const line of gateNotes(call, config, env)) console.error(line);
  return aws;
}

const stackFolders = ({ output }: CdktfCall): string =>
  path.resolve(PROJECT_ROOT, output, 'stacks');

interface CdktfRun {
  readonly call: CdktfCall;
  readonly env: Environment | undefined;
  readonly output: ChildOutput;
}

async function start({ call, env, output }: CdktfRun): Promise<number> {
  const { args } = call;
  const isPlain = output !== 'shown' || !process.stdout.isTTY;
  const plainArguments =
    isPlain && TAKES_NO_COLOR.has(call.command ?? '') && !args.includes('--no-color')
      ? ['--no-color']
      : [];
  const stopper = new CdktfStopper();
  const prelude = call.asksNothing ? [] : ['--require', path.join(__dirname, 'prelude.cjs')];
  const command = [...prelude, cdktfBinary(), ...args, ...plainArguments];
  const result = await runChild(process.execPath, command, {
    cwd: PROJECT_ROOT,
    env: childEnvironment(
      {
        CHECKPOINT_DISABLE: '1',
        // It would take options from there that `refuseLosses` does not see.
        CDKTF_APP: undefined,
        CDKTF_SKIP_SYNTH: undefined,
        // Or it copies the whole provider into a cache of its own.
        CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
        ...(isPlain && { CI: '1' }),
        TF_CLI_ARGS_init: initOptions(call.args),
        // The PATH decides; this name would lead past it.
        TERRAFORM_BINARY_NAME: 'terraform',
      },
      env,
    ),
    // Kept away from the terminal, it does not hear Ctrl-C; where it asks, it is told not to.
    ...(call.asksNothing
      ? { input: 'none', group: 'separate' }
      : { input: 'shared', group: 'shared' }),
    output,
    onInterrupt: stopper.press,
  });
  stopper.end();
  if (result.interrupted) throw new Interrupted(STOPPED);
  return result.code;
}

/**
 * Terraform's options for cdktf's `init`, which would write what the lock file lacks, and, in a clone that
 * was initialized before the backend's settings changed, ask which of two options to take. The state stays
 * where it is.
 */
export const initOptions = (args: readonly string[]): string =>
  ['-lockfile=readonly', ...(args.includes('--migrate-state') ? [] : ['-reconfigure'])].join(' ');

function cdktfBinary(): string {
  const manifest = createRequire(__filename).resolve('cdktf-cli/package.json');
  return path.join(path.dirname(manifest), 'bundle', 'bin', 'cdktf');
}
