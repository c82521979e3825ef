/** The sizes of the texts in the drawing, in pixels. */
export const FONT = { title: 20, frame: 14, label: 12, name: 14, feature: 12, arrow: 12 } as const;

/** The height of a line of that size. */
export const lineHeight = (size: number): number => Math.round(size * 1.4);

/**
 * How wide a text is at most: no font is at hand to measure it with, so letters count as wide as in
 * the widest of the fonts that the drawing asks for (Verdana, DejaVu Sans).
 */
export function textWidth(text: string, size: number, isBold = false): number {
  const letters = Array.from(text).reduce((sum, letter) => sum + letterWidth(letter), 0);
  return Math.ceil(letters * size * (isBold ? 1.1 : 1));
}

function letterWidth(letter: string): number {
  if (/[ijl.,:;|'!\s/·]/.test(letter)) return 0.37;
  if (/[frt()[\]-]/.test(letter)) return 0.45;
  if (/[mwMWÀ-￿]/.test(letter)) return 1;
  return /[A-Z@%&+=<>]/.test(letter) ? 0.77 : 0.64;
}

/** Words joined with ` · `, in lines of at most that width; a longer word has a line for itself. */
export function inLines(words: readonly string[], size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} · ${word}`;
    if (last !== undefined && textWidth(joined, size) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** A text as it is written in XML, between tags and in attributes. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
