import type { FunctionDefinition } from '../../src/constructs/functions/function-definition';
import { FUNCTIONS } from '../../src/functions';

/** The functions of the service and one more: what this entry is here, it would be in src/functions.ts. */
export const WITH_HELLO = [
  ...FUNCTIONS,
  {
    name: 'hello',
    route: 'GET /hello',
    entry: 'examples/hello-function/handler.ts',
    environment: ({ table }) => ({ TABLE_NAME: table.table.name }),
    grants: ({ table, bucket }, role) => {
      table.grantRead(role);
      bucket.grantPut(role, 'uploads/*');
    },
  },
] as const satisfies readonly FunctionDefinition[];
