import { loadConfig, stageNamed } from '../config/load';
import type { Environment } from '../config/environment';
import type { StageConfig } from '../config/schema';
import { awsClients } from '../aws/clients';
import { requireAccount } from '../aws/account';
import { monitoringClients, type StageMonitoring } from '../aws/monitoring-clients';
import { StateBackend } from '../terraform/state/state-backend';

/**
 * The stage of that name in the configuration.
 * @throws UserError that lists the valid names.
 */
export const configuredStage = (name: string, env?: Environment): StageConfig =>
  stageNamed(loadConfig(env === undefined ? {} : { env }), name);

/**
 * A way to ask AWS about the stage.
 * @throws UserError when AWS cannot be asked, or the credentials are of another account.
 */
export async function openStage(stage: StageConfig): Promise<StageMonitoring> {
  const account = await new StateBackend(loadConfig().shared, awsClients(stage.region)).account();
  requireAccount(stage, account);
  return { stage, account, clients: monitoringClients() };
}
