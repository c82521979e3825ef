import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync } from 'node:fs';
import path from 'node:path';
import { thisTerminal, type Terminal } from '../../cli/terminal';
import { writeReport } from '../../cli/write-report';
import type { Environment } from '../../config/environment';
import { UserError } from '../../config/user-error';
import { lockedProviders, type LockedProvider } from '../../terraform/lock-file';
import { LOCK_FILE } from '../../system/project';
import { configuredStage } from '../open-stage';
import { currentCommit } from '../../system/commit';
import type { PlanFiles } from '../../terraform/plan/plan-files';
import {
  inNewPlanDirectory,
  requirePlanDirectory,
  wholePlan,
  writePlanFiles,
} from '../../terraform/plan/plan-files';
import { identityOf } from './plan-identity';
import type { PlanExitCode, StatefulLoss } from '../../terraform/plan/gate';
import { allowOptions, lossText, statefulLosses } from '../../terraform/plan/gate';
import { settingLines } from '../../terraform/plan/changed-settings';
import { planRecord, type PlanIdentity, type PlanRecord } from '../../terraform/plan/plan-record';
import { costLine, costSummary } from '../../terraform/plan/plan-costs';
import { viewOf } from '../../terraform/plan/plan-view';
import { planLines } from '../../terraform/plan/plan-lines';
import { renderComment, renderPlan, type PlanReport } from '../../terraform/plan/render-plan';
import type { ShownValues } from '../../terraform/plan/render-resource';
import { summaryLine, summaryOf } from '../../terraform/plan/summary';
import { parsePlan } from '../../terraform/plan/terraform-plan';
import { terraformEnvironment } from '../../terraform/environment';
import { watchedRun, withStageRun, type StageRun } from '../../cdktf/stage-run';

export interface ShownPlanOptions {
  readonly values: ShownValues;
  /** Addresses of stateful resources that may be destroyed. */
  readonly allowDestroy: readonly string[];
  /** Print the plan's record, for machines. @default false: what people want to know */
  readonly json?: boolean;
  /** The file that the plan is drawn into as a page. @default none */
  readonly html?: string | undefined;
}

type PlanTerminal = Pick<Terminal, 'out' | 'outWidth' | 'style'>;

export interface PlanOptions extends ShownPlanOptions {
  /** The folder for the plan's files. @default one of its own in .cache/plans */
  readonly out?: string | undefined;
  readonly lockTimeout: string;
  /** Whether to take the state lock; without it nothing is written to AWS. @default true */
  readonly lock?: boolean;
  /** Addresses of what is made anew though nothing changes it. @default none */
  readonly replace?: readonly string[];
  /** Plans to destroy the whole stack, whatever data goes with it. @default false */
  readonly destroy?: boolean;
  /** Whether to say where its files are, and what applies them. @default true */
  readonly namesFiles?: boolean;
}

/**
 * Plans a stage as it is in this checkout.
 * @returns the exit code: 0 nothing to do, 2 changes, 3 changes that are not allowed.
 */
export async function planStage(
  stage: string,
  options: PlanOptions,
  env?: Environment,
  terminal: PlanTerminal = thisTerminal(),
): Promise<PlanExitCode> {
  const { name } = configuredStage(stage, env);
  if (options.out !== undefined) requirePlanDirectory(options.out);
  sayPlanning(name, options, terminal);
  return withStageRun(name, 'plan', (on) => planRun(on, options, terminal), env);
}

/** Says at once what is begun: the checks before a plan take seconds. */
export function sayPlanning(
  scope: string,
  { json, lock = true, lockTimeout }: Pick<PlanOptions, 'json' | 'lock' | 'lockTimeout'>,
  terminal: Pick<Terminal, 'out'>,
): void {
  if (json === true) return;
  terminal.out(
    lock
      ? `Planning ${scope}, waiting up to ${lockTimeout} for the state lock`
      : `Planning ${scope}, without the state lock`,
  );
}

/** Plans a stage's stack. Returns the exit code, as `planStage` does. */
export function planRun(
  on: StageRun,
  options: PlanOptions,
  terminal: PlanTerminal,
): Promise<PlanExitCode> {
  const plan = (directory: string): Promise<PlanExitCode> =>
    wholePlan(directory, (files) => planInto(files, on, options, terminal));
  return options.out === undefined ? inNewPlanDirectory(on.scope, plan) : plan(options.out);
}

async function planInto(
  files: PlanFiles,
  on: StageRun,
  options: PlanOptions,
  terminal: PlanTerminal,
): Promise<PlanExitCode> {
  const { run } = on;
  const { lockTimeout, lock = true, replace, destroy, html } = options;
  // An earlier plan's must not pass for this one's.
  if (html !== undefined) rmSync(html, { force: true });
  await run.init();
  const plan = await run.plan({ lock: lock ? { timeout: lockTimeout } : 'none', replace, destroy });
  copyFileSync(plan.file, files.plan);
  // After the plan: it may have waited for somebody else's apply. Terraform itself compares again.
  const identity = await identityOf(on, files.plan);
  const report = await reportOf(on, files.plan, options);
  const record = writePlan(report, files, options, identity);
  await writePage(report, run.directory, options);
  return printPlan(record, conclusion(report, record, options, files, terminal), options, terminal);
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
  terminal: PlanTerminal = thisTerminal(),
): Promise<PlanExitCode> {
  const file = path.resolve(planFile);
  if (!existsSync(file)) {
    throw new UserError(`There is no plan ${planFile}. \`pnpm cdktf plan <stack>\` leaves one.`);
  }
  const directory = path.dirname(file);
  // First: without them Terraform only says that it finds no provider.
  providersOf(directory);
  requirePlanFile(file, planFile);
  const scope = scopeOf(path.basename(directory));
  // Whose it is does not matter to one that is only shown.
  const run = watchedRun(directory, path.basename(directory), await terraformEnvironment(env), '');
  const report = await reportOf({ scope, run, settings: [] }, file, options);
  await writePage(report, directory, options);
  if (options.out === undefined) {
    const record = recordOf(report, renderComment(report), options);
    const lines =
      options.html === undefined
        ? [renderPlan(report).trimEnd()]
        : [`${scope}: ${record.summaryLine}`, drawnInto(options.html)];
    return printPlan(record, lines, options, terminal);
  }
  return wholePlan(options.out, (files) => {
    const record = writePlan(report, files, options);
    const lines = conclusion(report, record, options, files, terminal);
    return printPlan(record, lines, options, terminal);
  });
}

/** How Terraform's plans begin: they are zip files. */
const ZIP = Buffer.from('PK\u0003\u0004');

/** @throws UserError when the file cannot be read, or is of another kind. */
function requirePlanFile(file: string, given: string): void {
  const begin = Buffer.alloc(ZIP.length);
  let fault = 'it is no zip file';
  try {
    const descriptor = openSync(file, 'r');
    readSync(descriptor, begin);
    closeSync(descriptor);
  } catch (error) {
    fault = (error as Error).message;
  }
  if (begin.equals(ZIP)) return;
  throw new UserError(
    `${given} is not what \`terraform plan -out\` writes: ${fault}. Name the file \`plan\` in the folder of a stack that \`pnpm cdktf plan <stack>\` leaves.`,
  );
}

/** Prints the plan's record, or its lines. Returns its exit code. */
function printPlan(
  record: PlanRecord,
  lines: readonly string[],
  { json = false }: ShownPlanOptions,
  terminal: PlanTerminal,
): PlanExitCode {
  for (const line of json ? [JSON.stringify(record, null, 2)] : lines) terminal.out(line);
  return record.exitCode;
}

async function reportOf(
  { scope, run, settings }: Pick<StageRun, 'run' | 'scope' | 'settings'>,
  planFile: string,
  { values, allowDestroy, destroy = false }: ShownPlanOptions & Pick<PlanOptions, 'destroy'>,
): Promise<PlanReport> {
  const view = viewOf(parsePlan(await run.show({ file: planFile })));
  const allowed = destroy ? view.resources.map(({ address }) => address) : allowDestroy;
  return {
    view,
    losses: statefulLosses(view, allowed, settings),
    settings,
    values,
    context: {
      scope,
      commit: currentCommit(),
      providers: providersOf(run.directory),
    },
  };
}

/** Draws the page that was asked for. What draws it takes its time to load. */
async function writePage(
  report: PlanReport,
  directory: string,
  { html }: ShownPlanOptions,
): Promise<void> {
  if (html === undefined) return;
  const { drawPlanPage } = await import('./draw-plan-page');
  writeReport(html, await drawPlanPage(report, directory));
}

const providersOf = (directory: string): readonly LockedProvider[] =>
  lockedProviders(path.join(directory, path.basename(LOCK_FILE)));

function writePlan(
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
  options: ShownPlanOptions & Pick<PlanOptions, 'destroy' | 'namesFiles'>,
  files: PlanFiles,
  { style, outWidth: width }: PlanTerminal,
): string[] {
  const { allowDestroy, values, destroy = false, html, namesFiles = true } = options;
  const fateOfLoss = ({ isAllowed }: StatefulLoss): string => {
    if (destroy) return 'lost';
    return isAllowed ? 'allowed' : 'NOT ALLOWED';
  };
  const refused = losses.filter(({ isAllowed }) => !isAllowed);
  const unused = allowDestroy.filter((address) =>
    losses.every(({ resource }) => resource.address !== address),
  );
  const cost = costLine(costSummary(view.resources));
  const next =
    record.identity === undefined || !view.isApplyable || refused.length > 0
      ? []
      : [`Next: pnpm ops apply ${record.stage} --plan ${shownPath(files.directory)}`];
  return [
    ...settingLines(settings),
    ...planLines(view, { values, style, width }),
    `${record.stage}: ${record.summaryLine}`,
    ...(cost === '' ? [] : [cost]),
    ...losses.map((loss) => `  ${fateOfLoss(loss)}: ${lossText(loss)}`),
    ...(refused.length > 0 ? [`If that is meant: ${allowOptions(refused)}`] : []),
    ...unused.map((address) => `--allow-destroy ${address} allows nothing in this plan.`),
    ...(html === undefined ? [] : [drawnInto(html)]),
    ...(namesFiles ? [`Read ${shownPath(files.comment)}`, ...next] : []),
  ];
}

const drawnInto = (html: string): string => `Drawn into ${html}`;

const shownPath = (file: string): string => {
  const relative = path.relative(process.cwd(), file);
  return relative === '' || relative.startsWith('..') ? file : relative;
};
