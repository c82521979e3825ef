import { Annotations, type TerraformStack } from 'cdktf';
import { UserError } from '../config/user-error';
import { inspect } from './inspect';
import { RULES } from './rules';
import { synthesized } from '../synthesized/synthesized';
import { isExpired, WAIVERS } from './waivers';

/**
 * Guardrails of a stack: where it breaks a rule, its synthesis fails with all that is wrong, a line
 * each, before its `cdk.tf.json` is written. A waiver that has expired is a warning: it must not stop
 * a hotfix.
 */
export function addGuardrails(stack: TerraformStack): void {
  const today = new Date().toISOString().slice(0, 10);
  for (const waiver of WAIVERS.filter((one) => isExpired(one, today))) {
    Annotations.of(stack).addWarning(
      `The waiver of ${waiver.rule} at ${waiver.path} expired on ${waiver.expires}: decide again in src/guardrails/waivers.ts (${waiver.owner})`,
    );
  }
  stack.node.addValidation({
    validate: () => {
      const { findings } = inspect(synthesized(stack), RULES, WAIVERS);
      // Not returned: cdktf would wrap them into an error with a stack trace.
      if (findings.length > 0) throw new UserError(message(findings));
      return [];
    },
  });
}

function message(findings: readonly string[]): string {
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const lines = findings.map((finding) => `\n  - ${finding}`).join('');
  return `The guardrails stop this, ${count} (docs/guardrails.md):${lines}`;
}
