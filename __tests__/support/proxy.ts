import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { connect } from 'node:net';
import { afterEach } from '@jest/globals';
import { TEST_CERTIFICATE, TEST_KEY } from './certificates';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)();
  }
});

/** Listens on loopback until the test has ended, and returns the port. */
export async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server of HTTPS that shows that certificate. */
export const secureServer = (answer: RequestListener, cert = TEST_CERTIFICATE): Promise<number> =>
  listen(createTlsServer({ key: TEST_KEY, cert }, answer));

/** What a proxy was asked for, e.g. `CONNECT sts.us-east-1.amazonaws.com:443`, with its `Proxy-Authorization`. */
export interface ProxyCall {
  readonly what: string;
  readonly login: string | undefined;
}

/**
 * A proxy that leads to one port of this machine whatever it is asked for, or refuses all with a status.
 * A request that is no CONNECT is answered with `plain`.
 */
export async function proxyTo(
  port: number,
  refusal?: number,
): Promise<{ readonly url: string; readonly calls: ProxyCall[] }> {
  const calls: ProxyCall[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    calls.push({ what: `${method} ${url}`, login: headers['proxy-authorization'] });
    response.end(`plain ${headers.host ?? ''}`);
  });
  server.on('connect', ({ url = '', headers }, client, head) => {
    calls.push({ what: `CONNECT ${url}`, login: headers['proxy-authorization'] });
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    for (const end of [target, client]) end.on('error', () => client.destroy());
    client.once('close', () => target.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, calls };
}

/** What STS answers to GetCallerIdentity. */
export const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
