import type { Synthesized } from '../../synthesized/synthesized';
import { visible } from '../../values/text';
import { buildModel } from './build-model';
import { layOut } from './layout';
import type { Node } from './model';
import { renderSvg, type BoxLink } from './svg';

/** A resource that Terraform knows of, whether the code still has it or not. */
export interface KnownResource {
  readonly address: string;
  readonly type: string;
  /** What people call it. @default its address */
  readonly name?: string | undefined;
}

/** Characters of a name that are drawn; longer ones are of a parameter or a log group. */
const NAME_LENGTH = 100;

/** How a page shows a stack's resources; a box stands for those of its resources that are known. */
export interface MapOptions<Resource extends KnownResource> {
  readonly known: readonly Resource[];
  /** Whether to draw what is in the code and not known. */
  readonly isWhole: boolean;
  readonly linkOf: (resources: readonly Resource[]) => BoxLink | undefined;
  /** What a box says beside what the diagram does. @default nothing */
  readonly badgesOf?: (resources: readonly Resource[]) => readonly string[];
  /** Every name passes it before it is drawn. @default as it is */
  readonly shown?: (text: string) => string;
}

/** Draws a stack for a page, each box a link; how the resources hang together is the code's. */
export async function drawMap<Resource extends KnownResource>(
  stack: Synthesized,
  { known, isWhole, linkOf, badgesOf, shown = (text) => text }: MapOptions<Resource>,
): Promise<string> {
  const byBlock = new Map<string, Resource[]>();
  for (const resource of known) {
    const block = blockOf(resource);
    byBlock.set(block, [...(byBlock.get(block) ?? []), resource]);
  }
  const resourcesIn = ({ addresses }: Node): Resource[] =>
    addresses.flatMap((address) => byBlock.get(address) ?? []);
  const own = stack.blocks.filter(
    ({ kind, address }) => isWhole || kind !== 'resource' || byBlock.has(address),
  );
  const drawn = new Set(own.map(({ address }) => address));
  // The code has them no more.
  const former = [...byBlock].flatMap(([address, [resource]]) => {
    if (drawn.has(address) || resource === undefined) return [];
    const { type, name = address } = resource;
    const path = name.replaceAll('/', ' ');
    return [{ kind: 'resource', type, address, path, body: {}, references: new Set<string>() }];
  });
  const model = buildModel({ ...stack, blocks: [...own, ...former] });
  const nodes = model.nodes.map((node) => ({
    ...node,
    name: nameText(shown(node.name)),
    features: node.features.map((text) => nameText(shown(text))),
    badges: [...(badgesOf?.(resourcesIn(node)) ?? []), ...node.badges],
  }));
  const layout = await layOut({ ...model, nodes });
  return renderSvg(
    layout,
    (node) => linkOf(resourcesIn(node)),
    badgesOf === undefined ? '' : 'what happens to it, ',
  );
}

/** A name's beginning, without what cannot be seen in it: a box is as wide as its name. */
function nameText(text: string): string {
  const seen = visible(text);
  return seen.length <= NAME_LENGTH ? seen : `${seen.slice(0, NAME_LENGTH)}…`;
}

/** The address of the block in the code: that of all instances, without which one it is. */
const blockOf = ({ address }: KnownResource): string => address.replace(/(\[| \(deposed).*$/s, '');
