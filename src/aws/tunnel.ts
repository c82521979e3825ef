import { request as requestHttp, type ClientRequest, type ClientRequestArgs } from 'node:http';
import { Agent, request as requestHttps, type RequestOptions } from 'node:https';
import { isIPv6, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Environment } from '../config/environment';
import { hostOf, proxyFor } from '../config/proxy';
import { UserError } from '../config/user-error';
import { certificateFault } from './certificate-fault';

const TIMEOUT_MILLISECONDS = 10_000;

/** Begins a request to a proxy, for a path that is the address of what is asked for. */
export function requestProxy(
  proxy: URL,
  options: Omit<ClientRequestArgs, 'headers'> & {
    readonly headers: Readonly<Record<string, string>>;
  },
): ClientRequest {
  const { username, password, protocol, port } = proxy;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  return request({
    ...options,
    host: hostOf(proxy),
    // Empty: the protocol's own.
    port: port || null,
    headers: {
      ...options.headers,
      ...(username !== '' && {
        'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}`,
      }),
    },
  });
}

/**
 * Opens a connection through a proxy, which learns the host and nothing of what is sent.
 * @throws UserError when the proxy does not open one.
 */
export function openTunnel(
  proxy: URL,
  host: string,
  port: string | number,
  timeout: number = TIMEOUT_MILLISECONDS,
): Promise<Socket> {
  const target = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const asked = requestProxy(proxy, {
    method: 'CONNECT',
    path: target,
    headers: { Host: target },
    agent: false,
    timeout,
  });
  return new Promise((resolve, reject) => {
    asked.once('connect', ({ statusCode, statusMessage }, socket: Socket) => {
      if (statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      const reason = statusCode === 407 ? 'name and password are wrong or missing' : statusMessage;
      reject(
        new UserError(
          `The proxy ${proxy.host} refuses a connection to ${target}: ${String(statusCode)} ${String(reason)}. Correct HTTPS_PROXY, or except the host in NO_PROXY.`,
        ),
      );
    });
    asked.once('timeout', () => {
      asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code ?? error.message;
      reject(
        certificateFault(error, `the proxy ${proxy.host}`) ??
          new UserError(
            `The proxy ${proxy.host} cannot be reached (${reason}). Correct HTTPS_PROXY, or unset it.`,
          ),
      );
    });
    asked.end();
  });
}

/** The agent of HTTPS requests: through the proxy, for the hosts that the environment has asked through it. */
export class TunnelAgent extends Agent {
  constructor(
    private readonly env: Environment | undefined,
    options: ConstructorParameters<typeof Agent>[0] = {},
  ) {
    super(options);
  }

  override createConnection(
    options: RequestOptions,
    // An error comes alone, whatever its type says.
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const name = options.host ?? 'localhost';
    const port = options.port ?? 443;
    const proxy = proxyFor(
      new URL(`https://${isIPv6(name) ? `[${name}]` : name}:${port}`),
      this.env,
    );
    if (proxy === undefined) return super.createConnection(options, callback);
    void openTunnel(proxy, name, port).then(
      (socket) => callback?.(null, connectTls({ ...(options as ConnectionOptions), socket })),
      (error: unknown) => {
        (callback as ((error: unknown) => void) | undefined)?.(error);
      },
    );
    return undefined;
  }
}
