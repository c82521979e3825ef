import { NOTES } from '../../values/differences';
import type { Marked } from '../../values/mask';
import { pathText, valueText } from '../../values/text';
import type { AttributeChange } from './attribute-changes';
import { cell, code, fold, html, shownPair, shownValue } from './markdown';
import { costText } from './plan-costs';
import { fullAddress, type OutputView, type ResourceView } from './plan-view';

/** `all` shows old and new values; `none` only which attributes change. */
export type ShownValues = 'all' | 'none';

/** One resource, folded: what happens to it on the outside, attribute by attribute inside. */
export function renderResource(resource: ResourceView, values: ShownValues): string {
  const title = [summary(resource.kinds, fullAddress(resource)), costText(resource.costChange)];
  return fold(title.filter((part) => part !== '').join(' '), body(resource, values));
}

/** One resource that changed outside, folded. */
export function renderDrift(resource: ResourceView, values: ShownValues): string {
  const isGone = resource.kinds.includes('destroy');
  const details = isGone
    ? 'It no longer exists.'
    : attributes(resource.attributes, ['Attribute', 'Known to Terraform', 'Found'], values);
  return fold(summary([isGone ? 'deleted' : 'changed'], fullAddress(resource)), details);
}

/** The outputs that change, as one table. */
export function renderOutputs(outputs: readonly OutputView[], values: ShownValues): string {
  const changes = outputs.flatMap(({ name, attributes: parts }) =>
    parts.map((part) => ({ ...part, path: [name, ...part.path] })),
  );
  return attributes(changes, ['Output', 'Old', 'New'], values);
}

function summary(kinds: readonly string[], address: string): string {
  return `<b>${kinds.join(' and ')}</b> <code>${html(address)}</code>`;
}

function body(resource: ResourceView, values: ShownValues): string {
  const { kinds, reason, movedFrom, importId, knownAfterApply } = resource;
  const pending = knownAfterApply.map(({ path }) => code(pathText(path)));
  const isPlain = (kind: 'add' | 'destroy'): boolean => kinds.length === 1 && kinds[0] === kind;
  const parts = [
    reason !== undefined && `Because ${reason}.`,
    movedFrom !== undefined && `Moved from ${code(movedFrom)}.`,
    importId !== undefined && (values === 'all' ? `Imported from ${code(importId)}.` : 'Imported.'),
    kinds.includes('forget') && 'Terraform stops managing it; it stays as it is.',
    isPlain('add') && single(resource.attributes, ({ after }) => after, values),
    isPlain('destroy') && single(resource.attributes, ({ before }) => before, values),
    !isPlain('add') &&
      !isPlain('destroy') &&
      attributes(resource.attributes, ['Attribute', 'Old', 'New'], values),
    pending.length > 0 && `Known after apply: ${pending.join(', ')}`,
  ];
  const shown = parts.filter((part) => part !== false && part !== '');
  return shown.length > 0 ? shown.join('\n\n') : 'Terraform shows no attribute that changes.';
}

function attributes(
  changes: readonly AttributeChange[],
  heading: readonly [string, string, string],
  values: ShownValues,
): string {
  if (values === 'none') return names(changes);
  return table(
    heading,
    changes.map((change) => [attributeName(change), ...shownPair(change.before, change.after)]),
  );
}

const EMPTY = ['null', '""', '[]', '{}'];

/** Whether a value says nothing where there is no other side. */
export const isEmpty = (value: Marked | undefined): boolean => EMPTY.includes(valueText(value));

/** The one side that there is; what is empty says nothing there. */
function single(
  changes: readonly AttributeChange[],
  side: (change: AttributeChange) => Marked | undefined,
  values: ShownValues,
): string {
  const filled = changes.filter((change) => !isEmpty(side(change)));
  if (values === 'none') return names(filled);
  return table(
    ['Attribute', 'Value'],
    filled.map((change) => [attributeName(change), shownValue(side(change))]),
  );
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}

const names = (changes: readonly AttributeChange[]): string =>
  changes.map((change) => `- ${attributeName(change)}`).join('\n');

const attributeName = ({ path, kind, forcesReplacement }: AttributeChange): string =>
  [code(pathText(path)), NOTES[kind], forcesReplacement && '(forces replacement)']
    .filter((part) => typeof part === 'string')
    .join(' ');
