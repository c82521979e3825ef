import type { Commit } from '../../system/commit';
import type { LockedProvider } from '../lock-file';
import type { ChangedSetting } from '../state/recorded-settings';
import { renderSettings } from './changed-settings';
import type { StatefulLoss } from './gate';
import { code, fold, html } from './markdown';
import { costLine, costSummary } from './plan-costs';
import { fullAddress, type PlanView, type ResourceView } from './plan-view';
import { renderDrift, renderOutputs, renderResource, type ShownValues } from './render-resource';
import { renderShortWarnings, renderWarning } from './render-warning';
import { counted, summaryLine, summaryOf } from './summary';

/**
 * The longest comment that GitHub takes; a longer one is refused.
 * https://github.com/orgs/community/discussions/41331
 */
export const COMMENT_CHARACTERS = 65_536;

/** Kept free for what `ops comment` adds: a link to the page. */
export const LINK_CHARACTERS = 500;

/** What is said about a plan besides what Terraform says. */
export interface PlanContext {
  /** The stage, or the stack where it has none. */
  readonly scope: string;
  readonly commit: Commit | undefined;
  readonly providers: readonly LockedProvider[];
}

/** Everything that `plan.md` shows. */
export interface PlanReport {
  readonly view: PlanView;
  readonly losses: readonly StatefulLoss[];
  /** Settings of the last deploy that are other ones here. */
  readonly settings: readonly ChangedSetting[];
  readonly context: PlanContext;
  readonly values: ShownValues;
}

/** The first line of every plan of a scope: by it a pull request's comment is found again. */
export const markerOf = (scope: string): string => `<!-- image-service plan: ${scope} -->`;

/** The CI artifact that holds the whole plan of a scope, and the file in it. */
export const artifactOf = (scope: string): string => `plan-${scope}`;
export const FULL_TEXT_FILE = 'plan.full.md';

/** The whole plan as Markdown, however long. */
export function renderPlan(report: PlanReport): string {
  const { view, values } = report;
  return page(report, [
    ...report.losses.map((loss) => renderWarning(loss, values)),
    ...details(view, values),
  ]);
}

/** The plan as Markdown that fits a comment; shortened if need be, and then it says so. */
export function renderComment(
  report: PlanReport,
  limit: number = COMMENT_CHARACTERS - LINK_CHARACTERS,
): string {
  const full = renderPlan(report);
  if (full.length <= limit) return full;
  const { view, losses } = report;
  const warnings = losses.map((loss) => renderWarning(loss, report.values));
  const note = (what: string): string =>
    `> [!NOTE]\n> Shortened to ${what}, because a comment holds ${COMMENT_CHARACTERS.toLocaleString('en')} characters. All of it is in ${code(FULL_TEXT_FILE)} of the artifact ${code(artifactOf(report.context.scope))}.`;
  const lines = addressLines(view);
  const shorter = [
    [...warnings, note("the attributes' names"), ...details(view, 'none')],
    [...warnings, note('the addresses'), block(lines)],
    [renderShortWarnings(losses), note('the addresses'), block(lines)],
  ].map((parts) => page(report, parts));
  return shorter.find((text) => text.length <= limit) ?? beginning(report, lines, note, limit);
}

/** The last resort, for plans of thousands of resources: the warnings, and as many addresses as fit. */
function beginning(
  report: PlanReport,
  lines: readonly string[],
  note: (what: string) => string,
  limit: number,
): string {
  const warnings = renderShortWarnings(report.losses);
  const withFirst = (count: number): string => {
    const shown = `the first ${count.toLocaleString('en')} of ${lines.length.toLocaleString('en')} addresses`;
    return page(report, [warnings, note(shown), block(lines.slice(0, count))]);
  };
  let [fitting, tooMany] = [0, lines.length];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (withFirst(middle).length <= limit) fitting = middle;
    else tooMany = middle;
  }
  if (fitting > 0) return withFirst(fitting);
  return cut(page(report, [note('its beginning'), warnings]), limit);
}

function page({ view, context, settings }: PlanReport, parts: readonly string[]): string {
  const head = [
    markerOf(context.scope),
    `## Plan for ${context.scope}`,
    `**${summaryLine(summaryOf(view))}**`,
    costLine(costSummary(view.resources)),
  ];
  const incomplete = view.isComplete
    ? []
    : ['This plan is not complete: after it, another one has to follow.'];
  const all = [...head, renderSettings(settings), ...incomplete, ...parts, about(view, context)];
  return `${all.filter((part) => part !== '').join('\n\n')}\n`;
}

function details(view: PlanView, values: ShownValues): string[] {
  const { resources, outputs, drift, refreshed, deferred, reads } = view;
  const section = (title: string, entries: readonly string[]): string =>
    entries.length === 0 ? '' : [`### ${title}`, ...entries].join('\n\n');
  return [
    section(
      'Resources',
      resources.map((resource) => renderResource(resource, values)),
    ),
    section('Outputs', outputs.length === 0 ? [] : [renderOutputs(outputs, values)]),
    section(
      'Changed outside Terraform',
      drift.map((resource) => renderDrift(resource, values)),
    ),
    refreshed.length === 0
      ? ''
      : `Without effect on this plan: ${counted(refreshed.length, 'resource')} in which AWS, or another resource, has filled in an attribute.`,
    section('Deferred to a later plan', deferredList(deferred)),
    reads.length === 0
      ? ''
      : fold(
          `${counted(reads.length, 'data source')} read during the apply`,
          reads.map((address) => `- ${code(address)}`).join('\n'),
        ),
  ];
}

const deferredList = (deferred: PlanView['deferred']): string[] =>
  deferred.length === 0
    ? []
    : [deferred.map(({ address, reason }) => `- ${code(address)}: ${reason}`).join('\n')];

/** Every address of the plan, with what becomes of it. */
function addressLines({ resources, drift, deferred }: PlanView): string[] {
  const line = (what: string, address: string): string => `${what.padEnd(8)} ${address}`;
  const from = ({ movedFrom }: ResourceView): string =>
    movedFrom === undefined ? '' : ` (from ${movedFrom})`;
  return [
    ...resources.map((resource) =>
      line(resource.kinds.join('+'), fullAddress(resource) + from(resource)),
    ),
    ...drift.map((resource) => line('outside', fullAddress(resource))),
    ...deferred.map(({ address }) => line('deferred', address)),
  ];
}

/** The lines in a block that nothing in them can end. */
function block(lines: readonly string[]): string {
  const longest = Math.max(2, ...[...lines.join('\n').matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence].join('\n');
}

const about = (view: PlanView, context: PlanContext): string =>
  `<sub>${html(factsOf(view, context).join(' · '))}</sub>`;

/** What a plan is of, and what made it. */
export function factsOf({ terraformVersion, plannedAt }: PlanView, context: PlanContext): string[] {
  const { scope, commit, providers } = context;
  const modified = commit?.isModified === true ? ' with changes not committed' : '';
  return [
    `stage ${scope}`,
    commit === undefined ? 'no commit' : `commit ${commit.sha.slice(0, 12)}${modified}`,
    `Terraform ${terraformVersion}`,
    ...providers.map(
      ({ source, version }) => `${source.split('/').slice(-2).join('/')} ${version}`,
    ),
    ...(plannedAt === undefined ? [] : [`planned ${plannedAt}`]),
  ];
}

/** What there is of a text that has no room for its end. */
function cut(text: string, limit: number): string {
  const end = '\n\n**Cut here.**\n';
  const room = text.slice(0, Math.max(0, limit - end.length));
  return room.slice(0, Math.max(0, room.lastIndexOf('\n'))) + end;
}
