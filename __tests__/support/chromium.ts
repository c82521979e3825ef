import { spawn } from 'node:child_process';
import { describe } from '@jest/globals';
import { findProgram } from '../../local/python';
import { searchPath } from '../../src/config/environment';
import { temporaryDirectory } from './temporary';

// The one without windows takes half the processor time.
const found = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
  .map((name) => findProgram(name, searchPath()))
  .find((program) => program !== undefined);

/** The program; where there is none, no test asks for it. */
export const chromium = found ?? '';

/** A browser with nothing of its own to do, and its profile in that folder. */
export const chromiumOptions = (directory: string): string[] => [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--user-data-dir=${directory}/profile`,
];

/** Tests of a page in Chromium, which are skipped and counted where there is none. */
export function describeInChromium(what: string, tests: () => void): void {
  if (found !== undefined) describe(`${what} in headless Chromium`, tests);
  else describe.skip(`${what} in headless Chromium (skipped: none is on the PATH)`, tests);
}

/**
 * Opens the page in a browser of its own, until what is waited for has come.
 * @param more further options of the browser.
 */
export async function whileOpen<T>(
  page: string,
  awaited: Promise<T>,
  more: readonly string[] = [],
): Promise<T> {
  // Proxies of the environment would be asked for 127.0.0.1 too.
  const options = [...chromiumOptions(temporaryDirectory()), '--no-proxy-server', ...more, page];
  const browser = spawn(chromium, options, { stdio: 'ignore', detached: true });
  try {
    return await awaited;
  } finally {
    // The browser is a group of processes.
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
  }
}
