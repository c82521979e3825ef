import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { lockedProviders } from '../terraform/lock-file';
import { CACHE_DIRECTORY, LOCK_FILE } from '../terraform/project';
import { currentCommit } from './commit';
import type { PlanFiles } from './plan-files';
import { clearPlanFiles, writePlanFiles } from './plan-files';
import { identityOf } from './plan-identity';
import { allowOptions, lossText, statefulLosses } from './plan/gate';
import { settingLines } from './plan/changed-settings';
import type { PlanIdentity, PlanRecord } from './plan/plan-record';
import { planRecord } from './plan/plan-record';
import { viewOf } from './plan/plan-view';
import type { PlanReport } from './plan/render-plan';
import { renderComment, renderPlan } from './plan/render-plan';
import type { ShownValues } from './plan/render-resource';
import { summaryLine, summaryOf } from './plan/summary';
import { parsePlan } from './plan/terraform-plan';
import type { StackWorkspace } from './stack-workspace';
import { initialize, openStage, workspaceAt } from './stack-workspace';

type Say = (line: string) => void;

export interface ShownPlanOptions {
  readonly values: ShownValues;
  /** Addresses of stateful resources that may be destroyed. */
  readonly allowDestroy: readonly string[];
  /** Print the plan's record, for machines. @default false: what people want to know */
  readonly json?: boolean;
}

export interface PlanOptions extends ShownPlanOptions {
  /** The folder for the plan's files. @default .cache/plans/<stage> */
  readonly out?: string | undefined;
  /** How long to wait for the state lock, e.g. `5m`. */
  readonly lockTimeout: string;
  /** Addresses of what is made anew though nothing changes it. @default none */
  readonly replace?: readonly string[];
}

/** `terraform plan -detailed-exitcode`: none, or some changes. */
const PLANNED = [0, 2];

/**
 * Plans a stage as it is in this checkout.
 * @returns the exit code: 0 nothing to do, 2 changes, 3 changes that are not allowed.
 */
export async function planStage(
  stage: string,
  options: PlanOptions,
  env?: Environment,
  say: Say = console.log,
): Promise<number> {
  return planWorkspace(await openStage(stage, 'plan', env), options, say);
}

/** Plans a synthesized stack. Returns the exit code, as `planStage` does. */
export async function planWorkspace(
  workspace: StackWorkspace,
  options: PlanOptions,
  say: Say,
): Promise<number> {
  const { scope, terraform } = workspace;
  const files = clearPlanFiles(options.out ?? path.join(CACHE_DIRECTORY, 'plans', scope));
  await initialize(workspace);
  if (options.json !== true) {
    say(`Planning ${scope}, waiting up to ${options.lockTimeout} for the state lock`);
  }
  const wait = `-lock-timeout=${options.lockTimeout}`;
  const replace = (options.replace ?? []).map((address) => `-replace=${address}`);
  await terraform(
    ['plan', '-no-color', '-detailed-exitcode', wait, ...replace, `-out=${files.plan}`],
    { output: 'captured', expectedCodes: PLANNED },
  );
  // After the plan: it may have waited for somebody else's apply. Terraform itself compares again.
  const identity = await identityOf(workspace, files.plan);
  const report = await reportOf(workspace, files.plan, options);
  const record = write(report, files, options, identity);
  return tell(record, conclusion(report, record, options, files), options, say);
}

/**
 * Renders the plan that `cdktf plan` left in its stack's folder: to `out`, or else as text.
 * @returns the exit code, as `planStage` does.
 * @throws UserError when there is no plan.
 */
export async function planFrom(
  planFile: string,
  scopeOf: (stack: string) => string,
  options: ShownPlanOptions & Pick<PlanOptions, 'out'>,
  env?: Environment,
  say: Say = console.log,
): Promise<number> {
  const file = path.resolve(planFile);
  if (!existsSync(file)) {
    throw new UserError(`There is no plan ${planFile}. \`pnpm cdktf plan <stack>\` leaves one.`);
  }
  const directory = path.dirname(file);
  const scope = scopeOf(path.basename(directory));
  const workspace = await workspaceAt(directory, { scope, account: '', env });
  const report = await reportOf(workspace, file, options);
  if (options.out === undefined) {
    const record = recordOf(report, renderComment(report), options);
    return tell(record, [renderPlan(report).trimEnd()], options, say);
  }
  const files = clearPlanFiles(options.out);
  const record = write(report, files, options);
  return tell(record, conclusion(report, record, options, files), options, say);
}

/** Says what came of it, and returns its exit code. */
function tell(
  record: PlanRecord,
  lines: readonly string[],
  { json = false }: ShownPlanOptions,
  say: Say,
): number {
  for (const line of json ? [JSON.stringify(record, null, 2)] : lines) say(line);
  return record.exitCode;
}

async function reportOf(
  { scope, directory, settings, terraform }: StackWorkspace,
  planFile: string,
  { values, allowDestroy }: ShownPlanOptions,
): Promise<PlanReport> {
  const { output } = await terraform(['show', '-json', planFile], { output: 'parsed' });
  const view = viewOf(parsePlan(output));
  return {
    view,
    losses: statefulLosses(view, allowDestroy, settings),
    settings,
    values,
    context: {
      scope,
      commit: currentCommit(),
      providers: lockedProviders(path.join(directory, path.basename(LOCK_FILE))),
    },
  };
}

function write(
  report: PlanReport,
  files: PlanFiles,
  options: ShownPlanOptions,
  identity?: PlanIdentity,
): PlanRecord {
  const comment = renderComment(report);
  const record = recordOf(report, comment, options, identity);
  writePlanFiles(files, { comment, full: renderPlan(report), record });
  return record;
}

const recordOf = (
  report: PlanReport,
  comment: string,
  { allowDestroy }: ShownPlanOptions,
  identity?: PlanIdentity,
): PlanRecord =>
  planRecord(report, {
    summaryLine: summaryLine(summaryOf(report.view)),
    isShortened: comment !== renderPlan(report),
    allowDestroy,
    identity,
  });

function conclusion(
  { view, losses, settings }: PlanReport,
  record: PlanRecord,
  { allowDestroy }: ShownPlanOptions,
  files: PlanFiles,
): string[] {
  const refused = losses.filter(({ isAllowed }) => !isAllowed);
  const unused = allowDestroy.filter((address) =>
    losses.every(({ resource }) => resource.address !== address),
  );
  const next =
    record.identity === undefined || !view.isApplyable || refused.length > 0
      ? []
      : [`Next: pnpm ops apply ${record.stage} --plan ${shownPath(files.directory)}`];
  return [
    ...settingLines(settings),
    `${record.stage}: ${record.summaryLine}`,
    ...losses.map((loss) => `  ${loss.isAllowed ? 'allowed' : 'NOT ALLOWED'}: ${lossText(loss)}`),
    ...(refused.length > 0 ? [`If that is meant, plan again with ${allowOptions(refused)}`] : []),
    ...unused.map((address) => `--allow-destroy ${address} allows nothing in this plan.`),
    `Read ${shownPath(files.comment)}`,
    ...next,
  ];
}

const shownPath = (file: string): string => {
  const relative = path.relative(process.cwd(), file);
  return relative === '' || relative.startsWith('..') ? file : relative;
};
