import type { Block, Synthesized } from '../../synthesized/synthesized';
import { CATALOG, GROUPS, type Entry } from './catalog';
import type { Reference } from './references';
import { OUTSIDE_DATA } from './outside';

const ENTRIES: ReadonlyMap<string, Entry> = new Map(Object.entries(CATALOG));

/** What the catalog says of a type; of one that it does not know, that it is nobody's part. */
export const entryOf = (type: string): Entry =>
  ENTRIES.get(type) ?? {
    group: 'cloudwatch',
    label: type.replace(/^aws_/, '').replaceAll('_', ' '),
  };

/** The service that a type's frame is titled with. */
export const groupOf = (type: string): string => GROUPS[entryOf(type).group];

/** The block whose box shows this one: itself, or what it is a part of. */
export type Owner = (block: Block) => Block;

/** Follows the parts to their wholes. */
export function ownership(of: Synthesized, references: readonly Reference[]): Owner {
  const whole = (block: Block): Block | undefined => {
    const { partOf, usedBy } = entryOf(block.type);
    const up = references.find(({ from, attribute }) => from === block && attribute === partOf)?.to;
    const user = references.find(({ from, to }) => to === block && from.type === usedBy)?.from;
    return up ?? user;
  };
  const wholes = new Map(of.blocks.map((block) => [block, whole(block)]));
  const owner = (block: Block): Block => {
    const next = wholes.get(block);
    return next === undefined || next === block ? block : owner(next);
  };
  return owner;
}

/** The box of a block that is nobody's part; undefined for a data source without one. */
export function boxOf(block: Block): string | undefined {
  if (block.kind === 'data')
    return OUTSIDE_DATA[block.type] === undefined ? undefined : block.address;
  const { counted } = entryOf(block.type);
  return counted === true ? block.type : `${block.type} ${nameOf(block)}`;
}

/** What people call a block. */
export function nameOf(block: Block): string {
  const given = ENTRIES.get(block.type)?.name?.(block);
  const own: unknown =
    typeof block.body === 'object' && block.body !== null ? Reflect.get(block.body, 'name') : '';
  const name = given ?? (typeof own === 'string' ? own : '');
  return name === '' || name.includes('${') ? (block.path.split('/').at(-1) ?? '') : name;
}
