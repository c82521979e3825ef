import type { Style } from '../terminal';
import type { AttributeChange } from './attributes';
import { changedAttributes, formatValue } from './attributes';
import { attributesOf, Sensitive } from './sensitive';
import type { StateOutput, StateResource, TerraformState } from './state-file';
import { managed } from './state-file';

export type ChangeKind = 'added' | 'removed' | 'changed';

/** One resource that differs, and how. */
export interface ResourceChange {
  readonly address: string;
  readonly change: ChangeKind;
  /** Empty unless it is `changed`. */
  readonly attributes: readonly AttributeChange[];
}

/** What differs between two states; sensitive values are masked as soon as it is printed. */
export interface StateDifference {
  readonly resources: readonly ResourceChange[];
  readonly outputs: readonly AttributeChange[];
}

/** Compares what two states say about AWS: their managed resources and their outputs. */
export function compareStates(
  before: TerraformState | undefined,
  after: TerraformState | undefined,
): StateDifference {
  return {
    resources: compareResources(byAddress(before), byAddress(after)),
    outputs: changedAttributes(markedOutputs(before), markedOutputs(after)),
  };
}

export const isSame = ({ resources, outputs }: StateDifference): boolean =>
  resources.length + outputs.length === 0;

/** The addresses with one kind of change. */
export const addressesOf = (difference: StateDifference, kind: ChangeKind): string[] =>
  difference.resources.filter(({ change }) => change === kind).map(({ address }) => address);

/** Lines for people: `+` added, `-` removed, `~` changed with its attributes. */
export function formatDifference(
  { resources, outputs }: StateDifference,
  style: Style,
  words: Readonly<Record<ChangeKind, string>> = { added: '', removed: '', changed: '' },
): string {
  const signs = {
    added: style.green('+'),
    removed: style.red('-'),
    changed: style.yellow('~'),
  } as const;
  const lines = resources.flatMap(({ address, change, attributes }) => [
    `${signs[change]} ${address}${words[change]}`,
    ...attributes.map((attribute) => `    ${formatChange(attribute)}`),
  ]);
  const outputLines = outputs.map((output) => `${signs.changed} output ${formatChange(output)}`);
  return [...lines, ...outputLines].join('\n');
}

const formatChange = ({ path, before, after }: AttributeChange): string =>
  `${path}: ${formatValue(before)} → ${formatValue(after)}`;

function compareResources(
  before: ReadonlyMap<string, StateResource>,
  after: ReadonlyMap<string, StateResource>,
): ResourceChange[] {
  const addresses = [...new Set([...before.keys(), ...after.keys()])].sort();
  return addresses.flatMap((address): ResourceChange[] => {
    const old = before.get(address);
    const fresh = after.get(address);
    if (old === undefined) return [{ address, change: 'added', attributes: [] }];
    if (fresh === undefined) return [{ address, change: 'removed', attributes: [] }];
    const attributes = [
      ...changedAttributes(attributesOf(old), attributesOf(fresh)),
      ...(old.tainted === fresh.tainted
        ? []
        : [{ path: '(tainted)', before: old.tainted, after: fresh.tainted }]),
    ];
    return attributes.length === 0 ? [] : [{ address, change: 'changed', attributes }];
  });
}

const byAddress = (state: TerraformState | undefined): Map<string, StateResource> =>
  new Map(
    (state === undefined ? [] : managed(state)).map((resource) => [resource.address, resource]),
  );

/** Outputs with the sensitive ones wrapped, unless revealed. */
export function markedOutputs(
  state: { readonly outputs: Readonly<Record<string, StateOutput>> } | undefined,
  reveal = false,
) {
  return Object.fromEntries(
    Object.entries(state?.outputs ?? {}).map(([name, { value, sensitive }]) => [
      name,
      sensitive && !reveal ? new Sensitive(value) : value,
    ]),
  );
}
