import type { Block } from '../../synthesized/synthesized';
import { values } from '../../synthesized/synthesized';

/** The first text at a path; empty where there is none. */
export const textAt = (block: Block, path: string): string => {
  const [value] = values(block.body, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** Reads the first text at a path. */
export const at =
  (path: string) =>
  (block: Block): string =>
    textAt(block, path);

/** The same traits whatever the block holds. */
export const always =
  (...traits: readonly string[]) =>
  (): readonly string[] =>
    traits;

/** The trait where it holds. */
export const when = (holds: boolean, trait: string): readonly string[] => (holds ? [trait] : []);

/** How long a log group keeps what it gets. */
export const retention = (block: Block): readonly string[] => {
  const days = textAt(block, 'retention_in_days');
  return when(days !== '', `kept for ${days} days`);
};
