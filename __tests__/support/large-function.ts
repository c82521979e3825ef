import { createCipheriv } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/terraform/project';
import { write } from './temporary';

const FOLDER = '.cache/large-function';

/** A package of 53 MB that nothing compresses, the same on every machine. */
const KEY = Buffer.alloc(32);
const data = (): Buffer =>
  createCipheriv('aes-256-ctr', KEY, Buffer.alloc(16)).update(Buffer.alloc(53_000_000));

/** The entry of a function whose zip Lambda takes from a bucket only; made once, for it takes seconds. */
export function largeFunction(): { readonly entry: string; readonly external: readonly string[] } {
  const folder = path.join(PROJECT_ROOT, FOLDER);
  if (!existsSync(folder)) {
    mkdirSync(path.dirname(folder), { recursive: true });
    const unfinished = mkdtempSync(`${folder}-`);
    write(
      unfinished,
      'handler.ts',
      "export const handler = (): string => require.resolve('large/data');\n",
    );
    const packed = path.join(unfinished, 'node_modules', 'large');
    write(packed, 'package.json', '{"name":"large","version":"1.0.0"}');
    write(packed, 'data', data());
    try {
      renameSync(unfinished, folder);
    } catch {
      // Another test has made it meanwhile.
      rmSync(unfinished, { recursive: true });
    }
  }
  return { entry: `${FOLDER}/handler.ts`, external: ['large'] };
}
