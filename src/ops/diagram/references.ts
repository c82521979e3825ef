import type { Block, Synthesized } from '../../synthesized/synthesized';
import { addressesIn } from '../../synthesized/synthesized';

/** That one block names another in `${type.name.attribute}`. */
export interface Reference {
  readonly from: Block;
  /** The outermost attribute that it is in. */
  readonly attribute: string;
  readonly to: Block;
}

/** Only when things are created, not what they are for. */
const ORDER_ONLY = ['depends_on', 'lifecycle', '//'];

/** Every reference of the resources, those of a policy document counted as its reader's; each once. */
export function referencesIn({ blocks }: Synthesized): Reference[] {
  const byAddress = new Map(blocks.map((block) => [block.address, block]));
  return blocks
    .filter(({ kind }) => kind === 'resource')
    .flatMap((from) =>
      attributes(from).flatMap(([attribute, value]) =>
        [...reached(value, byAddress, new Set())].map((to) => ({ from, attribute, to })),
      ),
    );
}

/** What a value refers to, through data sources. */
export function reached(
  value: unknown,
  byAddress: ReadonlyMap<string, Block>,
  found: Set<Block>,
): Set<Block> {
  for (const address of addressesIn(value)) {
    const block = byAddress.get(address);
    if (block === undefined || found.has(block)) continue;
    found.add(block);
    if (block.kind === 'data') reached(block.body, byAddress, found);
  }
  return found;
}

/** A block's arguments by name. */
export function attributes({ body }: Block): [string, unknown][] {
  const all: [string, unknown][] =
    typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return all.filter(([name]) => !ORDER_ONLY.includes(name));
}
