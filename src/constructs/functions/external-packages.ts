import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../config/user-error';
import type { Architecture, FunctionSource } from './function-definition';

/** What of a package.json says what belongs to it. */
interface Manifest {
  readonly version: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Files of the packages that are copied, and of all that they depend on, as they lie in a zip. They come
 * from node_modules, so that the lock file pins them and synthesis needs no network.
 * @throws UserError for a package that is not installed, or not for Lambda's Linux.
 */
export function externalFiles(
  { entry, external, architecture }: FunctionSource,
  root: string,
): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  const versions = new Map<string, string>();
  const add = (name: string, from: string, isOptional: boolean): boolean => {
    const folder = folderOf(name, from);
    if (folder === undefined) {
      if (isOptional) return false;
      throw new UserError(
        `${entry}: external "${name}" is not installed. Install it: pnpm add ${name}`,
      );
    }
    const manifest = JSON.parse(
      readFileSync(path.join(folder, 'package.json'), 'utf8'),
    ) as Manifest;
    if (!isFor(manifest, architecture)) return false;
    const before = versions.get(name);
    if (before === manifest.version) return true;
    if (before !== undefined) {
      throw new UserError(
        `${entry}: external packages need ${name} in two versions, ${before} and ${manifest.version}. Install versions of them that take the same.`,
      );
    }
    versions.set(name, manifest.version);
    for (const file of filesIn(folder)) {
      files[`node_modules/${name}/${file}`] = readFileSync(path.join(folder, file));
    }
    const { dependencies = {}, optionalDependencies = {} } = manifest;
    for (const one of Object.keys(dependencies)) {
      if (!(one in optionalDependencies)) add(one, folder, false);
    }
    const optional = Object.keys(optionalDependencies);
    const found = optional.filter((one) => add(one, folder, true));
    // What is built for one system each is an optional package of that name.
    const built = new RegExp(`linux-${cpuOf(architecture)}(?!.*musl)`);
    const missing = optional.filter((one) => built.test(one) && !found.includes(one));
    if (missing.length > 0) {
      throw new UserError(
        `${entry}: ${missing.join(', ')} is not installed, which ${name} needs in Lambda. Add linux, ${cpuOf(architecture)} and glibc to supportedArchitectures (os, cpu, libc) of pnpm-workspace.yaml, then: pnpm install`,
      );
    }
    return true;
  };
  for (const name of external) add(name, path.dirname(path.join(root, entry)), false);
  return files;
}

/** As Node.js and npm call it. */
const cpuOf = (architecture: Architecture): string => (architecture === 'arm64' ? 'arm64' : 'x64');

/** Lambda runs Amazon Linux, whose C library is glibc. */
const isFor = ({ os, cpu, libc }: Manifest, architecture: Architecture): boolean =>
  (os ?? ['linux']).includes('linux') &&
  (cpu ?? [cpuOf(architecture)]).includes(cpuOf(architecture)) &&
  (libc ?? ['glibc']).includes('glibc');

/** Where Node.js would find the package: in the next node_modules above. */
function folderOf(name: string, from: string): string | undefined {
  const folder = path.join(from, 'node_modules', name);
  if (existsSync(path.join(folder, 'package.json'))) return realpathSync(folder);
  const above = path.dirname(from);
  return above === from ? undefined : folderOf(name, above);
}

/** The files of one package, without packages within it: those are found as dependencies. */
function filesIn(folder: string, within = ''): string[] {
  return readdirSync(path.join(folder, within))
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => {
      const file = path.posix.join(within, name);
      return statSync(path.join(folder, file)).isDirectory() ? filesIn(folder, file) : [file];
    });
}
