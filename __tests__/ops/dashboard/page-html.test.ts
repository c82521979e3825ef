import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { isGraph } from '../../../src/ops/dashboard/graph-queries';
import { pageHtml } from '../../../src/ops/dashboard/page-html';
import { pageOf } from '../../../src/ops/dashboard/page-of';
import { stageDashboard } from '../../../src/ops/dashboard/stage-dashboard';
import { chromium, chromiumOptions, describeInChromium } from '../../support/chromium';
import { config, stage } from '../../support/config';
import { temporaryDirectory, write } from '../../support/temporary';

const now = new Date('2030-01-02T12:03:00Z');
const dashboard = stageDashboard(config.shared, stage('dev'));
const graphs = dashboard.widgets.filter(isGraph);

/** The page with a value for every other graph, which is shown besides one without any. */
function page(reason?: string): string {
  const data = {
    failed: [],
    states: new Map([['image-service-dev-api-5xx', 'ALARM']]),
    points: new Map(
      graphs
        .filter((_, index) => index % 2 === 0)
        .map((graph) => {
          const end = now.getTime() / 1000;
          const ids = graph.properties.metrics.map((_, index) => `line${index + 1}`);
          const points = [
            [end - 600, 1],
            [end - 300, 2],
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

  it('lets no text end its elements', () => {
    const html = page('</script><b>&"');
    expect(html.match(/<\/script>/g)).toHaveLength(3);
    expect(html).toContain('<p>Drawn without data, as it would be deployed: &#60;/script&#62;');
  });
});

/** The document as it is once its scripts have run. */
function rendered(html: string): string {
  const directory = temporaryDirectory();
  const file = write(directory, 'page.html', html);
  const { stdout } = spawnSync(
    chromium,
    [...chromiumOptions(directory), '--window-size=1400,1000', '--dump-dom', `file://${file}`],
    { encoding: 'utf8', timeout: 60_000 },
  );
  return stdout;
}

describeInChromium('the page', () => {
  it.each([
    ['with data', page()],
    ['without data', page('not deployed')],
  ])(
    'draws every widget %s, and no script fails',
    (_, html) => {
      const dom = rendered(html);
      expect(/<body[^>]*>/.exec(dom)?.[0]).toBe(`<body data-drawn="${dashboard.widgets.length}">`);
      expect(dom.match(/<canvas/g)).toHaveLength(graphs.length);
      const titles = [...dom.matchAll(/<h3 class="">([^<]*)/g)].map(([, title]) => title);
      expect(titles).toEqual(['Alarms', ...graphs.map(({ properties }) => properties.title)]);
    },
    90_000,
  );

  it('tells states apart, and graphs without data', () => {
    const dom = rendered(page());
    expect(dom.match(/class="state alarm"/g)).toHaveLength(1);
    expect(dom.match(/>no data</g)?.length).toBeGreaterThanOrEqual(Math.floor(graphs.length / 2));
  }, 90_000);
});
