import { IAMClient } from '@aws-sdk/client-iam';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import { awsEndpoint } from '../../config/environment';
import type { Environment } from '../../config/environment';
import type { FunctionDefinition } from '../../constructs/functions/function-definition';
import { FUNCTIONS } from '../../functions';
import { clientSettings } from '../../aws/clients';
import { COMMANDS } from '../commands';
import { EXIT_CODE } from '../../cli/exit-codes';
import { awsRequester } from '../../aws/http-request';
import { monitoringClients } from '../../aws/monitoring-clients';
import type { OutputOptions } from '../../cli/report';
import { addCommand, printReport } from '../../cli/report';
import { serviceClients } from '../../aws/service-clients';
import { contextOfScope, currentState, notDeployed, stackOf } from '../../terraform/state/context';
import { changedSettings } from '../../terraform/state/recorded-settings';
import { managed } from '../../terraform/state/state-file';
import { configuredStage } from '../open-stage';
import type { Verification, VerifyOptions } from './verify-stage';
import { formatVerification, verifyStage } from './verify-stage';

/** `ops verify` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.verify,
    description:
      'Checks a deployed stage against the acceptance criteria of the epic, each by asking AWS and, where there is an endpoint, over HTTP. What is expected comes from the configuration and the synthesized stack. Changes nothing. Ends with 1 when a criterion is not met. What no deploy decides, i.e. the state of the alarms and unconfirmed subscriptions, is a warning.',
    examples: ['verify dev', 'verify dev --strict', 'verify prod --json'],
  })
    .option('--strict', 'take warnings for failures')
    .action((stage: string, options: VerifyFlags) =>
      printReport(options, {
        doing: 'Checking',
        work: () => verify(stage, options),
        text: formatVerification,
        exitCode: ({ passed }) => (passed ? EXIT_CODE.ok : EXIT_CODE.failure),
      }),
    );
}

type VerifyFlags = OutputOptions & Pick<VerifyOptions, 'strict'>;

/**
 * Checks a deployed stage.
 * @param functions those that it was deployed with.
 * @throws UserError when the stage is not there to be checked: unknown, other account, not deployed.
 */
export async function verify(
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
      events: new EventBridgeClient(clientSettings(stage.region, env)),
      iam: new IAMClient(clientSettings('us-east-1', env)),
      lambda: new LambdaClient(clientSettings(stage.region, env)),
      logs: new CloudWatchLogsClient(clientSettings(stage.region, env)),
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
