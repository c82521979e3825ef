import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../../src/system/project';
import { DOCUMENT, document, messages, shapeOf } from '../support/messages/messages';

/** The words of a text with a space around each. */
const words = (text: string): string => ` ${(text.match(/[\w./$-]*\w/g) ?? []).join(' ')} `;

/** All that the tests say. */
const TESTS = words(
  readdirSync(path.join(PROJECT_ROOT, '__tests__'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(PROJECT_ROOT, '__tests__', file), 'utf8'))
    .join('\n')
    .replaceAll('\\', ''),
);

/** What stands together in a message: four words in a row of a sentence, or all where it has fewer. */
const runsOf = (shape: string): string[] =>
  shape.split(/<>|(?<=[.:;,])\s/).flatMap((part) => {
    const all = words(part).trim().split(' ');
    const runs = all.slice(3).map((_, index) => all.slice(index, index + 4));
    return (runs.length > 0 ? runs : [all])
      .filter((run) => run.length > 1)
      .map((run) => run.join(' '));
  });

const all = messages();
const shapes = all.map(shapeOf);

describe('docs/messages.md', () => {
  it('has every message that the sources have (`pnpm test:update-messages`)', () => {
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(document(all));
  });
});

describe('a message', () => {
  it('is expected by a test, by words that no other message has', () => {
    const times = new Map<string, number>();
    for (const run of shapes.flatMap((shape) => [...new Set(runsOf(shape))])) {
      times.set(run, (times.get(run) ?? 0) + 1);
    }
    const unexpected = shapes.filter((shape) => {
      const runs = runsOf(shape);
      const own = runs.filter((run) => times.get(run) === 1);
      const looked = own.length > 0 ? own : runs;
      return looked.length > 0 && !looked.some((run) => TESTS.includes(` ${run} `));
    });
    expect(unexpected).toEqual([]);
  });

  it('is made in one place', () => {
    expect(shapes.filter((shape, index) => shapes.indexOf(shape) !== index)).toEqual([]);
  });
});
