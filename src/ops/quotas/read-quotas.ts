import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { awsClients, clientSettings } from '../../aws/clients';
import { configuredStage, openStage } from '../open-stage';
import { serviceClients } from '../../aws/service-clients';
import { contextOfScope, stackOf, type StateContext } from '../../terraform/state/context';
import { managed } from '../../terraform/state/state-file';
import { StateBackend } from '../../terraform/state/state-backend';
import { stageQuotas, type StageQuotas } from './stage-quotas';

/** Compares what a stage uses, or would use, with the quotas of its account. */
export async function readQuotas(name: string): Promise<StageQuotas> {
  const stage = configuredStage(name);
  await openStage(stage);
  const states = await contextOfScope(name);
  const isDeployed = await hasResources(states, name);
  // Only here: cdktf takes longer to load than most commands to run.
  const { stageNeeds } = await import('./stage-needs');
  return stageQuotas(
    {
      ...serviceClients(stage.region),
      quotas: (region) => new ServiceQuotasClient(clientSettings(region)),
    },
    stageNeeds(states.config.shared, stage),
    isDeployed,
  );
}

/** Before the first deploy there may be no state bucket either. */
async function hasResources({ config, store }: StateContext, name: string): Promise<boolean> {
  const { shared } = config;
  const backend = new StateBackend(shared, awsClients(shared.stateRegion));
  if (!(await backend.hasBucket())) return false;
  const found = await store.current(stackOf(config, name).key);
  return found !== undefined && managed(found.state).length > 0;
}
