import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { formatTable } from '../../src/ops/table';
import { PLAIN } from '../../src/ops/terminal';

interface Row {
  readonly name: string;
  readonly count: number;
}

const rows: Row[] = [
  { name: 'a', count: 5 },
  { name: 'long', count: 1000 },
];

describe('formatTable', () => {
  it('aligns columns, numbers to the right, without blanks at the end of a line', () => {
    const table = formatTable<Row>(
      [
        { head: 'COUNT', of: ({ count }) => String(count), align: 'right' },
        { head: 'NAME', of: ({ name }) => name },
      ],
      rows,
      PLAIN,
    );
    expect(table).toBe(['COUNT  NAME', '    5  a', ' 1000  long'].join('\n'));
  });

  it('does not count colour as width', () => {
    const colors = pc.createColors(true);
    const table = formatTable<Row>(
      [
        { head: 'NAME', of: ({ name }) => colors.red(name) },
        { head: 'N', of: ({ count }) => String(count) },
      ],
      rows,
      colors,
    );
    expect(table.split('\n')[1]).toBe(`${colors.red('a')}     5`);
  });
});
