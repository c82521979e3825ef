import type { FunctionDefinition } from '../src/constructs/functions/function-definition';
import { WITH_HELLO } from './hello-function/functions';
import { UPLOAD_FUNCTIONS } from './upload/functions';

/** The functions of the service and of all examples: `upload` and `get` get their code. */
export const WITH_EXAMPLES: readonly FunctionDefinition[] = [
  ...WITH_HELLO.filter(({ name }) => !UPLOAD_FUNCTIONS.some((one) => one.name === name)),
  ...UPLOAD_FUNCTIONS,
];
