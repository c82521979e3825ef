import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';

/** The code of functions, which moto takes but does not give back: each zip by its SHA-256. */
export class CodeStore {
  constructor(private readonly directory: string) {}

  /** Keeps a zip that was deployed. */
  keep(zip: Uint8Array): void {
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(this.zipFile(createHash('sha256').update(zip).digest('base64')), zip);
  }

  /** The folder of the unpacked zip with that `CodeSha256`; undefined when it was never deployed here. */
  unpacked(codeSha256: string): string | undefined {
    const zip = this.zipFile(codeSha256);
    const folder = zip.replace(/\.zip$/, '');
    if (existsSync(folder)) return folder;
    if (!existsSync(zip)) return undefined;
    const temporary = `${folder}.${process.pid}.tmp`;
    rmSync(temporary, { recursive: true, force: true });
    unpack(readFileSync(zip), temporary);
    renameSync(temporary, folder);
    return folder;
  }

  private zipFile(codeSha256: string): string {
    const name = Buffer.from(codeSha256, 'base64').toString('hex');
    return path.join(this.directory, `${name}.zip`);
  }
}

function unpack(zip: Uint8Array, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    const file = path.resolve(folder, name);
    if (!file.startsWith(path.resolve(folder) + path.sep)) {
      throw new Error(`the zip holds a file outside of its folder: ${name}`);
    }
    if (name.endsWith('/')) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
