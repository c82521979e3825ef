import { writeFileSync } from 'node:fs';
import { buildStage } from '../../../src/app';
import { config, stage } from '../config';
import { KNOWN_FUNCTIONS } from '../known-functions';
import type { SynthesizedStack } from '../stack';
import { ADDRESSES_PATH, addressesOf } from './addresses';

/** `pnpm test:update-addresses`: writes the addresses of dev. Review the diff: one that goes is destroyed. */
const stack = buildStage(
  config.shared,
  stage('dev'),
  KNOWN_FUNCTIONS,
).toTerraform() as SynthesizedStack;
writeFileSync(ADDRESSES_PATH, `${JSON.stringify(addressesOf(stack), null, 2)}\n`);
