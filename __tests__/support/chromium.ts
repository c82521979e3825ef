import { describe } from '@jest/globals';
import { findProgram } from '../../local/python';
import { searchPath } from '../../src/config/environment';

const found = ['chromium', 'chromium-browser', 'google-chrome']
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
