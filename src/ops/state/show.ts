import { UserError } from '../../config/user-error';
import { formatTable } from '../../cli/table';
import type { Style } from '../../cli/terminal';
import { isObject, partOf, type Marked, type Path } from '../../values/mask';
import { pathText, valueText, visible } from '../../values/text';
import { currentState, stackOf, type StateContext } from '../../terraform/state/context';
import { describeResource } from './describe-resource';
import type { StateResource } from '../../terraform/state/state-file';
import { markedAttributes, markedOutputs, secretsOf } from '../../terraform/state/state-file';

export interface ShowOptions {
  readonly stage: string;
  /** @default every resource, in one line each */
  readonly address?: string | undefined;
  readonly reveal?: boolean | undefined;
}

/** One resource with its attributes, sensitive ones masked unless revealed. */
export interface ShownResource {
  readonly address: string;
  readonly type: string;
  readonly tainted: boolean;
  readonly attributes: Marked | undefined;
}

/** Resources of one stack: all, or what the address names. */
export interface ShownState {
  readonly stack: string;
  readonly serial: number;
  readonly isWhole: boolean;
  readonly resources: readonly ShownResource[];
}

/**
 * What the state knows of a stack's resources.
 * @throws UserError when the address names none.
 */
export async function showState(context: StateContext, options: ShowOptions): Promise<ShownState> {
  const { address, reveal } = options;
  const stack = stackOf(context.config, options.stage);
  const { state } = await currentState(context, stack);
  const isSecret = secretsOf(state);
  const resources =
    address === undefined ? state.resources : resourcesAt(state.resources, address, options.stage);
  return {
    stack: stack.name,
    serial: state.serial,
    isWhole: address === undefined,
    resources: resources.map((resource) => ({
      address: resource.address,
      type: resource.type,
      tainted: resource.tainted,
      attributes: reveal === true ? resource.attributes : markedAttributes(resource, isSecret),
    })),
  };
}

/** A line per resource for the whole stack; every attribute of what was asked for. */
export function formatShown({ isWhole, resources }: ShownState, style: Style): string {
  if (resources.length === 0) return 'The state has no resources.';
  if (!isWhole) {
    return resources
      .map(({ address, tainted, attributes }) =>
        [
          style.bold(address) + (tainted ? style.red(' (tainted)') : ''),
          ...attributeLines(attributes).map((line) => `  ${line}`),
        ].join('\n'),
      )
      .join('\n\n');
  }
  return formatTable<ShownResource>(
    [
      {
        head: 'ADDRESS',
        cell: (one) => one.address + (one.tainted ? style.red(' (tainted)') : ''),
      },
      { head: 'NAME', cell: ({ attributes }) => describeResource(attributes).name },
      { head: 'ID', cell: ({ attributes }) => describeResource(attributes).id },
    ],
    resources,
    style,
  );
}

/** A stack's outputs, sensitive ones masked unless revealed. */
export async function stateOutputs(
  context: StateContext,
  { stage, reveal }: Pick<ShowOptions, 'stage' | 'reveal'>,
): Promise<Readonly<Record<string, Marked>>> {
  const { state } = await currentState(context, stackOf(context.config, stage));
  if (reveal !== true) return markedOutputs(state, secretsOf(state));
  return Object.fromEntries(
    Object.entries(state.outputs).map(([name, { value }]) => [name, value]),
  );
}

/** The outputs for people. */
export function formatOutputs(outputs: Readonly<Record<string, Marked>>, style: Style): string {
  const rows = Object.entries(outputs).map(([name, value]) => ({ name, value }));
  if (rows.length === 0) return 'The stack has no outputs.';
  return formatTable(
    [
      { head: 'OUTPUT', cell: ({ name }) => name },
      {
        head: 'VALUE',
        cell: ({ value }) => (typeof value === 'string' ? visible(value) : valueText(value)),
      },
    ],
    rows,
    style,
  );
}

/** The resource itself, or every instance of it. */
function resourcesAt(
  all: readonly StateResource[],
  address: string,
  stage: string,
): readonly StateResource[] {
  const found = all.filter(
    (resource) => resource.address === address || resource.address.startsWith(`${address}[`),
  );
  if (found.length > 0) return found;
  const part = address.toLowerCase();
  const similar = all
    .map((resource) => resource.address)
    .filter((candidate) => candidate.toLowerCase().includes(part))
    .slice(0, 5);
  const hint =
    similar.length === 0
      ? `\`pnpm ops state show ${stage}\` lists them.`
      : `Did you mean ${similar.join(', ')}?`;
  throw new UserError(`The state of ${stage} has no resource "${address}". ${hint}`);
}

/** Every attribute that is not made of others, in the order of the value. */
function attributeLines(value: Marked | undefined, path: Path = []): string[] {
  const keys = isObject(value) ? Object.keys(value) : [];
  if (keys.length === 0) return [`${pathText(path)} = ${valueText(value)}`];
  return keys.flatMap((key) =>
    attributeLines(partOf(value, key), [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
