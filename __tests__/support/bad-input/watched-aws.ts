import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Operations of the AWS protocols, and methods of HTTP, that change nothing. */
const READS = /^(GET|HEAD|DescribeTable|GetCallerIdentity|GetItem|GetPolicy)$/;

/** A server that passes on to a local AWS what it is asked, and remembers it. */
export interface WatchedAws {
  readonly port: number;
  /** What it was asked since the last call. */
  readonly calls: () => readonly string[];
  readonly close: () => void;
}

/** Whether a call changes nothing. */
export const isRead = (call: string): boolean => READS.test(call);

export async function watchAws(port: () => number): Promise<WatchedAws> {
  let seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      const target = String(headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1);
      const action = /(?:^|&)Action=(\w+)/.exec(body.toString('latin1'))?.[1];
      seen.push([target, action, method].find((name) => name !== undefined && name !== '') ?? '');
      request({ host: '127.0.0.1', port: port(), method, path: url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      })
        .once('error', () => outgoing.destroy())
        .end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => {
      const calls = seen;
      seen = [];
      return calls;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
