import { Token } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Refuses a prop that AWS would only refuse, or silently misread, after the deploy has begun.
 * Values that are not known before the apply pass.
 * @throws Error with the construct's path, the prop, the rule and the value.
 */
export function requireProp<T>(
  construct: Construct,
  prop: string,
  value: T,
  keepsRule: (value: T) => boolean,
  rule: string,
): void {
  if (Token.isUnresolved(value) || keepsRule(value)) return;
  throw new Error(`${construct.node.path}: ${prop} ${rule}, not ${JSON.stringify(value)}`);
}
