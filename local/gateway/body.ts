import type { IncomingMessage } from 'node:http';

/** The whole body as text: for the small documents that the gateway reads itself. */
export async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
