import type { Block, Synthesized } from '../../synthesized/synthesized';
import { counted } from '../../terraform/plan/summary';
import { meaningOf, SHOWN_OTHERWISE } from './arrows';
import { tally, type Arrow, type Model, type Node } from './model';
import { OUTSIDE, OUTSIDE_DATA } from './outside';
import { boxOf, entryOf, nameOf, ownership, type Owner } from './ownership';
import { referencesIn, type Reference } from './references';

/** What a synthesized stack is drawn as. */
export function buildModel(of: Synthesized): Model {
  const references = referencesIn(of);
  const owner = ownership(of, references);
  const meanings = references.flatMap((reference) => meant(reference, owner));
  const met = crossings(of, owner);
  const nodes = boxes(of, owner).map(([id, blocks]) =>
    describe(
      id,
      blocks,
      of.blocks.filter((part) => part.kind === 'resource' && blocks.includes(owner(part))),
      badgesOn(id, meanings),
    ),
  );
  const arrows = meanings.flatMap((each) => ('badge' in each ? [] : [each]));
  return {
    title: of.stack,
    nodes: [...met.nodes, ...nodes],
    arrows: merged([...met.arrows, ...arrows]),
  };
}

function boxes(of: Synthesized, owner: Owner): [string, Block[]][] {
  const byBox = new Map<string, Block[]>();
  for (const block of of.blocks) {
    if ((block.kind !== 'resource' && block.kind !== 'data') || owner(block) !== block) continue;
    const box = boxOf(block);
    if (box !== undefined) byBox.set(box, [...(byBox.get(box) ?? []), block]);
  }
  return [...byBox];
}

function describe(
  id: string,
  blocks: readonly Block[],
  parts: readonly Block[],
  badges: readonly string[],
): Node {
  const [block] = blocks;
  if (block === undefined) throw new Error(`Nothing is in the box ${id}`);
  if (block.kind === 'data') {
    const label = OUTSIDE_DATA[block.type] ?? '';
    return { ...OUTSIDE_NODE, id, label, name: nameOf(block) };
  }
  const { group, label, counted: isCounted = false } = entryOf(block.type);
  const added = parts.flatMap((part) => {
    const { traits = [], adds = [] } = entryOf(part.type);
    const words = blocks.includes(part) ? traits : adds;
    return typeof words === 'function' ? words(part) : words;
  });
  const names = [...new Set(blocks.map(nameOf))];
  return {
    id,
    group,
    label: isCounted ? counted(blocks.length, label) : label,
    name: isCounted && names.length > 1 ? '' : names.join(', '),
    features: [
      ...(isCounted && names.length > 1 ? names : []),
      ...tally(added, (text, count) => (count === 1 ? text : `${count} × ${text}`)),
    ],
    badges: tally(badges, (noun, count) => counted(count, noun)),
    addresses: [...new Set([...blocks, ...parts].map(({ address }) => address))],
  };
}

/** What is alike in all boxes beyond the account's edge. */
const OUTSIDE_NODE = { group: 'outside', features: [], badges: [], addresses: [] } as const;

type Meant = Arrow | { readonly badge: string; readonly on: string; readonly by: Block };

/** One of each that refers to the box, however often it does. */
function badgesOn(id: string, meanings: readonly Meant[]): string[] {
  const byReferrer = new Map<Block, string>();
  for (const each of meanings) {
    if ('badge' in each && each.on === id) byReferrer.set(each.by, each.badge);
  }
  return [...byReferrer.values()];
}

function meant({ from, attribute, to }: Reference, owner: Owner): Meant[] {
  const meaning = meaningOf(from.type, attribute, typeName(to));
  const [start, end] = [boxOf(owner(from)), boxOf(owner(to))];
  if (meaning === SHOWN_OTHERWISE || start === undefined || end === undefined) return [];
  if (start === end) return [];
  if ('badge' in meaning) return [{ badge: meaning.badge, on: end, by: from }];
  const { label, against = false } = meaning;
  return [against ? { from: end, to: start, label } : { from: start, to: end, label }];
}

const typeName = ({ kind, type }: Block): string => (kind === 'data' ? `data.${type}` : type);

/** Who is beyond the account's edge, and the arrows across it. */
function crossings(of: Synthesized, owner: Owner): { nodes: Node[]; arrows: Arrow[] } {
  const nodes = new Map<string, Node>();
  const arrows: Arrow[] = [];
  for (const { id, label, detail, meets, arrow, direction } of OUTSIDE) {
    for (const block of of.blocks.filter(
      ({ kind, type }) => kind === 'resource' && type === meets,
    )) {
      const box = boxOf(owner(block));
      if (box === undefined) continue;
      const name = detail(of, block);
      nodes.set(id, { ...OUTSIDE_NODE, id, label, name });
      arrows.push(
        direction === 'out'
          ? { from: box, to: id, label: arrow }
          : { from: id, to: box, label: arrow },
      );
    }
  }
  return { nodes: [...nodes.values()], arrows };
}

/** One arrow for all that go the same way, with all that they say. */
function merged(arrows: readonly Arrow[]): Arrow[] {
  const byEnds = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const key = JSON.stringify([arrow.from, arrow.to]);
    const before = byEnds.get(key);
    const labels = [...(before?.label.split(', ') ?? []), arrow.label].filter(
      (text) => text !== '',
    );
    byEnds.set(key, { ...arrow, label: [...new Set(labels)].join(', ') });
  }
  return [...byEnds.values()];
}
