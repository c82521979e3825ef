import { appendFileSync } from 'node:fs';
import { stepOutputFile } from '../config/github';
import type { Environment } from '../config/environment';

/** Sets an output of the workflow's step, a value of one line; does nothing outside a workflow. */
export function leaveForSteps(name: string, value: string, env?: Environment): void {
  const file = stepOutputFile(env);
  if (file !== undefined) appendFileSync(file, `${name}=${value}\n`);
}
