import { connect } from 'node:net';
import type { Environment } from '../config/environment';
import { proxyFor } from '../config/proxy';
import { openTunnel } from '../aws/tunnel';

/** Whether a connection to the host comes about within the time, through the proxy where there is one. */
export async function isReachable(
  host: string,
  env?: Environment,
  port = 443,
  milliseconds = 2000,
): Promise<boolean> {
  const proxy = proxyFor(new URL(`https://${host}:${port}`), env);
  if (proxy === undefined) return connects(host, port, milliseconds);
  try {
    (await openTunnel(proxy, host, port, milliseconds)).destroy();
    return true;
  } catch {
    return false;
  }
}

function connects(host: string, port: number, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => {
      finish(false);
    }, milliseconds);
    const finish = (reachable: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reachable);
    };
    socket.once('connect', () => {
      finish(true);
    });
    socket.once('error', () => {
      finish(false);
    });
  });
}
