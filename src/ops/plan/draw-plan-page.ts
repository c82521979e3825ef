import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stackName } from '../../config/names';
import { renderPage } from '../../pages/render-page';
import type { PageChange, PlanPage } from '../../pages/plan-page';
import { fromJson, type Synthesized } from '../../synthesized/synthesized';
import type { AttributeChange } from '../../terraform/plan/attribute-changes';
import { settingText } from '../../terraform/plan/changed-settings';
import { allowOption, exitCodeOf, lossText } from '../../terraform/plan/gate';
import { KINDS } from '../../terraform/plan/kinds';
import { costLine, costSummary, costText } from '../../terraform/plan/plan-costs';
import { fullAddress, type OutputView, type ResourceView } from '../../terraform/plan/plan-view';
import { factsOf, type PlanReport } from '../../terraform/plan/render-plan';
import { isEmpty, type ShownValues } from '../../terraform/plan/render-resource';
import { counted, summaryLine, summaryOf } from '../../terraform/plan/summary';
import { EXIT_CODE } from '../../cli/exit-codes';
import { NOTES } from '../../values/differences';
import { pathText, valueText } from '../../values/text';
import { drawMap } from '../diagram/draw-map';

/** Draws a plan as a page. `directory`: the stack's folder, with the code that the plan is of. */
export async function drawPlanPage(report: PlanReport, directory: string): Promise<string> {
  const page = await planPage(report, codeIn(directory, report.context.scope));
  return renderPage('plan', `Plan for ${page.scope}: ${page.summary}`, page);
}

/** The stack as it was synthesized; empty where it lies elsewhere, so that only what changes is drawn. */
function codeIn(directory: string, scope: string): Synthesized {
  const file = path.join(directory, 'cdk.tf.json');
  return fromJson(stackName(scope), existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
}

/** What the page shows of a plan. */
export async function planPage(report: PlanReport, code: Synthesized): Promise<PlanPage> {
  const { view, losses, settings, context, values } = report;
  const summary = summaryOf(view);
  const { deferred, reads, refreshed, outputs, drift, resources } = view;
  const notes = [
    view.isComplete ? '' : 'This plan is not complete: after it, another one has to follow.',
    ...deferred.map(({ address, reason }) => `Deferred to a later plan: ${address} (${reason})`),
    reads.length === 0 ? '' : `Read during the apply: ${reads.join(', ')}`,
    refreshed.length === 0
      ? ''
      : `Without effect on this plan: ${counted(refreshed.length, 'resource')} in which AWS, or another resource, has filled in an attribute.`,
  ];
  return {
    scope: context.scope,
    summary: summaryLine(summary),
    verdict: verdictOf(report),
    counts: [
      ...KINDS.flatMap((kind) => {
        const count = kind === 'read' ? 0 : summary[kind];
        return count === 0 ? [] : [{ kind, text: `${count} to ${kind}` }];
      }),
      ...(summary.outputs === 0
        ? []
        : [{ kind: 'output', text: `${counted(summary.outputs, 'output')} to change` }]),
      ...(summary.drift === 0 ? [] : [{ kind: 'drift', text: `${summary.drift} changed by hand` }]),
    ],
    cost: costLine(costSummary(resources)),
    losses: losses.map((loss) => ({
      address: loss.resource.address,
      text: `${lossText(values === 'all' ? loss : { ...loss, resource: { ...loss.resource, name: undefined } })}.`,
      isAllowed: loss.isAllowed,
      option: allowOption(loss.resource.address),
    })),
    warnings: settings.map(
      (setting) => `A setting of the last deploy is another one here: ${settingText(setting)}`,
    ),
    changes: resources.map((resource) => pageChange(resource, values)),
    outputs: outputs.map((output) => outputChange(output, values)),
    drift: drift.map((resource) => driftChange(resource, values)),
    notes: notes.filter((note) => note !== ''),
    facts: factsOf(view, context),
    map: await mapOf(view.resources, code, report),
  };
}

function verdictOf({ view, losses }: PlanReport): PlanPage['verdict'] {
  const code = exitCodeOf(view, losses);
  if (code === EXIT_CODE.notAllowed) {
    return { tone: 'alarm', text: 'Refused: it would lose data' };
  }
  return code === EXIT_CODE.ok
    ? { tone: 'ok', text: 'Nothing to do' }
    : {
        tone: 'unsure',
        text: losses.length === 0 ? 'Changes, no data lost' : 'Changes; data lost',
      };
}

function pageChange(resource: ResourceView, values: ShownValues): PageChange {
  const { kinds, reason, movedFrom, importId, attributes, knownAfterApply } = resource;
  const cost = costText(resource.costChange);
  const [only] = kinds.length === 1 ? kinds : [];
  const isSaid = ({ before, after }: AttributeChange): boolean =>
    !(only === 'add' && isEmpty(after)) && !(only === 'destroy' && isEmpty(before));
  const notes = [
    reason === undefined ? '' : `Because ${reason}.`,
    movedFrom === undefined ? '' : `Moved from ${movedFrom}.`,
    importId === undefined ? '' : `Imported${values === 'all' ? ` from ${importId}` : ''}.`,
    kinds.includes('forget') ? 'Terraform stops managing it; it stays as it is.' : '',
    cost === '' ? '' : `Fixed cost: ${cost}.`,
  ];
  return {
    address: fullAddress(resource),
    kinds,
    notes: notes.filter((note) => note !== ''),
    attributes: attributes.filter(isSaid).map((change) => pageAttribute(change, values)),
    pending: knownAfterApply.map(({ path: at }) => pathText(at)),
  };
}

const driftChange = (resource: ResourceView, values: ShownValues): PageChange => {
  const isGone = resource.kinds.includes('destroy');
  return {
    ...pageChange(resource, values),
    kinds: [isGone ? 'destroy' : 'change'],
    notes: isGone ? ['It no longer exists.'] : [],
  };
};

const outputChange = ({ name, attributes }: OutputView, values: ShownValues): PageChange => ({
  address: name,
  kinds: ['output'],
  notes: [],
  attributes: attributes.map((one) => pageAttribute({ ...one, path: [name, ...one.path] }, values)),
  pending: [],
});

function pageAttribute(
  { path: at, before, after, kind, forcesReplacement }: AttributeChange,
  values: ShownValues,
): PageChange['attributes'][number] {
  const note = NOTES[kind];
  return {
    path: pathText(at),
    ...(values === 'all' && before !== undefined && { before: valueText(before) }),
    ...(values === 'all' && after !== undefined && { after: valueText(after) }),
    ...(note !== undefined && { note }),
    forcesReplacement,
  };
}

/** Every box in the colour of the gravest that happens in it. */
const mapOf = (
  resources: readonly ResourceView[],
  code: Synthesized,
  { values }: PlanReport,
): Promise<string> =>
  drawMap(code, {
    known: resources.map((one) => (values === 'all' ? one : { ...one, name: undefined })),
    isWhole: true,
    linkOf: (found) => {
      const [gravest] = found.toSorted(byGravity);
      if (gravest === undefined) return undefined;
      const href = `#${encodeURIComponent(fullAddress(gravest))}`;
      return { href, className: gravest.kinds[0] ?? '' };
    },
    badgesOf: (found) =>
      KINDS.flatMap((kind) => {
        const { length } = found.filter(({ kinds }) => kinds.includes(kind));
        return length === 0 ? [] : [`${length} to ${kind}`];
      }),
  });

const byGravity = (one: ResourceView, other: ResourceView): number => gravity(one) - gravity(other);

const gravity = ({ kinds }: ResourceView): number =>
  Math.min(...kinds.map((kind) => KINDS.indexOf(kind)));
