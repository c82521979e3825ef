import type { Block, Synthesized } from '../../synthesized/synthesized';
import { buildModel } from './build-model';
import { layOut } from './layout';
import type { Node } from './model';
import type { BoxLink } from './svg';
import { renderSvg } from './svg';

/** A resource that Terraform knows of, whether the code still has it or not. */
export interface KnownResource {
  readonly address: string;
  readonly type: string;
  /** What people call it. @default its address */
  readonly name?: string | undefined;
}

/** How a page shows a stack's resources. */
export interface MapOptions {
  readonly linkOf: (node: Node) => BoxLink | undefined;
  /** What a box says beside what the diagram does. @default nothing */
  readonly badgesOf?: (node: Node) => readonly string[];
  /** Every text passes it before it is drawn. @default as it is */
  readonly shown?: (text: string) => string;
}

/** Draws a stack for a page: each box leads to what it shows. */
export async function drawMap(
  stack: Synthesized,
  { linkOf, badgesOf = () => [], shown = (text) => text }: MapOptions,
): Promise<string> {
  const model = buildModel(stack);
  const nodes = model.nodes.map((node) => ({
    ...node,
    name: shown(node.name),
    features: node.features.map(shown),
    badges: [...badgesOf(node), ...node.badges],
  }));
  return renderSvg(await layOut({ ...model, nodes }), linkOf);
}

/** The stack with those resources and no others; how they hang together is the code's. */
export function withResources(stack: Synthesized, known: readonly KnownResource[]): Synthesized {
  const addresses = new Set(known.map(({ address }) => address));
  const own = stack.blocks.filter(
    ({ kind, address }) => kind !== 'resource' || addresses.has(address),
  );
  return { ...stack, blocks: [...own, ...unknownTo(own, known)] };
}

/** The stack with those resources too that the code has no more. */
export const withFormer = (stack: Synthesized, known: readonly KnownResource[]): Synthesized => ({
  ...stack,
  blocks: [...stack.blocks, ...unknownTo(stack.blocks, known)],
});

function unknownTo(blocks: readonly Block[], known: readonly KnownResource[]): Block[] {
  const addresses = new Set(blocks.map(({ address }) => address));
  return known
    .filter(({ address }) => !addresses.has(address))
    .map(({ address, type, name = address }) => ({
      ...{ kind: 'resource', type, address, path: name.replaceAll('/', ' ') },
      ...{ body: {}, references: new Set<string>() },
    }));
}
