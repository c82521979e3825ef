import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { showHelp } from '../../src/cdktf/help';
import { temporaryDirectory } from '../support/temporary';

describe("cdktf's help", () => {
  let folder: string;
  let asked: string[];
  let printed: string[];
  let code: number;

  const lock = (text: string): void => {
    writeFileSync(path.join(folder, 'lock'), text);
  };
  const help = (...args: string[]): Promise<number> =>
    showHelp(args, {
      lockFile: path.join(folder, 'lock'),
      cache: path.join(folder, 'cache'),
      ask: (given, read) => {
        asked.push(given.join(' '));
        read(`Usage of `);
        read(`${given.join(' ')}\n`);
        return Promise.resolve(code);
      },
      print: (text) => void printed.push(text),
    });

  beforeEach(() => {
    folder = temporaryDirectory();
    lock('cdktf 0.21.0');
    [asked, printed, code] = [[], [], 0];
  });

  it('is asked for once, by its arguments', async () => {
    for (const args of [['--help'], ['--help'], ['deploy', '--help']]) {
      expect(await help(...args)).toBe(0);
    }
    expect(asked).toEqual(['--help', 'deploy --help']);
    expect(printed).toEqual(['Usage of --help\n', 'Usage of --help\n', 'Usage of deploy --help\n']);
  });

  it('is asked for again with another lock file, for cdktf may be another', async () => {
    await help('--help');
    lock('cdktf 0.22.0');
    await help('--help');
    expect(asked).toHaveLength(2);
  });

  it('is not kept where cdktf failed', async () => {
    code = 1;
    expect(await help('--help')).toBe(1);
    code = 0;
    expect(await help('--help')).toBe(0);
    expect(asked).toHaveLength(2);
  });
});
