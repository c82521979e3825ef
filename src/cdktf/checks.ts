import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { awsEndpoint, type Environment } from '../config/environment';
import { placeholders } from '../config/load';
import { accountsOf, configIn } from '../config/accounts';
import { boundaryName, stackName } from '../config/names';
import { didYouMean, unknownName } from '../config/near-miss';
import type { Config, StageConfig } from '../config/schema';
import { UserError } from '../config/user-error';
import { awsName, refuseErroredState } from '../terraform/errored-state';
import type { AwsClients } from '../aws/clients';
import { requireAccount } from '../aws/account';
import { ALIASES, CDKTF_COMMANDS, optionProblem, type CdktfCall } from './arguments';
import { hasBoundary, iamClient } from '../aws/stage-boundary';
import { PROJECT_ROOT } from '../system/project';
import { StateBackend, missing } from '../terraform/state/state-backend';
import { matches } from '../values/matches';
import { readJson } from '../values/read-json';

/** What the checks look at besides the command line. */
export interface CheckContext {
  readonly config: Config;
  readonly env?: Environment | undefined;
  /** Whether a person can answer questions. */
  readonly isInteractive: boolean;
  readonly backend: Pick<StateBackend, 'account' | 'require'>;
  readonly hasBoundary: (stage: string, account: string) => Promise<boolean>;
}

/** The context that asks AWS. */
export const checkContext = (
  config: Config,
  clients: AwsClients,
  { env, isInteractive }: Pick<CheckContext, 'env' | 'isInteractive'>,
): CheckContext => ({
  config,
  env,
  isInteractive,
  backend: new StateBackend(config.shared, clients, env),
  hasBoundary: (stage, account) => hasBoundary(iamClient(env), stage, account, env),
});

/** @throws UserError for a command or an option that cdktf has not, and for a command that is not run here. */
export function requireCommand({ command, isHelp, runsTerraform, args }: CdktfCall): void {
  if (command === undefined || isHelp) return;
  if (command === 'watch') {
    throw new UserError(
      '`cdktf watch` is not run here: it deploys whatever is saved without the checks and the questions of `cdktf deploy`, goes on when it is told to end, and leaves the state locked. Deploy with `pnpm cdktf deploy <stack>`, or try it with `pnpm local deploy`.',
    );
  }
  if (CDKTF_COMMANDS.includes(command)) {
    const problem = runsTerraform ? optionProblem(args) : undefined;
    if (problem === undefined) return;
    throw new UserError(`${problem} \`pnpm cdktf ${command} --help\` lists the options.`);
  }
  throw new UserError(
    `cdktf has no command "${command}".${didYouMean(command, [...CDKTF_COMMANDS, ...Object.keys(ALIASES)])} \`pnpm cdktf --help\` lists them.`,
  );
}

/**
 * Finds what is wrong with the command line by itself, before AWS is asked.
 * @returns the stages that it names.
 * @throws UserError for the first problem.
 */
export function checkCommandLine(
  call: CdktfCall,
  context: Pick<CheckContext, 'config' | 'env' | 'isInteractive'>,
): StageConfig[] {
  const stages = stagesMeant(call, context.config);
  if (call.changes && !call.asksNothing && !context.isInteractive) {
    throw new UserError(
      `\`cdktf ${call.command ?? ''}\` asks for approval, and nobody is there to give it (no terminal). Add --auto-approve.`,
    );
  }
  if (call.command === 'deploy' && awsEndpoint(context.env) === undefined) {
    for (const stage of stages) refusePlaceholders(stage);
  }
  return stages;
}

/**
 * Finds what cdktf would trip over in its files: the outputs are written once everything is deployed.
 * @throws UserError when cdktf.json is no JSON, when a stack's folder holds configuration that was not synthesized,
 *   or when the file of the outputs cannot be written.
 */
export function checkFiles({
  output,
  outputsFile,
}: Pick<CdktfCall, 'output' | 'outputsFile'>): void {
  const settings = path.join(PROJECT_ROOT, 'cdktf.json');
  const { fault } = readJson(readFileSync(settings, 'utf8'), z.object({ app: z.string() }));
  if (fault !== undefined) {
    throw new UserError(
      `${settings} is not cdktf's configuration (${fault}). Bring it back: git checkout cdktf.json`,
    );
  }
  const [other] = otherConfiguration(path.join(output, 'stacks'));
  if (other !== undefined) {
    throw new UserError(
      `${other} was not synthesized, and Terraform would apply it with the stack: only cdk.tf.json may lie there. Delete it, and add the resource to src/constructs.`,
    );
  }
  if (outputsFile === undefined) return;
  const file = path.resolve(PROJECT_ROOT, outputsFile);
  try {
    if (existsSync(file)) closeSync(openSync(file, 'r+'));
    else accessSync(path.dirname(file) + path.sep, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `--outputs-file = "${outputsFile}": cannot be written (${(error as Error).message}). Name a file in a folder that can be written: --outputs-file PATH`,
    );
  }
}

/** Files of stacks' folders that Terraform reads besides what cdktf writes, and that cdktf leaves there. */
function otherConfiguration(stacks: string): string[] {
  const list = (folder: string): string[] => {
    const full = path.resolve(PROJECT_ROOT, folder);
    return existsSync(full) && statSync(full).isDirectory() ? readdirSync(full) : [];
  };
  return list(stacks).flatMap((stack) =>
    list(path.join(stacks, stack))
      .filter((file) => /\.tf(\.json)?$/.test(file) && file !== 'cdk.tf.json')
      .map((file) => path.join(stacks, stack, file)),
  );
}

/**
 * Finds what cdktf would trip over half-way, before anything has begun.
 * @throws UserError for the first problem.
 */
export async function checkCall(call: CdktfCall, context: CheckContext): Promise<void> {
  const stages = checkCommandLine(call, context);
  const account = await context.backend.account();
  if (call.command !== 'output') {
    const aws = awsName(account, context.env);
    for (const stack of stacksMeant(call, context.config)) refuseErroredState(stack, aws);
  }
  for (const stage of stages) requireAccount(stage, account);
  requireOwnStacks(call, context.config, account);
  await context.backend.require();
  if (call.command !== 'deploy') return;
  for (const { name } of stages) {
    if (await context.hasBoundary(name, account)) continue;
    throw missing(
      `The permissions boundary of ${name}'s roles, ${boundaryName(name)}, does not exist`,
    );
  }
}

/** The stages whose stacks the command line names. */
function stagesMeant({ command, stacks }: CdktfCall, config: Config): StageConfig[] {
  const valid = [...ownStacks(config), ...config.stages.map(({ name }) => stackName(name))];
  if (stacks.length === 0) {
    throw new UserError(
      `\`cdktf ${command ?? ''}\` needs the name of a stack. The stacks are: ${valid.join(', ')}.`,
    );
  }
  if (command === 'diff' && stacks.length > 1) {
    throw new UserError(
      `\`cdktf diff\` plans one stack, not ${stacks.join(' and ')}. Plan one after the other.`,
    );
  }
  for (const given of stacks) {
    if (!valid.some((stack) => matches(given, stack))) throw unknownName('stack', given, valid);
  }
  return config.stages.filter(({ name }) =>
    stacks.some((given) => matches(given, stackName(name))),
  );
}

const stacksMeant = ({ stacks }: CdktfCall, config: Config): string[] =>
  [...ownStacks(config), ...config.stages.map(({ name }) => stackName(name))].filter((stack) =>
    stacks.some((given) => matches(given, stack)),
  );

/** The stacks that are no stage, of every account. */
const ownStacks = (config: Config): string[] =>
  accountsOf(config).flatMap(({ stateStack, accessStack }) => [stateStack, accessStack]);

/** @throws UserError when the command line names the state or access of another account. */
function requireOwnStacks({ stacks }: CdktfCall, config: Config, account: string): void {
  for (const name of ownStacks(config)) {
    if (!stacks.some((given) => matches(given, name))) continue;
    const { stateStack, accessStack } = configIn(config, account);
    if (name === stateStack || name === accessStack) continue;
    throw new UserError(
      `${name} is not of AWS account ${account}, which these credentials belong to: that has ${stateStack} and ${accessStack}. Name those, or use the other account's credentials (AWS_PROFILE).`,
    );
  }
}

function refusePlaceholders(stage: StageConfig): void {
  const left = placeholders(stage);
  if (left.length === 0) return;
  throw new UserError(
    `Stage ${stage.name} still has a placeholder for ${left.join(', ')}. Set the variable or src/config/stages.ts before deploying to AWS.`,
  );
}
