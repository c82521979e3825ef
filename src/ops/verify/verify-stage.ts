import { deployCommand } from '../../config/deploy-command';
import type { Environment } from '../../config/environment';
import { UserError } from '../../config/user-error';
import { explainAwsError } from '../../aws/clients';
import { formatTable } from '../../cli/table';
import { PLAIN_WIDTH, statusText, type Style } from '../../cli/terminal';
import type { Check } from './check';
import { CHECKS } from './checks';
import { readDeployed, type Deployed, type VerifyClients, type VerifyContext } from './deployed';

export interface CheckResult {
  readonly id: string;
  readonly criterion: string;
  readonly status: 'failed' | 'passed' | 'skipped' | 'warning';
  /** What went wrong, where it could not be found out; why not, where the check was skipped. */
  readonly found: string;
  readonly expected: string;
  /** What to do where no deploy does it. @default nothing is wrong, or a deploy puts it right */
  readonly remedy?: string;
}

export interface Verification {
  readonly stage: string;
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
}

export interface VerifyOptions {
  readonly strict?: boolean;
  /** @default all */
  readonly checks?: readonly Check[];
}

/** Makes every check, side by side; one that fails, for whatever reason, hides no other. */
export async function verifyStage(
  clients: VerifyClients,
  context: VerifyContext,
  env?: Environment,
  { strict = false, checks = CHECKS }: VerifyOptions = {},
): Promise<Verification> {
  const deployed = readDeployed(clients, context);
  const asFound = await Promise.all(checks.map((check) => runCheck(check, deployed, context, env)));
  const results = strict ? asFound.map(asFailure) : asFound;
  return {
    stage: context.stage.name,
    passed: results.every(({ status }) => status !== 'failed'),
    checks: results,
  };
}

const asFailure = (result: CheckResult): CheckResult =>
  result.status === 'warning' ? { ...result, status: 'failed' } : result;

async function runCheck(
  { id, criterion, expected: expectedOf, warning, check }: Check,
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
    if (found === expected) return result('passed', found);
    return warning === undefined
      ? result('failed', found)
      : { ...result('warning', found), remedy: warning };
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

const MARKS = { passed: 'ok', failed: 'FAILED', skipped: 'skipped', warning: 'warning' } as const;

/**
 * The checks as a table, what is expected only below what differs from it; below the table how many
 * failed and what to do.
 */
export function formatVerification(
  { stage, checks }: Verification,
  style: Style,
  width = PLAIN_WIDTH,
): string {
  const table = formatTable<CheckResult>(
    [
      { head: 'RESULT', cell: ({ status }) => statusText(MARKS[status], style) },
      { head: 'CRITERION', cell: ({ criterion }) => criterion },
      { head: 'FOUND', cell: foundText },
    ],
    checks,
    style,
    width,
  );
  const count = (status: CheckResult['status']): number =>
    checks.filter((check) => check.status === status).length;
  const failed = count('failed');
  const others = (['warning', 'skipped'] as const).filter((status) => count(status) > 0);
  const summary =
    failed === 0
      ? `Stage ${stage} meets all ${count('passed')} criteria that a deploy decides and that were checked.`
      : `Stage ${stage} fails ${failed} of ${checks.length} criteria.`;
  return [
    table,
    '',
    [summary, ...others.map((status) => `${COUNTED[status]}: ${count(status)}.`)].join(' '),
    ...remedies(stage, checks),
  ].join('\n');
}

const foundText = ({ status, found, expected }: CheckResult): string =>
  status === 'passed' || status === 'skipped' ? found : `${found}\nexpected: ${expected}`;

const COUNTED = { warning: 'Warnings', skipped: 'Skipped' } as const;

/** What to do about what is not as expected; one line for all that a deploy puts right. */
function remedies(stage: string, checks: readonly CheckResult[]): string[] {
  const wrong = checks.filter(({ status }) => status === 'failed' || status === 'warning');
  const byDeploy = wrong.filter(({ remedy }) => remedy === undefined);
  return [
    ...(byDeploy.length === 0
      ? []
      : [
          `Changed by hand? \`pnpm ops state drift ${stage}\` shows it, \`${deployCommand(stage)}\` undoes it.`,
        ]),
    ...wrong.flatMap(({ criterion, remedy }) =>
      remedy === undefined ? [] : [`${criterion}: ${remedy}`],
    ),
  ];
}
