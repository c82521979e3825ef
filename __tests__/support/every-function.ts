import { WITH_HELLO } from '../../examples/hello-function/functions';
import type { FunctionDefinition } from '../../src/constructs/functions/function-definition';
import { largeFunction } from './large-function';

const entry = 'examples/hello-function/handler.ts';

/** The example's functions and one for each other trigger, with every option between them, and a large one. */
export const EVERY_FUNCTION: readonly FunctionDefinition[] = [
  ...WITH_HELLO,
  {
    name: 'nightly',
    schedule: 'cron(0 4 * * ? *)',
    entry,
    timeoutSeconds: 300,
    memoryMegabytes: 512,
    ephemeralStorageMegabytes: 1024,
    reservedConcurrency: 1,
    tracing: 'active',
    network: 'outside',
    architecture: 'x86_64',
    layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:shared:1'],
    applicationLogLevel: 'WARN',
    systemLogLevel: 'WARN',
  },
  { name: 'large', route: 'GET /large', ...largeFunction() },
  {
    name: 'resize',
    objects: { prefix: 'uploads/', suffix: '.jpg' },
    entry,
    grants: ({ bucket }, role) => {
      bucket.grantGet(role, 'uploads/*');
      bucket.grantPut(role, 'thumbnails/*');
    },
  },
];
