import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium as playwright } from 'playwright-core';
import { chromium } from './chromium';
import { temporaryDirectory, write } from './temporary';

/** A page opened from disk, and what it asked the network for or complained of. */
export interface OpenPage {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}

export interface OpenOptions extends BrowserContextOptions {
  /** The fragment of its address. @default none */
  readonly hash?: string;
}

/** A browser for the tests of a file. Opens a page in it, once it is drawn. */
export function pageOpener(): (html: string, options?: OpenOptions) => Promise<OpenPage> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await playwright.launch({ executablePath: chromium, args: ['--no-proxy-server'] });
  });
  afterEach(async () => {
    await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
  });
  afterAll(async () => browser?.close());
  return async (html, { hash = '', ...options } = {}) => {
    const file = pathToFileURL(write(temporaryDirectory(), 'page.html', html)).href;
    const context = await browser?.newContext({
      viewport: { width: 1400, height: 1000 },
      ...options,
    });
    const page = await context?.newPage();
    if (page === undefined) throw new Error('the browser has not been started');
    const requests: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== file + hash && request.url() !== file) requests.push(request.url());
    });
    page.on('console', (message) => errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(file + hash);
    await page.locator('[data-drawn]').waitFor();
    return { page, requests, errors };
  };
}

/** Waits until the page has drawn what was done to it, and what its effects changed after that. */
export const drawn = (page: Page): Promise<unknown> =>
  page.evaluate(
    'new Promise((done) => (function turn(left) { left === 0 ? done() : requestAnimationFrame(() => setTimeout(turn, 0, left - 1)); })(3))',
  );

/** What a text in a page must not do. */
export const HOSTILE = `</script><img src=x onerror="document.body.dataset.broken=1"><!--'"\u202ekcab\u200b`;
