import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { formatTable } from '../../src/cli/table';
import { PLAIN } from '../../src/cli/terminal';

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
        { head: 'COUNT', cell: ({ count }) => String(count), align: 'right' },
        { head: 'NAME', cell: ({ name }) => name },
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
        { head: 'NAME', cell: ({ name }) => colors.red(name) },
        { head: 'N', cell: ({ count }) => String(count) },
      ],
      rows,
      colors,
    );
    expect(table.split('\n')[1]).toBe(`${colors.red('a')}     5`);
  });

  describe('on a line of 50', () => {
    const found =
      'one of the stages is not as it was when it was deployed: arn:aws:lambda:us-east-1:123456789012:function:hello';
    const table = (text: string, lineWidth?: number): string =>
      formatTable<string>(
        [
          { head: 'NAME', cell: () => 'a name of more than a third of it' },
          { head: 'FOUND', cell: (row) => row },
        ],
        [text],
        PLAIN,
        lineWidth,
      );

    it('goes on below, between words, and cuts only a word that is longer than its column', () => {
      expect(table(found, 50).split('\n')).toEqual([
        'NAME                  FOUND',
        'a name of more than   one of the stages is not as',
        'a third of it         it was when it was deployed:',
        '                      arn:aws:lambda:us-east-1:123',
        '                      456789012:function:hello',
      ]);
    });

    it('leaves rows that are short enough as they are, and all where no line ends', () => {
      expect(table('short', 50).split('\n')[1]).toBe('a name of more than a third of it  short');
      expect(table(found).split('\n')[1]).toBe(`a name of more than a third of it  ${found}`);
    });

    it('is longer than the line rather than too narrow to read', () => {
      expect(table(found, 10).split('\n')[1]).toBe('a name of more than   one of the stages is');
    });
  });

  it('has as many lines in a row as its text has', () => {
    const table = formatTable<Row>(
      [
        { head: 'COUNT', cell: ({ count }) => String(count) },
        { head: 'NAME', cell: ({ name }) => `${name}\nagain` },
      ],
      rows,
      PLAIN,
    );
    expect(table.split('\n')).toEqual([
      'COUNT  NAME',
      '5      a',
      '       again',
      '1000   long',
      '       again',
    ]);
  });
});
