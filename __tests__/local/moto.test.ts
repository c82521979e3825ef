import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findMoto, MOTO_VERSION } from '../../local/moto';
import { pythonsOnPath, type Python } from '../../local/python';
import { currentEnvironment } from '../../src/config/environment';
import type { Environment } from '../../src/config/environment';
import { PROJECT_ROOT } from '../../src/system/project';
import { program, temporaryDirectory, write } from '../support/temporary';

const SHELL = ['/usr', '/bin'].join('');

/** A machine with just these programs, besides the shell's own. */
function machine(programs: Readonly<Record<string, string>>, isTTY = false) {
  const bin = temporaryDirectory();
  for (const [name, script] of Object.entries(programs)) program(bin, name, script);
  const cacheDirectory = temporaryDirectory();
  const said: string[] = [];
  const made = {
    bin,
    cacheDirectory,
    said,
    shown: '',
    find: () =>
      findMoto({
        say: (line) => void said.push(line),
        env: { PATH: bin },
        cacheDirectory,
        stderr: { isTTY, write: (text: string) => ((made.shown += text), true) },
      }),
  };
  return made;
}

interface Answer {
  readonly executable?: string;
  readonly version?: string;
  readonly isRecent?: boolean;
  readonly makesVirtualenvs?: boolean;
  readonly moto?: string;
}

/** A Python that answers so, and makes virtualenvs whose pip is that script. */
const python = (answer: Answer, pip = 'exit 0'): string => {
  const whole = {
    executable: '$0',
    version: '3.11.7',
    isRecent: true,
    makesVirtualenvs: true,
    ...answer,
  };
  return `
if [ "$1" = -c ]; then
  echo "${JSON.stringify(whole).replaceAll('"', '\\"')}"
else
  ${SHELL}/mkdir -p "$3/bin"
  printf '%s\\n' '#!/bin/sh' "# made by process $$" '${pip}' > "$3/bin/python"
  ${SHELL}/chmod +x "$3/bin/python"
fi`;
};

const OLD = python({ version: '3.9.18', isRecent: false });

describe('moto on the PATH', () => {
  it('is that of the Python in the first line of its moto_server', async () => {
    const { bin, find, said } = machine({ python3: python({}) });
    const other = temporaryDirectory();
    const owner = program(other, 'python3.11', python({ moto: '5.2.1' }));
    program(bin, 'moto_server', '');
    write(bin, 'moto_server', `#!${owner}\n`);
    expect(await find()).toEqual({ description: 'moto 5.2.1, on the PATH', python: owner });
    expect(said).toEqual([]);
  });

  it('is found behind a shim: the interpreter itself, not the shim beside moto_server', async () => {
    const shim = python({ executable: '/versions/3.11/bin/python3', moto: '5.2.1' });
    const { find } = machine({ moto_server: 'exit 1', python3: shim });
    expect((await find()).python).toBe('/versions/3.11/bin/python3');
  });

  it('needs no moto_server', async () => {
    const { bin, find } = machine({
      python3: python({}),
      'python3.12': python({ moto: '5.2.1' }),
    });
    expect((await find()).python).toBe(path.join(bin, 'python3.12'));
  });

  it('is not used in another version', async () => {
    const { find } = machine({ moto_server: '', python3: python({ moto: '4.9.9' }) });
    expect((await find()).description).toBe('moto 5.2.1, a private virtualenv');
  });
});

describe('a private virtualenv', () => {
  it('is made once', async () => {
    const { cacheDirectory, find, said } = machine({ python3: python({}) });
    const found = await find();
    const [directory = ''] = readdirSync(cacheDirectory);
    expect(found).toEqual({
      description: 'moto 5.2.1, a private virtualenv',
      python: path.join(cacheDirectory, directory, 'bin', 'python'),
    });
    expect(await find()).toEqual(found);
    expect(said).toEqual([
      'Installing moto into a private virtualenv (once; usually takes one to two minutes)',
    ]);
  });

  it('is made anew where its Python is gone', async () => {
    const { find, said } = machine({ python3: python({}) });
    const found = await find();
    rmSync(found.python);
    expect(await find()).toEqual(found);
    expect(said).toHaveLength(2);
  });

  it('is one, however many commands make it at once', async () => {
    const made = machine({ python3: python({}) });
    const all = [made.find(), made.find()];
    const first = await Promise.race(all);
    const content = readFileSync(first.python, 'utf8');
    expect(await Promise.all(all)).toEqual([first, first]);
    // What runs from it already is not replaced.
    expect(readFileSync(first.python, 'utf8')).toBe(content);
    expect(readdirSync(made.cacheDirectory)).toHaveLength(1);
  });

  it.each([
    ['python3', { python3: python({}), 'python3.12': python({}) }],
    ['python3.13', { python3: OLD, 'python3.13': python({}), 'python3.10': python({}) }],
    ['python3.10', { python3: 'exit 127', 'python3.10': python({}), python: OLD }],
    ['python', { python3: OLD, python: python({}) }],
    ['python3.12', { python3: python({ makesVirtualenvs: false }), 'python3.12': python({}) }],
  ])('is made by %s, the first that can', async (name, programs: Record<string, string>) => {
    const able = (script: string): string => script.replaceAll('exit 0', `# ${name}`);
    const { find } = machine({ ...programs, [name]: able(programs[name] ?? '') });
    expect(readFileSync((await find()).python, 'utf8')).toContain(`# ${name}`);
  });

  it("shows pip's progress on a terminal, and clears its line", async () => {
    const made = machine({ python3: python({}, 'echo "Collecting moto"') }, true);
    await made.find();
    expect(made.shown).toBe('\r\u001b[KCollecting moto\r\u001b[K');
  });

  it.each([
    [
      'a pip that fails',
      python({}, 'echo "ERROR: No matching distribution found for moto"; echo bye; exit 1'),
      '`python -m pip` said "ERROR: No matching distribution found for moto". Make sure that it reaches a package index (PIP_INDEX_URL names another), then run this again.',
    ],
    [
      'a package that is not the pinned one',
      python(
        {},
        'printf "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you\n    six==1.17.0 from somewhere:\n        Expected sha256 00\n"; exit 1',
      ),
      'the package index has another six==1.17.0 than the one that local/requirements.txt names by its hash. Find out why before you take it, or name another index in PIP_INDEX_URL.',
    ],
    [
      'a venv that fails',
      `[ "$1" = -c ] || { echo "Error: [Errno 28] No space left on device"; exit 1; }\n${python({})}`,
      '`python -m venv` said "Error: [Errno 28] No space left on device". Make sure that this Python makes virtualenvs, then run this again.',
    ],
  ])('is not left half-made by %s', async (_, python3, reason) => {
    const { cacheDirectory, find } = machine({ python3 });
    await expect(find()).rejects.toMatchObject({
      name: 'UserError',
      message: `moto could not be installed: ${reason}`,
    });
    expect(readdirSync(cacheDirectory)).toEqual([]);
  });

  it('is not left half-made by Ctrl-C, which pip hears', async () => {
    const marks = temporaryDirectory();
    const script = `trap "echo > ${marks}/heard; exit 1" INT; echo > ${marks}/runs; while :; do ${SHELL}/sleep 0.05; done`;
    const { cacheDirectory, find } = machine({ python3: python({}, script) });
    const stopped = find().catch((error: unknown) => error);
    while (!readdirSync(marks).includes('runs')) await new Promise((go) => setTimeout(go, 20));
    process.emit('SIGINT');
    expect(await stopped).toMatchObject({
      name: 'Interrupted',
      message: 'Stopped; moto is not installed.',
    });
    expect(readdirSync(marks)).toContain('heard');
    expect(readdirSync(cacheDirectory)).toEqual([]);
  });
});

describe('a machine without a Python that will do', () => {
  it.each([
    [
      'none',
      {},
      'The local AWS is moto 5.2.1, which needs Python 3.10 or newer, and there is no Python on the PATH. Install one (python.org).',
    ],
    [
      'an old one',
      { python3: python({ executable: '/old/python3', version: '3.9.18', isRecent: false }) },
      'The local AWS is moto 5.2.1, which needs Python 3.10 or newer, and the PATH has only Python 3.9.18 (/old/python3). Install a newer one (python.org), as python3 or python3.10 to python3.14 on the PATH.',
    ],
    [
      'one without venv',
      { python3: python({ executable: '/debian/python3', makesVirtualenvs: false }), python: OLD },
      'The local AWS is moto 5.2.1, which needs Python 3.10 or newer with its venv package, which Python 3.11.7 (/debian/python3) lacks. Install that (Debian, Ubuntu: apt install python3-venv).',
    ],
  ])('but %s is told what to install', async (_, programs, message) => {
    await expect(machine(programs).find()).rejects.toMatchObject({ name: 'UserError', message });
  });
});

describe("this machine's Python", () => {
  /** The first that can have moto. */
  function recent(env: Environment = {}): Python | undefined {
    for (const python of pythonsOnPath({ ...currentEnvironment(), ...env })) {
      if (python.isRecent) return python;
    }
    return undefined;
  }

  it('says what it is', () => {
    const { executable = '', version } = recent() ?? {};
    const itself = spawnSync(executable, ['-c', 'import sys; print(sys.version)']);
    expect(path.isAbsolute(executable)).toBe(true);
    expect(String(itself.stdout)).toMatch(new RegExp(`^${version ?? 'none'}\\b`));
  });

  it.each([
    ['with all that', 'pip', '5.2.1'],
    ['without something that', 'no-such-package-at-all', undefined],
  ])('has a moto %s its server needs', (_, need, moto) => {
    const packages = temporaryDirectory();
    write(
      packages,
      'moto-5.2.1.dist-info/METADATA',
      `Metadata-Version: 2.1\nName: moto\nVersion: 5.2.1\nProvides-Extra: server\nRequires-Dist: ${need}>=0.1; extra == "server"\n`,
    );
    write(packages, 'pip-99.dist-info/METADATA', 'Metadata-Version: 2.1\nName: pip\nVersion: 99\n');
    const found = recent({ PYTHONPATH: packages });
    expect(found?.executable).toBeDefined();
    expect(found?.moto).toBe(moto);
  });
});

describe('the requirements', () => {
  const text = readFileSync(path.join(PROJECT_ROOT, 'local', 'requirements.txt'), 'utf8');
  const pins = text.split(/\n(?=\S)/).filter((pin) => !pin.startsWith('#'));

  it('pin moto and every package by hash', () => {
    expect(pins[0]).toContain('annotated-types');
    expect(pins.find((pin) => pin.startsWith('moto'))).toContain(`moto[server]==${MOTO_VERSION} `);
    for (const pin of pins) expect(pin).toMatch(/^[\w.[\]-]+==\S+ .*\\\n\s+--hash=sha256:/);
  });

  it('name no host', () => {
    expect(text).not.toContain('://');
  });
});
