import { addressesIn, type Block, type Synthesized } from '../../synthesized/synthesized';

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
      Object.entries(Object(from.body) as object).flatMap(([attribute, value]) =>
        ORDER_ONLY.includes(attribute)
          ? []
          : [...reached(value, byAddress)].map((to) => ({ from, attribute, to })),
      ),
    );
}

/** What a value refers to, through data sources. */
function reached(
  value: unknown,
  byAddress: ReadonlyMap<string, Block>,
  found = new Set<Block>(),
): Set<Block> {
  for (const address of addressesIn(value)) {
    const block = byAddress.get(address);
    if (block === undefined || found.has(block)) continue;
    found.add(block);
    if (block.kind === 'data') reached(block.body, byAddress, found);
  }
  return found;
}
