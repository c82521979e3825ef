import type { Terraform } from './watched-terraform';
import { jsonIn } from '../terraform/terraform';

/** A stack whose state is in the bucket, and the Terraform to run in its folder. */
export interface DeployedStack {
  readonly terraform: Terraform;
  readonly say: (line: string) => void;
  readonly canLock: () => Promise<boolean>;
  /** `plan`: what will happen, then that it does. `apply`: only the latter. */
  readonly shown: 'plan' | 'apply';
  /** Throws when the plan, as `show -json` prints it, is not to be applied. @default any is */
  readonly check?: (planJson: string) => void;
}

/** `plan -detailed-exitcode` for a plan that holds changes. */
const HAS_CHANGES = 2;

/**
 * Plans, shows and applies what is to change.
 * @returns whether anything was.
 */
export async function bringUpToDate(stack: DeployedStack): Promise<boolean> {
  const { terraform, say, canLock, shown, check } = stack;
  await terraform(['init', '-no-color'], { output: 'captured' });
  const { code, output } = await terraform(
    ['plan', '-no-color', '-lock=false', '-detailed-exitcode', '-out=plan'],
    { output: 'captured', expectedCodes: [0, HAS_CHANGES] },
  );
  if (code === 0) return false;
  if (check !== undefined) {
    const shownPlan = await terraform(['show', '-json', 'plan'], { output: 'captured' });
    check(jsonIn(shownPlan.output));
  }
  if (shown === 'plan') say(output);
  const lock = (await canLock()) ? [] : ['-lock=false'];
  await terraform(['apply', ...lock, ...color(), 'plan']);
  return true;
}

/** No colors where nobody looks. */
export const color = (): string[] => (process.stdout.isTTY ? [] : ['-no-color']);
