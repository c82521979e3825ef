import { stripVTControlCharacters } from 'node:util';

/** What Terraform says of the lock table, and nobody can act on: docs/decisions/0020. */
const WARNING =
  'Warning: Deprecated Parameter The parameter "dynamodb_table" is deprecated. Use parameter "use_lockfile" instead.';

/** Where it is set: `init` says that as well. */
const PLACE = /^[│ ]*(?:on \S+ line \d+, in terraform\.backend\.s3:|\d+:\s+"dynamodb_table":.*)$/gm;

/** Passes on what Terraform says, line by line, but for that warning: plain or framed, however it is wrapped. */
export class LockTableWarningFilter {
  private rest = '';
  private held = '';

  constructor(private readonly show: (text: string) => void) {}

  readonly write = (text: string): void => {
    const lines = (this.rest + text).split(/(?<=\n)/);
    this.rest = lines.at(-1)?.endsWith('\n') === true ? '' : (lines.pop() ?? '');
    for (const line of lines) this.take(line);
  };

  /** Passes on what is left. */
  end(): void {
    this.show(this.held + this.rest);
    this.held = this.rest = '';
  }

  private take(line: string): void {
    this.held += line;
    const isFrameOpen = this.held.includes('╷') && !this.held.includes('╵');
    const text = stripVTControlCharacters(this.held).replace(PLACE, '');
    const said = text.replace(/[╷│╵\s]+/g, ' ').trim();
    if (WARNING.startsWith(said) && (said !== WARNING || isFrameOpen)) return;
    if (said !== WARNING) this.show(this.held);
    this.held = '';
  }
}

/** A whole text without that warning. */
export function withoutLockTableWarning(text: string): string {
  let shown = '';
  const filter = new LockTableWarningFilter((piece) => (shown += piece));
  filter.write(text);
  filter.end();
  return shown;
}
