import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { drawnLines, isGraph } from '../../../src/ops/dashboard/graph-queries';
import { pageHtml } from '../../../src/ops/dashboard/page-html';
import { pageOf } from '../../../src/ops/dashboard/page-of';
import { stageDashboard } from '../../../src/ops/dashboard/stage-dashboard';
import { stageAlarm } from '../../support/alarms';
import { chromium, chromiumOptions, describeInChromium } from '../../support/chromium';
import { config, stage } from '../../support/config';
import { temporaryDirectory, write } from '../../support/temporary';

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
  return pageHtml(pageOf(dashboard, reason === undefined ? { data } : { reason }, now));
}

describe('pageHtml', () => {
  it('needs nothing but itself', () => {
    const html = page();
    expect(html).not.toMatch(/<(script|link|img)[^>]*\s(src|href)=/);
    expect(html).not.toMatch(/@import|url\(/);
  });

  it('says how the alarms are, in its first line and as its name in the browser', () => {
    const text = `1 of ${alarmCount} in ALARM: API 5xx errors`;
    expect(page()).toContain(`<p class="verdict alarm">${text}</p>`);
    expect(page()).toContain(`<title>image-service-dev: ${text}</title>`);
    expect(page('not deployed')).toContain(
      `<p class="verdict unsure">States of ${alarmCount} alarms not known</p>`,
    );
  });

  it('lets no text end its elements', () => {
    const html = page('</script><b>&"');
    expect(html.match(/<\/script>/g)).toHaveLength(3);
    expect(html).toContain('<br>Drawn without data, as it would be deployed: &#60;/script&#62;');
  });
});

/** The document as it is once its scripts have run, in a window of that size. */
function rendered(html: string, size = '1400,1000'): string {
  const directory = temporaryDirectory();
  const file = write(directory, 'page.html', html);
  const { stdout } = spawnSync(
    chromium,
    [...chromiumOptions(directory), `--window-size=${size}`, '--dump-dom', `file://${file}`],
    { encoding: 'utf8', timeout: 60_000 },
  );
  return stdout;
}

/** Where things are on the page, by what the person sees without scrolling. */
interface Places {
  /** That the page is wider than the window. */
  readonly isTooWide: boolean;
  /** Texts of which a part is not seen. */
  readonly cut: readonly string[];
  /** What is in ALARM: its value and its graph. */
  readonly value: Box;
  readonly graph: Box;
  readonly note: Box;
  readonly firstOther: Box;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MEASURE = `<script type="module">
const box = (selector) => document.querySelector(selector).getBoundingClientRect();
const isCut = (element) =>
  element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible';
document.body.dataset.places = JSON.stringify({
  isTooWide: document.documentElement.scrollWidth > innerWidth,
  cut: [...document.querySelectorAll('.state, .state *, h1, h2, h3, .raised *, .legend, .unit')]
    .filter(isCut)
    .map((element) => element.textContent),
  value: box('.raised .value'),
  graph: box('.raised .graph canvas'),
  note: box('.note'),
  firstOther: box('.state'),
});
</script></body>`;

function places(size: string): Places {
  const dom = rendered(page().replace('</body>', MEASURE), size);
  const [, text = ''] = /data-places="([^"]*)"/.exec(dom) ?? [];
  return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Places;
}

describeInChromium('the page', () => {
  const titles = graphs.map(({ properties: { title, yAxis } }) =>
    title.replace(` (${yAxis.left.label})`, ''),
  );

  it.each([
    ['with data', page(), ['API 5xx errors', ...titles]],
    ['without data', page('not deployed'), titles],
  ])(
    'draws every graph %s, what is in ALARM first, and no script fails',
    (_, html, expected) => {
      const dom = rendered(html);
      expect(/<body[^>]*>/.exec(dom)?.[0]).toBe(`<body data-drawn="${expected.length}">`);
      expect(dom.match(/<canvas/g)).toHaveLength(expected.length);
      expect([...dom.matchAll(/<h3 class="">([^<]*)/g)].map(([, title]) => title)).toEqual(
        expected,
      );
      expect(dom.match(/<small class="unit">[^<]/g)).toHaveLength(expected.length);
    },
    90_000,
  );

  it('tells states apart, and graphs without data', () => {
    const dom = rendered(page());
    expect(dom.match(/class="state ok"/g)).toHaveLength(alarmCount - 1);
    expect(dom.match(/class="graph in-alarm"/g)).toHaveLength(2);
    expect(/<p class="beyond">([^<]*)/.exec(dom)?.[1]).toBe(
      '15 above the threshold of 10 (2.5 times it)',
    );
    expect(dom.match(/>no data</g)?.length).toBeGreaterThanOrEqual(
      Math.floor(graphs.length / 2) - 1,
    );
  }, 90_000);

  it('shows what is in ALARM and its graph beside it, on a wide screen at once', () => {
    const { value, graph, note, firstOther, ...rest } = places('1600,900');
    expect(rest).toEqual({ isTooWide: false, cut: [] });
    expect(value.right).toBeLessThan(graph.left);
    expect(graph.bottom).toBeLessThan(note.top);
    expect(note.bottom).toBeLessThan(firstOther.top);
    expect(firstOther.top).toBeLessThan(900);
  }, 90_000);

  it('shows what is in ALARM and its graph below it, on a phone at once', () => {
    const { value, graph, note, firstOther, ...rest } = places('390,844');
    expect(rest).toEqual({ isTooWide: false, cut: [] });
    expect(value.bottom).toBeLessThan(graph.top);
    expect(graph.bottom).toBeLessThan(844);
    expect(graph.bottom).toBeLessThan(note.top);
    expect(note.bottom).toBeLessThan(firstOther.top);
  }, 90_000);
});
