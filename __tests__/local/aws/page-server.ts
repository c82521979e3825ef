import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { whileOpen } from '../../support/chromium';
import { close, listen, stopAfterTest } from './harness';

/** A server of one page, whose script posts to `/seen` what it saw. */
export interface PageServer<Seen> {
  readonly origin: string;
  /** Opens a page of that script in a browser of its own, until it has told what it saw. */
  open(script: string): Promise<Seen>;
}

export async function startPageServer<Seen>(
  headers: Readonly<Record<string, string>> = {},
): Promise<PageServer<Seen>> {
  let page = '';
  let tell: (seen: Seen) => void = () => undefined;
  const server = createServer((request, response) => {
    if (request.url !== '/seen') {
      response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(page);
      return;
    }
    void text(request).then((body) => {
      response.end();
      tell(JSON.parse(body) as Seen);
    });
  });
  const origin = await listen(server);
  stopAfterTest(() => close(server));
  return {
    origin,
    open: (script) => {
      page = `<!doctype html><script>${script}</script>`;
      const seen = new Promise<Seen>((resolve) => {
        tell = resolve;
      });
      return whileOpen(origin, seen);
    },
  };
}
