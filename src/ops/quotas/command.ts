import { LambdaClient } from '@aws-sdk/client-lambda';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Command } from 'commander';
import type { Environment } from '../../config/environment';
import { clientSettings } from '../../aws/clients';
import { COMMANDS } from '../commands';
import { EXIT_CODE } from '../../cli/exit-codes';
import { configuredStage, openStage } from '../open-stage';
import type { OutputOptions } from '../../cli/report';
import { addCommand, printReport } from '../../cli/report';
import { serviceClients } from '../../aws/service-clients';
import { contextOfScope, stackOf } from '../../terraform/state/context';
import { managed } from '../../terraform/state/state-file';
import type { StateContext } from '../../terraform/state/context';
import { StateBackend } from '../../terraform/state/state-backend';
import { awsClients } from '../../aws/clients';
import type { StageQuotas } from './stage-quotas';
import { formatQuotas, isExceeded, stageQuotas } from './stage-quotas';

/** `ops quotas` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.quotas,
    description:
      "Compares what a stage uses, and all else in its account, with the account's quotas; before the first deploy it says whether the stage would fit. Warns from 80 % on, with the page where an increase is asked for. Where Service Quotas does not answer (the local AWS knows few), AWS's documented default stands in, marked as such. Changes nothing. Ends with 1 when a quota is exceeded.",
    examples: ['quotas dev', 'quotas prod --json'],
  }).action((stage: string, options: OutputOptions) =>
    printReport(options, {
      doing: 'Asking for quotas and use',
      work: () => quotasOf(stage),
      text: formatQuotas,
      exitCode: (result) => (isExceeded(result) ? EXIT_CODE.failure : EXIT_CODE.ok),
    }),
  );
}

async function quotasOf(name: string, env?: Environment): Promise<StageQuotas> {
  const stage = configuredStage(name, env);
  await openStage(stage, env);
  const states = await contextOfScope(name, env);
  const isDeployed = await hasResources(states, name, env);
  // Only here: cdktf takes longer to load than most commands to run.
  const { stageNeeds } = await import('./stage-needs');
  return stageQuotas(
    {
      ...serviceClients(stage.region, env),
      lambda: new LambdaClient(clientSettings(stage.region, env)),
      quotas: (region) => new ServiceQuotasClient(clientSettings(region, env)),
    },
    stageNeeds(states.config.shared, stage),
    isDeployed,
    env,
  );
}

/** Before the first deploy there may be no state bucket either. */
async function hasResources(
  { config, store }: StateContext,
  name: string,
  env?: Environment,
): Promise<boolean> {
  const { shared } = config;
  const backend = new StateBackend(shared, awsClients(shared.stateRegion, env), env);
  if (!(await backend.hasBucket())) return false;
  const found = await store.current(stackOf(config, name).key);
  return found !== undefined && managed(found.state).length > 0;
}
