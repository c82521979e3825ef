import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { childEnvironment, searchPath } from '../src/config/environment';
import type { Environment } from '../src/config/environment';
import { PROJECT_ROOT } from '../src/system/project';

/** Programs that may be a Python, the one that people mean by "Python" first. */
const NAMES = ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`), 'python'];

/** Runs on every Python since 2.7; what moto needs exists from 3.10 on. */
const QUESTION = `
import json, sys
answer = {"executable": sys.executable, "version": "%d.%d.%d" % sys.version_info[:3], "isRecent": sys.version_info >= (3, 10)}
if answer["isRecent"]:
    import importlib.metadata as metadata, importlib.util, re
    answer["makesVirtualenvs"] = importlib.util.find_spec("ensurepip") is not None
    try:
        for need in metadata.requires("moto") or []:
            if re.search("extra == .server.", need):
                metadata.version(re.match(r"[\\w.-]+", need).group())
        answer["moto"] = metadata.version("moto")
    except metadata.PackageNotFoundError:
        pass
print(json.dumps(answer))
`;

const pythonSchema = z.object({
  /** The interpreter itself, whatever shim or link led to it. */
  executable: z.string(),
  version: z.string(),
  /** 3.10 or newer, as moto needs it. */
  isRecent: z.boolean(),
  makesVirtualenvs: z.boolean().default(false),
  /** The version of moto that it has with all that its server needs. */
  moto: z.string().optional(),
});

export type Python = z.infer<typeof pythonSchema>;

/** Asks a program what Python it is; undefined if it is none, or does not run. */
function askPython(program: string, env?: Environment): Python | undefined {
  const { stdout, status } = spawnSync(program, ['-c', QUESTION], {
    // Python looks for modules there first: in a folder that has none.
    cwd: PROJECT_ROOT,
    env: childEnvironment({}, env),
    encoding: 'utf8',
  });
  const answer = /^\{.*\}$/m.exec(status === 0 ? stdout : '')?.[0];
  return answer === undefined ? undefined : pythonSchema.parse(JSON.parse(answer));
}

/** The Pythons of the PATH, one after the other: the one that runs its moto_server, then by name. */
export function* pythonsOnPath(env?: Environment): Generator<Python> {
  const named = NAMES.map((name) => findProgram(name, searchPath(env)));
  for (const program of new Set([ownerOfMoto(env), ...named])) {
    const python = program === undefined ? undefined : askPython(program, env);
    if (python !== undefined) yield python;
  }
}

/** What runs moto_server: the Python in its first line, or where a shell runs it, the one beside it. */
function ownerOfMoto(env?: Environment): string | undefined {
  const script = findProgram('moto_server', searchPath(env));
  if (script === undefined) return undefined;
  const [firstLine = ''] = readFileSync(script).subarray(0, 200).toString('latin1').split('\n');
  const [, named] = /^#!\s*(\S*python\S*)\s*$/.exec(firstLine) ?? [];
  const beside = [path.dirname(script)];
  return named ?? findProgram('python3', beside) ?? findProgram('python', beside);
}

/** The first program of that name in those folders. */
export function findProgram(name: string, directories: readonly string[]): string | undefined {
  const candidates = directories.flatMap((directory) =>
    [name, `${name}.exe`].map((file) => path.join(directory, file)),
  );
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
