import type { Style } from '../../cli/terminal';
import { NOTES } from '../../values/differences';
import { pathText, shownTexts } from '../../values/text';
import type { AttributeChange } from './attribute-changes';
import { costText } from './plan-costs';
import { fullAddress, type OutputView, type PlanView, type ResourceView } from './plan-view';
import type { ShownValues } from './render-resource';

/** How the lines of a plan are written. */
export interface PlanLineOptions {
  readonly values: ShownValues;
  readonly style: Style;
  /** How many characters a line takes. */
  readonly width: number;
}

/** A plan's changes for the terminal: the gravest first, each kind under its name, cut to the line. */
export function planLines(view: PlanView, { values, style, width }: PlanLineOptions): string[] {
  const linesOf = (resource: ResourceView): string[] => resourceLines(resource, values);
  const driftLines = (resource: ResourceView): string[] =>
    resource.kinds.includes('destroy')
      ? [`${fullAddress(resource)}: it no longer exists`]
      : linesOf(resource);
  const groups = [
    ...byKinds(view.resources).map(
      ([kinds, resources]) => [kinds, resources.map(linesOf)] as const,
    ),
    ['outputs', view.outputs.map((output) => outputLines(output, values))] as const,
    ['changed outside Terraform', view.drift.map(driftLines)] as const,
    ['deferred', view.deferred.map(({ address, reason }) => [`${address}: ${reason}`])] as const,
  ];
  return groups
    .filter(([, entries]) => entries.length > 0)
    .flatMap(([heading, entries]) => [
      style.bold(cutLine(`${heading} (${entries.length})`, width)),
      ...entries.flat().map((line) => cutLine(`  ${line}`, width)),
    ]);
}

/** The resources by what is done to them, in the order in which they come. */
function byKinds(resources: readonly ResourceView[]): [kinds: string, ResourceView[]][] {
  const groups = new Map<string, ResourceView[]>();
  for (const resource of resources) {
    const kinds = resource.kinds.join(' and ');
    groups.set(kinds, [...(groups.get(kinds) ?? []), resource]);
  }
  return [...groups];
}

const outputLines = ({ name, attributes }: OutputView, values: ShownValues): string[] =>
  attributes.map((change) => attributeLine({ ...change, path: [name, ...change.path] }, values));

/** A resource's address; what is changed of one that stays or comes back, attribute by attribute. */
function resourceLines(resource: ResourceView, values: ShownValues): string[] {
  const { kinds, reason, movedFrom, attributes } = resource;
  const cost = costText(resource.costChange);
  const notes = [
    movedFrom === undefined ? '' : ` (from ${movedFrom})`,
    reason === undefined ? '' : `: ${reason}`,
    cost === '' ? '' : ` (${cost})`,
  ].join('');
  const isCompared = kinds.includes('change') || kinds.includes('replace');
  return [
    fullAddress(resource) + notes,
    ...(isCompared ? attributes : []).map((change) => `  ${attributeLine(change, values)}`),
  ];
}

function attributeLine(change: AttributeChange, values: ShownValues): string {
  const { path, before, after, kind, forcesReplacement } = change;
  const [old, fresh] = shownTexts(before, after);
  const parts = [
    values === 'none' ? pathText(path) : `${pathText(path)}: ${old} → ${fresh}`,
    NOTES[kind],
    forcesReplacement && '(forces replacement)',
  ];
  return parts.filter((part) => typeof part === 'string').join(' ');
}

const cutLine = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, width - 1)}…`;
