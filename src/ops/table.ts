import { stripVTControlCharacters } from 'node:util';
import type { Style } from './terminal';

/** One column: its heading, and what it shows of a row. */
export interface Column<Row> {
  readonly head: string;
  readonly of: (row: Row) => string;
  /** @default left */
  readonly align?: 'left' | 'right';
}

/** Rows under headings, aligned with spaces: reads well, greps well, and needs no width. */
export function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style,
): string {
  const head = columns.map((column) => style.bold(column.head));
  const body = rows.map((row) => columns.map((column) => column.of(row)));
  const widths = columns.map((_, index) =>
    Math.max(...[head, ...body].map((cells) => width(cells[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const padding = ' '.repeat((widths[index] ?? 0) - width(cell));
        return columns[index]?.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return [head, ...body].map(line).join('\n');
}

const width = (text: string): number => stripVTControlCharacters(text).length;
