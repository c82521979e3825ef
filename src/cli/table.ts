import { stripVTControlCharacters } from 'node:util';
import type { Style } from './terminal';

/** One column: its heading, and what it shows of a row. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string;
  /** @default left */
  readonly align?: 'left' | 'right';
}

/**
 * Rows under headings, aligned with spaces: reads well and greps well. Where rows are longer than a line,
 * cells go on below themselves: those of the last column, and what takes more than a third of the line.
 * @param lineWidth how many characters a line takes. @default any number
 */
export function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style,
  lineWidth = Number.POSITIVE_INFINITY,
): string {
  const head = columns.map((column) => style.bold(column.head));
  const body = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = fitWidths(
    columns.map((_, index) =>
      Math.max(...[head, ...body].map((cells) => width(cells[index] ?? ''))),
    ),
    lineWidth,
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - width(cell)));
        return columns[index]?.align === 'right' ? padding + cell : cell + padding;
      })
      .join(GAP)
      .trimEnd();
  const lines = (cells: readonly string[]): string[] => {
    const wrapped = cells.map((cell, index) => wrapWords(cell, widths[index] ?? 0));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, row) => line(wrapped.map((cell) => cell[row] ?? '')));
  };
  return [head, ...body].flatMap(lines).join('\n');
}

const GAP = '  ';

/** Narrower than this a column cannot be read: then the rows are longer than a line. */
const LEAST_WIDTH = 20;

/** The columns' widths, so that their sum fits into a line. */
function fitWidths(widths: readonly number[], lineWidth: number): number[] {
  const most = Math.max(LEAST_WIDTH, Math.floor(lineWidth / 3));
  const sum = (numbers: readonly number[]): number =>
    numbers.reduce((total, each) => total + each, 0);
  const room = lineWidth - GAP.length * (widths.length - 1);
  if (sum(widths) <= room) return [...widths];
  const others = widths.slice(0, -1).map((each) => Math.min(each, most));
  return [...others, Math.max(LEAST_WIDTH, room - sum(others))];
}

/** The text in lines of at most that many characters, which end between words where they can. */
function wrapWords(text: string, room: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ').flatMap((whole) => cutWord(whole, room))) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (width(longer) <= room) {
        line = longer;
      } else {
        lines.push(line);
        line = word;
      }
    }
    return [...lines, line];
  });
}

/** A word that is longer than a line, such as an ARN, in pieces that are not. */
function cutWord(word: string, room: number): string[] {
  if (width(word) <= room) return [word];
  return Array.from({ length: Math.ceil(word.length / room) }, (_, index) =>
    word.slice(index * room, (index + 1) * room),
  );
}

const width = (text: string): number => stripVTControlCharacters(text).length;
