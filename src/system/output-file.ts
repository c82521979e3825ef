import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/**
 * A file without a name that a program writes to. A pipe that nobody reads any more ends who writes to it: with a
 * file, Terraform goes on and releases the lock also after this process was killed.
 */
export class OutputFile {
  readonly descriptor: number;
  private readonly decoder = new StringDecoder('utf8');
  private position = 0;

  constructor() {
    const folder = mkdtempSync(path.join(tmpdir(), 'image-service-output-'));
    this.descriptor = openSync(path.join(folder, 'output'), 'wx+', 0o600);
    rmSync(folder, { recursive: true });
  }

  /** What was written since the last time. */
  read(): string {
    const buffer = Buffer.alloc(65_536);
    let text = '';
    for (;;) {
      const count = readSync(this.descriptor, buffer, 0, buffer.length, this.position);
      if (count === 0) return text;
      this.position += count;
      text += this.decoder.write(buffer.subarray(0, count));
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
