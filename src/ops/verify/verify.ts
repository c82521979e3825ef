import { awsEndpoint, type Environment } from '../../config/environment';
import type { FunctionDefinition } from '../../constructs/functions/function-definition';
import { FUNCTIONS } from '../../functions';
import { awsRequester } from '../../aws/http-request';
import { monitoringClients } from '../../aws/monitoring-clients';
import { serviceClients } from '../../aws/service-clients';
import { contextOfScope, currentState, notDeployed, stackOf } from '../../terraform/state/context';
import { changedSettings } from '../../terraform/state/recorded-settings';
import { managed } from '../../terraform/state/state-file';
import { configuredStage } from '../open-stage';
import { verifyStage, type Verification, type VerifyOptions } from './verify-stage';

/**
 * Checks a deployed stage.
 * @param functions those that it was deployed with.
 * @throws UserError when the stage is not there to be checked: unknown, other account, not deployed.
 */
export async function verifyDeployed(
  name: string,
  { strict = false }: Pick<VerifyOptions, 'strict'>,
  env?: Environment,
  functions: readonly FunctionDefinition[] = FUNCTIONS,
): Promise<Verification> {
  const stage = configuredStage(name, env);
  const states = await contextOfScope(name, env);
  const stack = stackOf(states.config, name);
  const { state } = await currentState(states, stack);
  if (managed(state).length === 0) throw await notDeployed(states, stack);
  // Only here: cdktf takes longer to load than most commands to run.
  const { expectedStage } = await import('./expected');
  return verifyStage(
    {
      ...serviceClients(stage.region, env),
      monitoring: monitoringClients(env),
      request: awsRequester(env),
    },
    {
      stage,
      expected: expectedStage(states.config.shared, stage, functions),
      state,
      settings: await changedSettings(states, stage),
      isLocal: awsEndpoint(env) !== undefined,
    },
    env,
    { strict },
  );
}
