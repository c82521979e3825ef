import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../../src/system/project';
import { CASES } from '../faults/cases';

const STOPS = [
  'Ctrl-C in a refresh of cdktf, 20 times',
  'Ctrl-C in a create of cdktf, 20 times',
  'Ctrl-C in a modify of cdktf, 20 times',
  'Ctrl-C in a destroy of cdktf, 20 times',
];

const ROWS = readFileSync(path.join(PROJECT_ROOT, 'docs', 'faults.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!case |-)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', ended, recovery, seen]) => ({ name, ended, recovery, seen }));

/** The cases themselves are not in this run: a line may be of a case that was changed, and not run again. */
describe('docs/faults.md', () => {
  it('has a line of every case and no others', () => {
    const names = [...CASES.map(({ name }) => name), ...STOPS];
    expect(ROWS.map(({ name }) => name)).toEqual(names);
  });

  it('has no case that failed', () => {
    expect(ROWS.filter(({ seen }) => seen === '**it failed**')).toEqual([]);
  });

  it.each(CASES.flatMap(({ name, recovery }) => (recovery ? [{ name, recovery }] : [])))(
    'has the way back that is demanded of $name',
    ({ name, recovery }) => {
      const row = ROWS.find((one) => one.name === name);
      expect(row?.recovery).toBe(recovery.join(', ') || 'none is needed');
    },
  );
});
