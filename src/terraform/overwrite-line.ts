/** Where lines are written: stderr, or a test's own. */
export type LineStream = Pick<NodeJS.WriteStream, 'isTTY' | 'write'> & {
  readonly columns?: number;
};

/**
 * Writes a line over the one that it wrote before, for people who wait; without a text, that line is
 * gone. Only on a terminal.
 */
export function overwriteLine(text = '', stream: LineStream = process.stderr): void {
  if (!stream.isTTY) return;
  stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
}
