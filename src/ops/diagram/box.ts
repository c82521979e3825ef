import type { Node } from './model';
import { FONT, inLines, lineHeight, textWidth } from './text';

export interface BoxLine {
  readonly text: string;
  readonly kind: 'label' | 'name' | 'feature' | 'badge';
  readonly size: number;
}

/** The space between a box's edge and its text. */
export const PADDING = 12;

const MIN_WIDTH = 120;
/** Features wrap here, names never do. */
const FEATURE_WIDTH = 240;

/** What a box says, line by line. */
export function boxLines({ label, name, features, badges }: Node): BoxLine[] {
  const wrapped = (words: readonly string[], kind: 'feature' | 'badge'): BoxLine[] =>
    inLines(words, FONT.feature, FEATURE_WIDTH).map((text) => ({ text, kind, size: FONT.feature }));
  return [
    { text: label, kind: 'label', size: FONT.label },
    ...(name === '' ? [] : [{ text: name, kind: 'name', size: FONT.name } as const]),
    ...wrapped(features, 'feature'),
    ...wrapped(badges, 'badge'),
  ];
}

/** How large a box has to be for its lines. */
export function boxSize(node: Node): { readonly width: number; readonly height: number } {
  const lines = boxLines(node);
  const widths = lines.map(({ text, size, kind }) => textWidth(text, size, kind === 'name'));
  return {
    width: Math.max(MIN_WIDTH, ...widths.map((width) => width + 2 * PADDING)),
    height: lines.reduce((sum, { size }) => sum + lineHeight(size), 2 * PADDING - 4),
  };
}
