import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { drawPlanPage, planPage } from '../../src/ops/plan/draw-plan-page';
import type { TerraformPlan } from '../../src/terraform/plan/terraform-plan';
import { accessibilityFaults } from '../support/axe';
import { describeInChromium } from '../support/chromium';
import { drawn, HOSTILE, pageOpener } from '../support/open-page';
import { SECRETS } from '../support/plans/configurations';
import { fixture, FIXTURES, reportOf } from '../support/plans/goldens';
import { temporaryDirectory, write } from '../support/temporary';

/** A folder as cdktf leaves it, with a table and a bucket in the code. */
function stackFolder(): string {
  const folder = temporaryDirectory();
  const resource = {
    aws_dynamodb_table: { images: { name: 'images' } },
    aws_s3_bucket: { kept: { bucket: 'kept' } },
  };
  write(folder, 'cdk.tf.json', JSON.stringify({ resource }));
  return folder;
}

const html = (plan: TerraformPlan, given: Parameters<typeof reportOf>[1] = {}): Promise<string> =>
  drawPlanPage(reportOf(plan, given), stackFolder());

const shownText = async (plan: TerraformPlan, given: Parameters<typeof reportOf>[1] = {}) =>
  JSON.stringify(
    await planPage(reportOf(plan, given), { stack: 's', protection: 'disposable', blocks: [] }),
  );

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

describe('the page of a plan', () => {
  it.each(FIXTURES)('holds no secret: %s', async (name) => {
    const text = await shownText(fixture(name));
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it.each(['in-place', 'replace-table', 'drift', 'import', 'destroy'] as const)(
    'holds names only where values are not to be shown: %s',
    async (name) => {
      expect(await shownText(fixture(name), { values: 'none' })).not.toContain('plan-test');
    },
  );

  it('says where no code lies beside the plan what changes, and draws that', async () => {
    const text = await drawPlanPage(reportOf(fixture('replace-table')), temporaryDirectory());
    expect(text).toContain('\\u003ca href=\\"#aws_dynamodb_table.images\\" class=\\"replace\\">');
  });
});

describe('what the page of a plan shows', () => {
  const shown = (name: (typeof FIXTURES)[number], allowed: readonly string[] = []) =>
    planPage(reportOf(fixture(name), { allowed }), {
      stack: 's',
      protection: 'disposable',
      blocks: [],
    });

  it('refuses what the gate refuses', async () => {
    expect(await shown('replace-table')).toMatchObject({
      verdict: { tone: 'alarm', text: 'Refused: it would lose data' },
      losses: [
        {
          address: 'aws_dynamodb_table.images',
          isAllowed: false,
          option: '--allow-destroy aws_dynamodb_table.images',
        },
      ],
    });
    expect(await shown('replace-table', ['aws_dynamodb_table.images'])).toMatchObject({
      verdict: { tone: 'unsure', text: 'Changes; data lost' },
      losses: [{ isAllowed: true }],
    });
    expect((await shown('no-change')).verdict).toEqual({ tone: 'ok', text: 'Nothing to do' });
    expect((await shown('in-place')).verdict.text).toBe('Changes, no data lost');
  });
});

describe('what the page of a plan says of costs', () => {
  const page = (name: (typeof FIXTURES)[number]) =>
    planPage(reportOf(fixture(name)), { stack: 's', protection: 'disposable', blocks: [] });

  it('is what is added in all, and by each resource', async () => {
    const { cost, changes } = await page('costs');
    expect(cost).toBe(
      'Fixed monthly cost: $17.90 added (list prices of us-east-1; what is used comes on top)',
    );
    const notes = changes.flatMap(({ address, notes: said }) =>
      said.map((note) => [address, note]),
    );
    expect(notes).toEqual([
      ['aws_cloudwatch_dashboard.stage', 'Fixed cost: +$3.00 a month.'],
      ['aws_cloudwatch_metric_alarm.errors', 'Fixed cost: +$0.20 a month.'],
      ['aws_cloudwatch_metric_alarm.throttles', 'Fixed cost: +$0.10 a month.'],
      ['aws_vpc_endpoint.sqs', 'Fixed cost: +$14.60 a month.'],
    ]);
  });

  it('is nothing where nothing changes', async () => {
    expect(await page('in-place')).toMatchObject({ cost: '' });
  });
});

describeInChromium('the page of a plan', () => {
  const open = pageOpener();
  let replacing = '';
  beforeAll(async () => {
    replacing = await html(fixture('replace-table'));
  });

  const change = (page: Page, address: string) =>
    page.locator('details.change', { hasText: address });

  it('shows what is lost, why, and old and new side by side', async () => {
    const { page, requests, errors } = await open(replacing);
    expect(await page.locator('.verdict').innerText()).toBe('Refused: it would lose data');
    expect(oneLine(await page.locator('.problem').innerText())).toContain(
      'Refused without --allow-destroy aws_dynamodb_table.images',
    );
    const table = change(page, 'aws_dynamodb_table.images');
    expect(await table.locator('.badge').innerText()).toBe('replace');
    const text = oneLine(await table.innerText());
    expect(text).toContain('it cannot be changed in place');
    expect(text).toContain('hash_key (forces replacement)');
    expect(text).toContain('Known only after apply: ');
    expect({ requests, errors }).toEqual({ requests: [], errors: [] });
  });

  it('says what is added to the fixed costs', async () => {
    const { page } = await open(await html(fixture('costs')));
    expect(await page.locator('section[aria-label="Summary"]').innerText()).toContain(
      'Fixed monthly cost: $17.90 added',
    );
  });

  it('colours what changes in the diagram, and leads from there to it', async () => {
    const { page } = await open(replacing);
    const box = page.locator('.map a');
    expect(await box.count()).toBe(1);
    expect(await box.getAttribute('class')).toBe('replace');
    expect(oneLine((await box.textContent()) ?? '')).toContain('1 to replace');
    expect(await page.locator('.map svg').textContent()).toContain('kept');
    // As large as it was drawn, not as the window.
    expect((await page.locator('.map svg').boundingBox())?.width).toBe(
      Number(await page.locator('.map svg').getAttribute('width')),
    );
    await box.click();
    expect(new URL(page.url()).hash).toBe('#aws_dynamodb_table.images');
    // Until then the box that was clicked has the focus.
    await drawn(page);
    expect(await page.locator(':focus').innerText()).toBe('replace aws_dynamodb_table.images');
  });

  it('keeps apart what was changed by hand', async () => {
    const { page } = await open(await html(fixture('drift')));
    const text = oneLine(await page.locator('section.drift').innerText());
    expect(text).toContain('Known to Terraform Found in AWS');
    expect(await page.locator('section.drift details.change').count()).toBeGreaterThan(0);
  });

  const many = (): Promise<string> => {
    const [template] = fixture('create').resource_changes ?? [];
    if (template === undefined) throw new Error('the fixture has no change');
    const resource_changes = Array.from({ length: 30 }, (_, index) => ({
      ...template,
      address: `aws_dynamodb_table.t["${index}"]`,
    }));
    return html({ ...fixture('create'), resource_changes });
  };

  it('finds among many, and opens what a link names', async () => {
    const hash = `#${encodeURIComponent('aws_dynamodb_table.t["7"]')}`;
    const { page } = await open(await many(), { hash });
    const changes = page.getByRole('region', { name: 'Changes' });
    expect(await changes.locator('details[open] summary').allInnerTexts()).toEqual([
      'add aws_dynamodb_table.t["7"]',
    ]);
    await page.getByLabel('Search').fill('t["29');
    await drawn(page);
    expect(await changes.locator('summary').allInnerTexts()).toEqual([
      'add aws_dynamodb_table.t["29"]',
    ]);
  });

  it('stays at the search while one types, although a link was followed', async () => {
    const { page } = await open(await many(), {
      hash: `#${encodeURIComponent('aws_dynamodb_table.t["25"]')}`,
      viewport: { width: 1400, height: 400 },
    });
    await page.getByLabel('Search').pressSequentially('t["2');
    await page.getByText('11 changes').waitFor();
    expect(await page.evaluate('search.getBoundingClientRect().top')).toBeGreaterThanOrEqual(0);
  });

  it('has every change unfolded on paper', async () => {
    const { page } = await open(await many());
    const last = page.getByRole('region', { name: 'Changes' }).locator('.change').last();
    expect(await last.innerText()).not.toContain('retention_in_days');
    await page.emulateMedia({ media: 'print' });
    expect(await last.innerText()).toContain('retention_in_days');
  });

  it('runs no text of a plan', async () => {
    const plan = JSON.parse(
      JSON.stringify(fixture('in-place')).replaceAll(
        'plan-test',
        JSON.stringify(HOSTILE).slice(1, -1),
      ),
    ) as TerraformPlan;
    const { page, errors } = await open(await html(plan));
    expect(await page.locator('main').innerText()).toContain('<img src=x onerror=');
    expect(await page.evaluate('Object.keys(document.body.dataset)')).toEqual(['drawn']);
    expect(errors).toEqual([]);
  });

  it.each([
    [1400, 'light'],
    [390, 'dark'],
  ] as const)('has nothing that axe finds: %s px, %s', async (width, colorScheme) => {
    const { page } = await open(replacing, { viewport: { width, height: 900 }, colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
