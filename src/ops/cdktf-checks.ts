import { awsEndpoint } from '../config/environment';
import { placeholders } from '../config/load';
import { ACCESS_STACK, STATE_STACK, boundaryName, stackName } from '../config/names';
import type { Environment } from '../config/overrides';
import type { Config, StageConfig } from '../config/schema';
import { UserError } from '../config/user-error';
import type { AwsClients } from './aws';
import { requireAccount } from './account';
import type { CdktfCall } from './cdktf-arguments';
import { matches } from './cdktf-arguments';
import { hasBoundary, iamClient } from './stage-boundary';
import { StateBackend, missing } from './state-backend';

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

/**
 * Finds what cdktf would trip over half-way, before anything has begun.
 * @throws UserError for the first problem.
 */
export async function checkCall(call: CdktfCall, context: CheckContext): Promise<void> {
  const stages = stagesMeant(call, context.config);
  if (call.changes && !call.asksNothing && !context.isInteractive) {
    throw new UserError(
      `\`cdktf ${call.command ?? ''}\` asks for approval, and nobody is there to give it (no terminal). Add --auto-approve.`,
    );
  }
  if (call.command === 'deploy' && awsEndpoint(context.env) === undefined) {
    for (const stage of stages) refusePlaceholders(stage);
  }
  const account = await context.backend.account();
  for (const stage of stages) requireAccount(stage, account);
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
  const valid = [STATE_STACK, ACCESS_STACK, ...config.stages.map(({ name }) => stackName(name))];
  if (stacks.length === 0) {
    throw new UserError(
      `\`cdktf ${command ?? ''}\` needs the name of a stack. The stacks are: ${valid.join(', ')}.`,
    );
  }
  for (const given of stacks) {
    if (!valid.some((stack) => matches(given, stack))) {
      throw new UserError(`There is no stack "${given}". The stacks are: ${valid.join(', ')}.`);
    }
  }
  return config.stages.filter(({ name }) =>
    stacks.some((given) => matches(given, stackName(name))),
  );
}

function refusePlaceholders(stage: StageConfig): void {
  const left = placeholders(stage);
  if (left.length === 0) return;
  throw new UserError(
    `Stage ${stage.name} still has a placeholder for ${left.join(', ')}. Set the variable or src/config/stages.ts before deploying to AWS.`,
  );
}
