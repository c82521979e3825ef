import { connect } from 'node:net';

/** Whether a TCP connection to the host comes about within the time. */
export function isReachable(host: string, port = 443, milliseconds = 2000): Promise<boolean> {
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
