import type { FunctionDefinition } from './constructs/functions/function-definition';

/**
 * The functions of the service. One without an entry is watched only: it has its alarms and graphs, and
 * its route answers 404. docs/changes.md says what an entry brings along.
 */
export const FUNCTIONS = [
  { name: 'upload' },
  { name: 'get' },
  { name: 'list' },
  { name: 'update' },
  { name: 'delete' },
] as const satisfies readonly FunctionDefinition[];
