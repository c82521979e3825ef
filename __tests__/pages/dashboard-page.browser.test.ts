import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { drawnLines, isGraph } from '../../src/ops/dashboard/graph-queries';
import { pageOf } from '../../src/ops/dashboard/page-of';
import { stageDashboard } from '../../src/ops/dashboard/stage-dashboard';
import { renderPage } from '../../src/pages/render-page';
import { stageAlarm } from '../support/alarms';
import { accessibilityFaults } from '../support/axe';
import { describeInChromium } from '../support/chromium';
import { config, stage } from '../support/config';
import { HOSTILE, pageOpener } from '../support/open-page';

const now = new Date('2030-01-02T12:03:00Z');
const dashboard = stageDashboard(config.shared, stage('dev'));
const alarmCount = Object.keys(dashboard.alarms).length;
const graphs = dashboard.widgets.filter(isGraph);

const RAISED = 'image-service-dev-api-5xx';

/** The page with one alarm in ALARM, a value for its graph and for every other one. */
function page(reason?: string): string {
  const data = {
    failed: [],
    alarms: new Map(
      Object.values(dashboard.alarms).map(({ name, threshold }) => {
        const short = name.replace('image-service-dev-', '');
        const state = name === RAISED ? 'ALARM' : 'OK';
        const alarm = stageAlarm(short, { state, since: '2030-01-02T11:55:00.000Z' });
        return [name, { ...alarm, threshold: { ...alarm.threshold, value: threshold } }];
      }),
    ),
    points: new Map(
      graphs
        .filter(
          ({ properties }, index) => index % 2 === 0 || properties.title.startsWith('API 5xx'),
        )
        .map((graph) => {
          const end = now.getTime() / 1000;
          const ids = drawnLines(graph).map(({ id }) => id);
          const points = [
            [end - 600, 16],
            [end - 300, 25],
          ] as const;
          return [graph, new Map(ids.map((id) => [id, points]))];
        }),
    ),
  };
  const drawn = pageOf(dashboard, reason === undefined ? { data } : { reason }, now);
  return renderPage('dashboard', drawn.title, drawn);
}

/** Where something is, in pixels; it fails where there is none of it. */
async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not shown`);
  const { x: left, y: top, width, height } = box;
  return { left, top, right: left + width, bottom: top + height };
}

/** The titles of the graphs that are drawn. */
const TITLES = `[...document.querySelectorAll('.graph:has(canvas) h3')]
  .map(({ firstChild }) => firstChild.textContent)`;

/** Texts of which a part is not seen, and whether the page is wider than the window. */
const CUT = `[...document.querySelectorAll('.state, .state *, h1, h2, h3, .raised *, .legend, .unit')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')
  .map((one) => one.textContent)
  .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : [])`;

describeInChromium("the dashboard's page", () => {
  const open = pageOpener();
  const titles = graphs.map(({ properties: { title, yAxis } }) =>
    title.replace(` (${yAxis.left.label})`, ''),
  );

  it.each([
    [
      'with data',
      page(),
      `1 of ${alarmCount} in ALARM: API 5xx errors`,
      ['API 5xx errors', ...titles],
    ],
    ['without data', page('not deployed'), `States of ${alarmCount} alarms not known`, titles],
  ])('says how the alarms are and draws every graph %s', async (_, html, verdict, expected) => {
    const { page: shown, requests, errors } = await open(html);
    expect(await shown.locator('.verdict').innerText()).toBe(verdict);
    expect(await shown.evaluate(TITLES)).toEqual(expected);
    expect(await shown.locator('.unit').allInnerTexts()).not.toContain('');
    expect({ requests, errors }).toEqual({ requests: [], errors: [] });
  });

  it('runs no text of its data', async () => {
    const { page: shown, errors } = await open(page(HOSTILE));
    expect(await shown.locator('.note').innerText()).toContain('</script><img src=x onerror=');
    expect(await shown.evaluate('Object.keys(document.body.dataset)')).toEqual(['drawn']);
    expect(errors).toEqual([]);
  });

  it('tells states apart, and graphs without data', async () => {
    const { page: shown } = await open(page());
    expect(await shown.locator('.state.ok').count()).toBe(alarmCount - 1);
    expect(await shown.locator('.graph.in-alarm').count()).toBe(2);
    expect(await shown.locator('.beyond').innerText()).toBe(
      '15 above the threshold of 10 (2.5 times it)',
    );
    expect(await shown.getByText('no data').count()).toBeGreaterThanOrEqual(
      Math.floor(graphs.length / 2) - 1,
    );
  });

  it('shows what is in ALARM and its graph beside it, on a wide screen at once', async () => {
    const { page: shown } = await open(page(), { viewport: { width: 1600, height: 900 } });
    const [value, graph, note, firstOther] = await places(shown);
    expect(await shown.evaluate(CUT)).toEqual([]);
    expect(value.right).toBeLessThan(graph.left);
    expect(graph.bottom).toBeLessThan(note.top);
    expect(note.bottom).toBeLessThan(firstOther.top);
    expect(firstOther.top).toBeLessThan(900);
  });

  it('shows what is in ALARM and its graph below it, on a phone at once', async () => {
    const { page: shown } = await open(page(), { viewport: { width: 390, height: 844 } });
    const [value, graph, note, firstOther] = await places(shown);
    expect(await shown.evaluate(CUT)).toEqual([]);
    expect(value.bottom).toBeLessThan(graph.top);
    expect(graph.bottom).toBeLessThan(844);
    expect(graph.bottom).toBeLessThan(note.top);
    expect(note.bottom).toBeLessThan(firstOther.top);
  });

  it.each([
    [1400, 'light'],
    [390, 'dark'],
  ] as const)('has nothing that axe finds: %s px, %s', async (width, colorScheme) => {
    const { page: shown } = await open(page(), { viewport: { width, height: 900 }, colorScheme });
    expect(await accessibilityFaults(shown)).toEqual([]);
  });
});

const places = async (shown: Page) =>
  [
    await boxOf(shown, '.raised .value'),
    await boxOf(shown, '.raised .graph canvas'),
    await boxOf(shown, '.note'),
    await boxOf(shown, '.state'),
  ] as const;
