import path from 'node:path';
import { PROJECT_ROOT } from '../../../src/system/project';
import type { SynthesizedStack } from '../stack';

/** The addresses of the resources of dev, sorted: a list to be reviewed. */
export const ADDRESSES_FILE = path.join('__tests__', 'stacks', 'addresses.json');
export const ADDRESSES_PATH = path.join(PROJECT_ROOT, ADDRESSES_FILE);

/** The addresses of a stack's resources, sorted. */
export const addressesOf = ({ resource }: SynthesizedStack): string[] =>
  Object.entries(resource)
    .flatMap(([type, resources]) => Object.keys(resources).map((name) => `${type}.${name}`))
    .sort();
