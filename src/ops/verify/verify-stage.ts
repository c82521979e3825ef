import { stackName } from '../../config/names';
import type { Environment } from '../../config/overrides';
import { UserError } from '../../config/user-error';
import { explainAwsError } from '../aws';
import { formatTable } from '../table';
import type { Style } from '../terminal';
import type { Check, VerifyClients, VerifyContext } from './check';
import { CHECKS } from './checks';
import type { Deployed } from './deployed';
import { readDeployed } from './deployed';

/** What came of one check. */
export interface CheckResult {
  readonly id: string;
  readonly criterion: string;
  readonly status: 'failed' | 'passed' | 'skipped';
  /** What went wrong, where it could not be found out; why not, where the check was skipped. */
  readonly found: string;
  readonly expected: string;
}

/** What came of all checks of a stage. */
export interface Verification {
  readonly stage: string;
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
}

/** Makes every check, side by side; one that fails, for whatever reason, hides no other. */
export async function verifyStage(
  clients: VerifyClients,
  context: VerifyContext,
  env?: Environment,
  checks: readonly Check[] = CHECKS,
): Promise<Verification> {
  const deployed = readDeployed(clients, context);
  const results = await Promise.all(checks.map((check) => make(check, deployed, context, env)));
  return {
    stage: context.stage.name,
    passed: results.every(({ status }) => status !== 'failed'),
    checks: results,
  };
}

async function make(
  { id, criterion, expected: expectedOf, check }: Check,
  deployed: Deployed,
  context: VerifyContext,
  env: Environment | undefined,
): Promise<CheckResult> {
  const expected = expectedOf(context);
  const result = (status: CheckResult['status'], found: string): CheckResult => ({
    id,
    criterion,
    status,
    found,
    expected,
  });
  try {
    const found = await check(deployed, context);
    if (typeof found !== 'string') return result('skipped', found.skipped);
    return result(found === expected ? 'passed' : 'failed', found);
  } catch (error) {
    return result('failed', reasonOf(error, env));
  }
}

function reasonOf(error: unknown, env: Environment | undefined): string {
  const explained = explainAwsError(error, env);
  if (explained instanceof UserError) return explained.message;
  const { name, message } = explained as Error;
  // S3's errors of missing parts, DynamoDB's and CloudFront's of missing wholes.
  if (/NotFound|NoSuch|ResourceNotFound/.test(name)) return `none (${name})`;
  return name === 'Error' ? message : `${name}: ${message}`;
}

const MARKS = { passed: 'ok', failed: 'FAILED', skipped: 'skipped' } as const;

/** The checks as a table, what failed once more below it. */
export function formatVerification({ stage, checks }: Verification, style: Style): string {
  const colored = ({ status }: CheckResult): string => {
    if (status === 'passed') return style.green(MARKS.passed);
    return status === 'failed' ? style.red(MARKS.failed) : style.yellow(MARKS.skipped);
  };
  const table = formatTable<CheckResult>(
    [
      { head: 'RESULT', of: colored },
      { head: 'CRITERION', of: ({ criterion }) => criterion },
      { head: 'FOUND', of: ({ found }) => found },
      { head: 'EXPECTED', of: ({ expected }) => expected },
    ],
    checks,
    style,
  );
  const count = (status: CheckResult['status']): number =>
    checks.filter((check) => check.status === status).length;
  const failed = count('failed');
  const skipped = count('skipped');
  const summary =
    failed === 0
      ? `Stage ${stage} meets all ${count('passed')} criteria that were checked.`
      : `Stage ${stage} fails ${failed} of ${checks.length} criteria. Changed by hand? \`pnpm ops state drift ${stage}\` shows it, \`pnpm cdktf deploy ${stackName(stage)}\` undoes it.`;
  return [table, '', summary + (skipped === 0 ? '' : ` Skipped: ${skipped}.`)].join('\n');
}
