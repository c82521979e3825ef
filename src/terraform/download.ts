import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import type { Environment } from '../config/environment';
import { sendRequest } from '../aws/send-request';
import { Interrupted, withStopSignal } from '../system/interrupts';
import { overwriteLine, type LineStream } from '../cli/overwrite-line';
import { writeWhole } from '../system/write-whole';

export interface Download {
  readonly url: string;
  /** Of the zip file, in hexadecimal. */
  readonly sha256: string;
  /** Where the program goes. It appears there whole or not at all: several commands may run at once. */
  readonly program: string;
  /** Where a percentage is shown, if it is a terminal. */
  readonly stderr: LineStream;
  /** Says through which proxy. */
  readonly env: Environment;
}

/**
 * Downloads a zip file and takes the program out of it, once its checksum is seen to be right.
 * @throws Interrupted when the person stopped it, else Error with the reason.
 */
export async function downloadProgram(download: Download): Promise<void> {
  const { sha256, program, stderr } = download;
  const stopped = new Interrupted(`Stopped; ${path.basename(program)} was not downloaded.`);
  await withStopSignal(async (signal) => {
    try {
      const zip = await get(download, signal);
      const found = createHash('sha256').update(zip).digest('hex');
      if (found !== sha256) {
        throw new Error(`it is another file (SHA-256 ${found}, expected ${sha256})`);
      }
      install(zip, program);
      // What is not asynchronous kept a Ctrl-C waiting.
      await nextTurn();
    } finally {
      overwriteLine('', stderr);
      // Instead of whatever error came of it.
      signal.throwIfAborted();
    }
  }, stopped);
}

const MAX_REDIRECTS = 5;

/** The answer of the server that holds the file: mirrors often send on to another. */
async function answerOf({ url, env }: Download, signal: AbortSignal): Promise<Response> {
  for (let address = url, redirects = 0; ; redirects++) {
    const answer = await sendRequest(address, { signal, env });
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status > 399 || location === null) return answer;
    await answer.body?.cancel();
    if (redirects === MAX_REDIRECTS) throw new Error(`there are over ${MAX_REDIRECTS} redirects`);
    address = new URL(location, address).href;
  }
}

async function get(download: Download, signal: AbortSignal): Promise<Buffer> {
  const { stderr } = download;
  const answer = await answerOf(download, signal);
  if (!answer.ok || answer.body === null) {
    await answer.body?.cancel();
    throw new Error(`the answer is HTTP ${answer.status}`);
  }
  const size = Number(answer.headers.get('content-length'));
  const chunks: Uint8Array[] = [];
  let received = 0;
  let shown = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    received += chunk.length;
    const percent = size > 0 ? Math.floor((100 * received) / size) : 0;
    if (percent > shown) overwriteLine(`${percent} %`, stderr);
    shown = percent;
  }
  return Buffer.concat(chunks);
}

function install(zip: Buffer, program: string): void {
  const name = path.basename(program);
  const { [name]: content } = unzipSync(zip, { filter: (file) => file.name === name });
  if (content === undefined) throw new Error(`there is no ${name} in it`);
  mkdirSync(path.dirname(program), { recursive: true });
  writeWhole(program, content, 0o755);
}
