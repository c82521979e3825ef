import type { Style } from '../../cli/terminal';
import type { Difference, DifferenceKind } from '../../values/differences';
import { differencesBetween, NOTES } from '../../values/differences';
import type { IsSecret, Marked } from '../../values/mask';
import { pathText, shownTexts } from '../../values/text';
import type { StateResource, TerraformState } from '../../terraform/state/state-file';
import {
  managed,
  markedAttributes,
  markedOutputs,
  secretsOf,
} from '../../terraform/state/state-file';

export type ChangeKind = 'added' | 'removed' | 'changed';

export interface AttributeDifference {
  /** e.g. `rule[0].id` */
  readonly path: string;
  readonly before: Marked | undefined;
  readonly after: Marked | undefined;
  readonly kind: DifferenceKind;
}

export interface ResourceDifference {
  readonly address: string;
  readonly change: ChangeKind;
  /** Empty unless it is `changed`. */
  readonly attributes: readonly AttributeDifference[];
}

/** What differs between two states; sensitive values are masked as soon as it is printed. */
export interface StateDifference {
  readonly resources: readonly ResourceDifference[];
  readonly outputs: readonly AttributeDifference[];
  /** Addresses of what only says in another way that nothing is set, e.g. [] where null was. */
  readonly unset: readonly string[];
}

/** Compares what two states say about AWS: their managed resources and their outputs. */
export function compareStates(
  before: TerraformState | undefined,
  after: TerraformState | undefined,
): StateDifference {
  const isSecret = secretsOf(before, after);
  const all = compareResources(byAddress(before), byAddress(after), isSecret);
  const isUnset = ({ attributes }: ResourceDifference): boolean =>
    attributes.length > 0 && attributes.every(({ kind }) => kind === 'unset');
  return {
    resources: all
      .filter((one) => !isUnset(one))
      .map((one) => ({
        ...one,
        attributes: one.attributes.filter(({ kind }) => kind !== 'unset'),
      })),
    unset: all.filter(isUnset).map(({ address }) => address),
    outputs: differencesBetween(
      markedOutputs(before, isSecret),
      markedOutputs(after, isSecret),
    ).map(attributeDifference),
  };
}

/** The difference with its path as text. */
export const attributeDifference = ({
  path,
  before,
  after,
  kind,
}: Difference): AttributeDifference => ({
  path: pathText(path),
  before,
  after,
  kind,
});

export const isSame = ({ resources, outputs, unset }: StateDifference): boolean =>
  resources.length + outputs.length + unset.length === 0;

/** The addresses with one kind of change. */
export const addressesOf = (difference: StateDifference, kind: ChangeKind): string[] =>
  difference.resources.filter(({ change }) => change === kind).map(({ address }) => address);

/** Lines for people: `+` added, `-` removed (and `afterRemoved`), `~` changed with its attributes. */
export function formatDifference(
  { resources, outputs, unset }: StateDifference,
  style: Style,
  afterRemoved = '',
): string {
  const signs = { added: style.green('+'), removed: style.red('-'), changed: style.yellow('~') };
  const lines = resources.flatMap(({ address, change, attributes }) => [
    `${signs[change]} ${address}${change === 'removed' ? afterRemoved : ''}`,
    ...attributes.map((attribute) => `    ${formatAttribute(attribute)}`),
  ]);
  const outputLines = outputs.map((output) => `${signs.changed} output ${formatAttribute(output)}`);
  const note = `  Resources that only say in another way that nothing is set: ${unset.length} (--json)`;
  return [...lines, ...outputLines, ...(unset.length > 0 ? [style.dim(note)] : [])].join('\n');
}

function formatAttribute({ path, before, after, kind }: AttributeDifference): string {
  const [old, fresh] = shownTexts(before, after);
  return [`${path}: ${old} → ${fresh}`, NOTES[kind]].filter(Boolean).join(' ');
}

function compareResources(
  before: ReadonlyMap<string, StateResource>,
  after: ReadonlyMap<string, StateResource>,
  isSecret: IsSecret,
): ResourceDifference[] {
  const addresses = [...new Set([...before.keys(), ...after.keys()])].sort();
  return addresses.flatMap((address): ResourceDifference[] => {
    const old = before.get(address);
    const fresh = after.get(address);
    if (old === undefined) return [{ address, change: 'added', attributes: [] }];
    if (fresh === undefined) return [{ address, change: 'removed', attributes: [] }];
    const attributes: AttributeDifference[] = [
      ...differencesBetween(markedAttributes(old, isSecret), markedAttributes(fresh, isSecret)).map(
        attributeDifference,
      ),
      ...(old.tainted === fresh.tainted
        ? []
        : [
            {
              path: '(tainted)',
              before: old.tainted,
              after: fresh.tainted,
              kind: 'value',
            } as const,
          ]),
    ];
    return attributes.length === 0 ? [] : [{ address, change: 'changed', attributes }];
  });
}

const byAddress = (state: TerraformState | undefined): Map<string, StateResource> =>
  new Map(
    (state === undefined ? [] : managed(state)).map((resource) => [resource.address, resource]),
  );
