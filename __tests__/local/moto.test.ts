import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findMoto } from '../../local/moto';
import { program, temporaryDirectory, write } from '../support/temporary';

const SHELL = ['/usr', '/bin'].join('');

/** A machine with just these programs, besides the shell's own. */
function machine(programs: Readonly<Record<string, string>>) {
  const bin = temporaryDirectory();
  for (const [name, script] of Object.entries(programs)) program(bin, name, script);
  const said: string[] = [];
  const dataDirectory = path.join(temporaryDirectory(), 'data');
  write(dataDirectory, 'here');
  const say = (line: string): void => void said.push(line);
  const find = () => findMoto({ dataDirectory, say, env: { PATH: bin } });
  return { bin, dataDirectory, said, find };
}

/** A Python that only tells moto's version. */
const answers = (version: string): string => `[ "$1" = -c ] && echo ${version}`;

/** `python3 -m venv <dir>` that makes a venv whose pip succeeds or fails. */
const pythonWithVenv = (pip: string): string => `
[ "$2" = venv ] || exit 1
${SHELL}/mkdir -p "$3/bin"
printf '#!/bin/sh\\n${pip}\\n' > "$3/bin/python"
${SHELL}/chmod +x "$3/bin/python"`;

describe('moto_server on the PATH', () => {
  it('is used in the pinned version', async () => {
    const { bin, find, said } = machine({ moto_server: '', python3: answers('5.2.1') });
    expect(await find()).toEqual({
      description: 'moto 5.2.1, moto_server on the PATH',
      command: path.join(bin, 'moto_server'),
      args: ['-H', '127.0.0.1', '-p', '{port}'],
    });
    expect(said).toEqual([]);
  });

  it('is asked through the Python that its first line names', async () => {
    const { bin, find } = machine({ python3: 'exit 1' });
    const python = program(temporaryDirectory(), 'python3.11', answers('5.2.1'));
    program(bin, 'moto_server', '');
    write(bin, 'moto_server', `#!${python}\n`);
    expect(await find()).toMatchObject({ description: 'moto 5.2.1, moto_server on the PATH' });
  });

  it.each([
    ['4.9.9', '4.9.9'],
    ['', '(unknown)'],
  ])('is not used in version "%s"', async (version, named) => {
    const script = version === '' ? 'exit 1' : answers(version);
    const { find } = machine({ moto_server: '', python: script });
    await expect(find()).rejects.toThrow(`moto_server on the PATH is version ${named}`);
  });
});

describe('a private virtualenv', () => {
  it('is made once', async () => {
    const { dataDirectory, find, said } = machine({ python3: pythonWithVenv('exit 0') });
    const expected = {
      description: 'moto 5.2.1, a private virtualenv',
      command: path.join(dataDirectory, 'venv', 'bin', 'moto_server'),
      args: ['-H', '127.0.0.1', '-p', '{port}'],
    };
    expect(await find()).toEqual(expected);
    expect(await find()).toEqual(expected);
    expect(said).toEqual([
      'Installing moto into a private virtualenv (once; takes about a minute)',
    ]);
  });

  it('is not left half-made', async () => {
    const { dataDirectory, find } = machine({
      python3: pythonWithVenv('echo "no index in reach."; exit 1'),
    });
    await expect(find()).rejects.toThrow(
      'installing it into a virtualenv failed (no index in reach)',
    );
    expect(existsSync(path.join(dataDirectory, 'venv'))).toBe(false);
  });
});

describe("Docker's image", () => {
  it('is used when Docker runs', async () => {
    const { bin, find, said } = machine({ docker: 'exit 0' });
    expect(await find()).toEqual({
      description: 'moto 5.2.1, Docker image motoserver/moto:5.2.1',
      command: path.join(bin, 'docker'),
      args: [
        'run',
        '--rm',
        '--init',
        '--publish',
        '127.0.0.1:{port}:5000',
        'motoserver/moto:5.2.1',
      ],
    });
    expect(said).toEqual(['Fetching motoserver/moto:5.2.1']);
  });

  it.each([
    ['[ "$1" != pull ]', 'Docker cannot fetch motoserver/moto:5.2.1'],
    ['exit 1', 'Docker is not running'],
  ])('is no way when `%s`', async (script, reason) => {
    await expect(machine({ docker: script }).find()).rejects.toThrow(reason);
  });
});

describe('a machine with none of them', () => {
  it('is told all three ways', async () => {
    await expect(machine({}).find()).rejects.toThrow(
      "moto 5.2.1, which plays AWS, cannot be had: there is no moto_server on the PATH; there is no Python on the PATH; there is no Docker on the PATH. Any one of these helps: `pip install 'moto[server]==5.2.1'`, Python 3.10 or newer with a package index in reach, or a running Docker.",
    );
  });
});
