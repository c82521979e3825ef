import { App, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { UserError } from '../config/user-error';
import { inspect } from './inspect';
import type { Rule } from './rule';
import { RULES } from './rules';
import { synthesized } from './synthesized';
import type { Waiver } from './waiver';
import { WAIVERS } from './waivers';

export interface GuardrailsProps {
  /** @default those of rules.ts */
  readonly rules?: readonly Rule[];
  /** @default those of waivers.ts */
  readonly waivers?: readonly Waiver[];
  /** @default the computer's clock */
  readonly now?: () => Date;
}

const ID = 'guardrails';

/**
 * Looks at every stack of an app when it is synthesized, and fails that with all there is to say, a
 * line for each. The child of the app that every `ServiceStack` sees to.
 */
export class Guardrails extends Construct {
  /** Sees to it that the app has guardrails; those that it has stay as they are. */
  static ensure(within: IConstruct): void {
    const app = App.of(within);
    if (app.node.tryFindChild(ID) === undefined) new Guardrails(app);
  }

  constructor(app: App, props: GuardrailsProps = {}) {
    super(app, ID);
    const { rules = RULES, waivers = WAIVERS, now = () => new Date() } = props;
    app.node.addValidation({
      validate: () => {
        const stacks = app.node.findAll().filter((node) => TerraformStack.isStack(node));
        const findings = inspect(stacks.map(synthesized), {
          rules,
          waivers,
          today: now().toISOString().slice(0, 10),
        });
        // Not returned: cdktf would wrap them into an error with a stack trace.
        if (findings.length > 0) throw new UserError(message(findings));
        return [];
      },
    });
  }
}

function message(findings: readonly string[]): string {
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const lines = findings.map((finding) => `\n  - ${finding}`).join('');
  return `The guardrails stop this, ${count} (docs/guardrails.md):${lines}`;
}
