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
  const { columns = 0 } = stream;
  // A longer one would become two.
  stream.write(`\r\u001b[K${columns > 0 ? text.slice(0, columns - 1) : text}`);
}
