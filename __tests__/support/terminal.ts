import type { Terminal } from '../../src/cli/terminal';
import { PLAIN } from '../../src/cli/terminal';

/** A terminal that remembers what was written to it. */
export class RecordingTerminal implements Terminal {
  readonly style = PLAIN;
  readonly isWatched: boolean;
  readonly isInteractive: boolean;
  readonly width: number;
  readonly outWidth: number;
  stdout = '';
  stderr = '';

  constructor({ isWatched = false, isInteractive = false, width = 80, outWidth = 120 } = {}) {
    this.isWatched = isWatched;
    this.isInteractive = isInteractive;
    this.width = width;
    this.outWidth = outWidth;
  }

  readonly out = (text: string): void => {
    this.stdout += `${text}\n`;
  };

  readonly err = (text: string): void => {
    this.stderr += text;
  };
}
