import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium as playwright } from 'playwright-core';
import { findProgram } from '../local/python';
import { searchPath } from '../src/config/environment';
import { FakeBackend } from '../__tests__/support/fake-backend';
import { stateText } from '../__tests__/support/state-text';
import { formatTable } from '../src/cli/table';
import { PLAIN } from '../src/cli/terminal';
import { UserError } from '../src/config/user-error';
import { stageAsCommitted } from '../src/ops/diagram/draw-diagram';
import { statePage } from '../src/ops/state/state-page';
import { renderPage } from '../src/pages/render-page';
import { median } from './measure';

const ROUNDS = 7;
const STAGES = ['dev', 'staging', 'prod'];
const RESOURCES = 80;
const VERSIONS = 20;
/** Resources that each version changes. */
const CHANGED = 3;
/** Characters of a resource's attributes in the state of a deployed stage, on average. */
const ATTRIBUTES = 1400;
const MANY = 2000;
const TYPED = 'arn:aws:ssm:us-east-1';

/** How large the page of states is, when it is first seen, and how fast it searches. */
export async function benchPages(): Promise<string> {
  const stages = await statesPage(STAGES, RESOURCES, VERSIONS);
  const many = await statesPage(['dev'], MANY, 1);
  const browser = await launch();
  try {
    const [ofStages, ofMany] = [await paints(browser, stages), await paints(browser, many)];
    const rows = [
      {
        what: `three stages, ${RESOURCES} resources, ${VERSIONS} versions: MB`,
        value: (Buffer.byteLength(stages) / 1e6).toFixed(2),
        goal: '1.5',
      },
      { what: '  first paint, ms', ...ofStages.paint, goal: '500' },
      { what: '  all drawn, ms', ...ofStages.drawn, goal: '' },
      {
        what: `${MANY.toLocaleString('en')} resources: MB`,
        value: (Buffer.byteLength(many) / 1e6).toFixed(2),
        goal: '',
      },
      { what: '  first paint, ms', ...ofMany.paint, goal: '500' },
      { what: '  all drawn, ms', ...ofMany.drawn, goal: '' },
      {
        what: '  a keystroke of the search, ms',
        ...(await keystrokes(browser, many)),
        goal: '50',
      },
    ];
    const table = formatTable<(typeof rows)[number]>(
      [
        { head: 'WHAT', cell: ({ what }) => what },
        { head: 'MEDIAN', cell: ({ value }) => value, align: 'right' },
        { head: 'MOST', cell: (row) => ('most' in row ? row.most : ''), align: 'right' },
        { head: 'GOAL', cell: ({ goal }) => goal, align: 'right' },
      ],
      rows,
      PLAIN,
    );
    return `${table}\n\nChromium ${browser.version()}, ${cpus().length} cores`;
  } finally {
    await browser.close();
  }
}

function launch(): Promise<Browser> {
  const executablePath = findProgram('chromium', searchPath());
  if (executablePath === undefined) throw new UserError('There is no chromium on the PATH.');
  return playwright.launch({ executablePath });
}

/** A page of states as large as those of deployed stages. */
async function statesPage(stages: readonly string[], count: number, versions: number) {
  const fake = new FakeBackend();
  for (const stage of stages) {
    for (let serial = 1; serial <= versions; serial++) {
      const text = stateText({ serial, resources: resourcesOf(stage, count, serial) });
      fake.add(stage, { id: `${stage}-${serial}`, text, written: new Date(serial * 60_000) });
    }
  }
  return renderPage('state', 'States', await statePage(fake.context(), { stages, versions }));
}

/** The stage's own resources, then parameters. */
function resourcesOf(stage: string, count: number, serial: number) {
  const own = stageAsCommitted(stage).blocks.filter(({ kind }) => kind === 'resource');
  return Array.from({ length: count }, (_, index) => {
    const { address, type } = own[index] ?? {
      address: `aws_ssm_parameter.p${index}`,
      type: 'aws_ssm_parameter',
    };
    const name = `${stage}-${type}-${index}`;
    const since = index % Math.ceil(count / CHANGED) === serial % 10 ? serial : 0;
    const attributes = {
      name,
      id: name,
      arn: `arn:aws:${type.replace(/^aws_|_.*$/g, '')}:us-east-1:123456789012:${name}`,
      tags: { Stage: stage, Changed: String(since) },
    };
    const missing = ATTRIBUTES - JSON.stringify(attributes).length;
    const filling = Array.from(
      { length: Math.floor(missing / 21) },
      (_, nth) => `${name.slice(-8)}-${nth}-of-all`,
    );
    return { address, attributes: { ...attributes, filling } };
  });
}

async function opened(browser: Browser, html: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const directory = mkdtempSync(path.join(tmpdir(), 'image-service-page-'));
  const file = path.join(directory, 'page.html');
  writeFileSync(file, html);
  await page.goto(pathToFileURL(file).href);
  await page.locator('.group').first().waitFor();
  rmSync(directory, { recursive: true });
  return page;
}

async function paints(browser: Browser, html: string) {
  const times: { readonly paint: number; readonly drawn: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const page = await opened(browser, html);
    const paint = await page.evaluate<number>(
      `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().find(({ name }) => name === 'first-contentful-paint').startTime)).observe({ type: 'paint', buffered: true }))`,
    );
    const drawn = Number(await page.evaluate('document.body.dataset.drawn'));
    // The first round fills caches.
    if (round > 0) times.push({ paint, drawn });
    await page.close();
  }
  return {
    paint: spread(times.map(({ paint }) => paint)),
    drawn: spread(times.map(({ drawn }) => drawn)),
  };
}

/** From a key until what it found has been drawn. */
async function keystrokes(browser: Browser, html: string) {
  const page = await opened(browser, html);
  const times = await page.evaluate<number[]>(`(async () => {
    const search = document.querySelector('#search');
    const times = [];
    for (let length = 1; length <= ${TYPED.length}; length++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const start = performance.now();
      search.value = ${JSON.stringify(TYPED)}.slice(0, length);
      search.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      times.push(performance.now() - start);
    }
    return times;
  })()`);
  await page.close();
  return spread(times);
}

const spread = (times: readonly number[]) => ({
  value: median(times).toFixed(0),
  most: Math.max(...times).toFixed(0),
});
