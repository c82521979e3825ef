import { afterAll } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const made: string[] = [];

afterAll(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A folder that is gone after the file's tests, and after what they put in order themselves. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'image-service-'));
  made.push(directory);
  return directory;
}

/** Writes a file and the folders it lies in. */
export function write(directory: string, file: string, content: string | Buffer = ''): string {
  const target = path.join(directory, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  return target;
}

/** A program, as a shell script. */
export function program(directory: string, name: string, script: string): string {
  const file = write(directory, name, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}
