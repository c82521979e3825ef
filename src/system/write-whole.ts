import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all, also where the disk is full or several commands run at once. */
export function writeWhole(file: string, content: string | Uint8Array, mode?: number): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, content, { mode });
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
