import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { UserError } from '../config/user-error';

/**
 * Refuses a prop that AWS would only refuse, or silently misread, after the deploy has begun.
 * `given` is the prop's value by its name, `problem` the rule that it breaks, false or undefined if it
 * breaks none. Values that are not known before the apply pass.
 * @throws UserError with the construct's path, the prop, the rule and the value.
 */
export function checkProp(
  construct: Construct,
  given: Readonly<Record<string, unknown>>,
  problem: string | false | undefined,
): void {
  if (problem === false || problem === undefined) return;
  for (const [prop, value] of Object.entries(given)) {
    if (Token.isUnresolved(value)) continue;
    // oxlint-disable-next-line no-restricted-properties -- it is no token: see above
    const text = JSON.stringify(value);
    throw new UserError(`${construct.node.path}: ${prop} ${problem}, not ${text}`);
  }
}
