import { loadConfig, stageNamed } from '../../src/config/load';
import type { Config, StageConfig } from '../../src/config/schema';

/** The committed configuration, without this machine's environment. */
export const config: Config = loadConfig({ env: {} });

export function stage(name: string, overrides: Partial<StageConfig> = {}): StageConfig {
  return { ...stageNamed(config, name), ...overrides };
}
