import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Interrupted } from '../system/interrupts';
import { TerraformOutput } from './output';
import { withProgress } from '../cli/progress';
import { thisTerminal, type Terminal } from '../cli/terminal';

/** Keeps in a file all that Terraform, or cdktf, says about a stack, and says what people need of it. */
export class StackLog {
  private readonly file: string;
  private readonly output: TerraformOutput;

  constructor(
    readonly stack: string,
    directory: string,
    private readonly say: (line: string) => void,
    private readonly terminal: Terminal = thisTerminal(),
  ) {
    mkdirSync(directory, { recursive: true });
    this.file = path.join(directory, `${stack}.log`);
    writeFileSync(this.file, '');
    this.output = new TerraformOutput(stack);
  }

  /** Takes the next piece of output. */
  readonly read = (text: string): void => {
    appendFileSync(this.file, text);
    const { planned, applied } = this.output;
    this.output.read(text);
    const now = this.output;
    if (now.planned !== planned) this.sayOf(`${now.planned ?? ''}; in full: ${this.file}`);
    if (now.applied !== applied) this.sayOf(now.applied ?? '');
  };

  /** Says how far a run is that hands its output to `read`, and why it failed. */
  async watch<Result extends { readonly code: number }>(run: Promise<Result>): Promise<Result> {
    const progress = (): string => `${this.stack}: ${this.output.progress}`;
    try {
      const result = await withProgress(progress, run, this.terminal, 'seldom');
      if (result.code !== 0) this.sayFailure();
      return result;
    } catch (error) {
      if (!(error instanceof Interrupted)) this.sayFailure();
      throw error;
    }
  }

  private sayFailure(): void {
    const { failure } = this.output;
    if (failure === '') return;
    this.terminal.err(`\n${failure}\n\n`);
    this.terminal.err(`${this.stack} failed. All that was said: ${this.file}\n`);
  }

  private sayOf(what: string): void {
    this.say(`${this.stack}: ${what}`);
  }
}
