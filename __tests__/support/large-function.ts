import { createCipheriv } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/system/project';

const FOLDER = '.cache/large-function';

/** 53 MB that nothing compresses, the same on every machine. */
const incompressible = (): Buffer =>
  createCipheriv('aes-256-ctr', Buffer.alloc(32), Buffer.alloc(16)).update(
    Buffer.alloc(53_000_000),
  );

/** Code whose zip Lambda takes from a bucket only: made once, for it takes seconds. */
export function largeFunction(): { readonly entry: string; readonly external: readonly string[] } {
  const folder = path.join(PROJECT_ROOT, FOLDER);
  if (!existsSync(folder)) {
    mkdirSync(path.dirname(folder), { recursive: true });
    const unfinished = mkdtempSync(`${folder}-`);
    const packed = path.join(unfinished, 'node_modules', 'large');
    mkdirSync(packed, { recursive: true });
    writeFileSync(path.join(packed, 'package.json'), '{"name":"large","version":"1.0.0"}');
    writeFileSync(path.join(packed, 'data'), incompressible());
    const handler = "export const handler = async () => require.resolve('large/data');\n";
    writeFileSync(path.join(unfinished, 'handler.ts'), handler);
    try {
      renameSync(unfinished, folder);
    } catch {
      // Another test has made it meanwhile.
      rmSync(unfinished, { recursive: true });
    }
  }
  return { entry: `${FOLDER}/handler.ts`, external: ['large'] };
}
