import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../../src/system/project';

/** README's table of folders, from above to below. */
const LAYOUT = readFileSync(path.join(PROJECT_ROOT, 'README.md'), 'utf8')
  .split('## Layout')[1]
  ?.matchAll(/^\| `src\/([\w-]+)/gm);
const LAYERS = [...(LAYOUT ?? [])].map(([, layer]) => layer);

const layerOf = (file: string): string | undefined =>
  /^([\w-]+)/.exec(path.relative(path.join(PROJECT_ROOT, 'src'), file))?.[1];

const SOURCES = readdirSync(path.join(PROJECT_ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.join(PROJECT_ROOT, 'src', file));

/** The files of the project that a source imports, also lazily or for types alone. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']+)'/g)].map(
    ([, name = '']) => path.resolve(path.dirname(file), name),
  );

describe('the folders of src', () => {
  it('stand in README, each of them', () => {
    expect(new Set(SOURCES.map(layerOf))).toEqual(new Set(LAYERS));
  });

  it.each(LAYERS)('%s imports only what stands above it there', (layer) => {
    const allowed = LAYERS.slice(0, LAYERS.indexOf(layer) + 1);
    const refused = SOURCES.filter((file) => layerOf(file) === layer).flatMap((file) =>
      importsOf(file)
        .filter((imported) => !allowed.includes(layerOf(imported)))
        .map((imported) => `${file} imports ${imported}`),
    );
    expect(refused).toEqual([]);
  });
});
