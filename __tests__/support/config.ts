import type { AccountConfig } from '../../src/config/accounts';
import { accountsOf } from '../../src/config/accounts';
import { loadConfig, stageNamed } from '../../src/config/load';
import type { Config, StageConfig } from '../../src/config/schema';
import { stages } from '../../src/config/stages';

const { dev, staging, prod } = stages;

/**
 * The committed configuration, without this machine's environment, of the stages that tests know by
 * name: one more changes nothing here.
 */
export const config: Config = loadConfig({ stages: { dev, staging, prod }, env: {} });

/** The committed configuration with every stage. */
export const committed: Config = loadConfig({ env: {} });

/** What of it lies in the first of its accounts; of the committed one, everything. */
export function accountOf(of: Config = config): AccountConfig {
  const [first] = accountsOf(of);
  if (first === undefined) throw new Error('there is no account');
  return first;
}

export function stage(name: string, overrides: Partial<StageConfig> = {}): StageConfig {
  return { ...stageNamed(config, name), ...overrides };
}
