import type { FunctionDefinition } from '../../src/constructs/functions/function-definition';
import { FUNCTIONS } from '../../src/functions';

/** The functions that tests know by name, without code. */
export const KNOWN_FUNCTIONS: readonly FunctionDefinition[] = [
  { name: 'upload' },
  { name: 'get' },
  { name: 'list' },
  { name: 'update' },
  { name: 'delete' },
];

/** The functions of the service, whatever they are by now. */
export const COMMITTED_FUNCTIONS: readonly FunctionDefinition[] = [...FUNCTIONS];

/** Replaces the entries of src/functions.ts for the tests of one file. */
export function setFunctions(functions: readonly FunctionDefinition[]): void {
  const all = FUNCTIONS as readonly FunctionDefinition[] as FunctionDefinition[];
  all.splice(0, all.length, ...functions);
}
