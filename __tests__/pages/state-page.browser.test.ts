import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { statePage } from '../../src/ops/state/state-page';
import { renderPage } from '../../src/pages/render-page';
import { accessibilityFaults } from '../support/axe';
import { describeInChromium } from '../support/chromium';
import { FakeBackend } from '../support/fake-backend';
import { drawn, pageOpener } from '../support/open-page';
import { statesShown } from '../support/state-pages';
import { stateText } from '../support/state-text';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

async function rows(page: Page): Promise<string[]> {
  await drawn(page);
  return page.locator('.group li a > bdi').allTextContents();
}

describeInChromium('the page of states', () => {
  const open = pageOpener();
  let html = '';
  beforeAll(async () => {
    html = renderPage('state', 'States', await statesShown());
  });

  it('runs no text of a state, asks the network for nothing and complains of nothing', async () => {
    const { page, requests, errors } = await open(html, { hash: '#dev/aws_dynamodb_table.odd' });
    await page.locator('.detail table').waitFor();
    expect({ requests, errors }).toEqual({ requests: [], errors: [] });
    expect(await page.evaluate('Object.keys(document.body.dataset)')).toEqual(['drawn']);
    expect(await page.locator('img').count()).toBe(0);
    // What turns a line round or hides in it is written out.
    const name = await page.locator('.detail tr', { hasText: 'name' }).first().innerText();
    expect(name).toContain('</script><img src=x onerror=');
    expect(name).toContain('\\u202ekcab\\u200b');
  });

  it('says first what is wrong, on top and at the stage', async () => {
    const { page } = await open(html, { hash: '#prod' });
    expect(await page.locator('.verdict').innerText()).toBe('To look at: prod');
    expect(await page.locator('nav a.wrong').allTextContents()).toEqual(['prod (to look at)']);
    expect(await page.locator('.problem').innerText()).toBe(
      'Locked by ann@elsewhere since 2025-11-22T10:00:00Z for OperationTypeApply (id 5d1c7c0e-3f0b-0d5e-9c4b-2f1f0a8f7b6d)',
    );
  });

  it('finds by address, type, name, ARN and value as one types', async () => {
    const { page } = await open(html);
    const search = page.getByLabel('Search in addresses');
    const finds = async (text: string): Promise<string[]> => {
      await search.fill('');
      await search.pressSequentially(text);
      return rows(page);
    };
    const all = [
      'aws_dynamodb_table.odd',
      'outputs',
      'aws_s3_bucket.images',
      'aws_ssm_parameter.key',
    ];
    expect(await rows(page)).toEqual(all);
    expect(await finds('S3_BUCKET.im')).toEqual(['aws_s3_bucket.images']);
    expect(await finds('dynamodb_table')).toEqual(['aws_dynamodb_table.odd']);
    expect(await finds('onerror')).toEqual(['aws_dynamodb_table.odd']);
    expect(await finds('arn:aws:s3:::images')).toEqual(['aws_s3_bucket.images']);
    expect(await finds('"allow"')).toEqual(['aws_s3_bucket.images']);
    expect(await finds('xneedle')).toEqual(['aws_dynamodb_table.odd']);
    expect(await finds('x.example')).toEqual(['outputs']);
    expect(await finds('second-secret')).toEqual([]);
    expect(await page.getByText('0 matches').count()).toBe(1);
  });

  it('filters by type and by what holds data', async () => {
    const { page } = await open(html);
    await page.getByLabel('Type').selectOption('aws_ssm_parameter');
    expect(await rows(page)).toEqual(['aws_ssm_parameter.key']);
    await page.getByLabel('Type').selectOption('');
    await page.getByLabel('holds data').check();
    expect(await rows(page)).toEqual(['aws_dynamodb_table.odd', 'aws_s3_bucket.images']);
  });

  it('opens a resource in the version that a link names, and the address bar follows', async () => {
    const { page } = await open(html, { hash: '#dev/aws_s3_bucket.images@11' });
    const bucket = page.locator('.detail tr', { hasText: /^bucket/ });
    expect(await bucket.innerText()).toContain('"old-images"');
    await page.getByRole('link', { name: 'aws_ssm_parameter.key' }).click();
    expect(new URL(page.url()).hash).toBe('#dev/aws_ssm_parameter.key@11');
    await page.getByRole('link', { name: 'Close' }).click();
    expect(new URL(page.url()).hash).toBe('#dev@11');
    await page.goBack();
    await page.getByRole('link', { name: 'prod' }).click();
    expect(new URL(page.url()).hash).toBe('#prod');
    await page.goBack();
    await drawn(page);
    expect(await page.locator('.detail h3 bdi').innerText()).toBe('aws_ssm_parameter.key');
  });

  it('says that it has no such stage, and shows nothing of another one for it', async () => {
    const { page } = await open(html, { hash: '#nope/aws_s3_bucket.images@11' });
    expect(await page.locator('.problem').first().innerText()).toBe('This file has no stage nope.');
    expect(new URL(page.url()).hash).toBe('#nope/aws_s3_bucket.images@11');
    expect(await page.locator('.detail').count()).toBe(0);
    expect(await page.getByText('as of serial').count()).toBe(0);
  });

  it.each([
    ['#dev/aws_s3_bucket.images', '.detail', 'aws_s3_bucket.images Copy'],
    [
      '#dev@12..13',
      '.comparing',
      'serial 12, 2025-11-22 10:02:00 UTC → serial 13, 2025-11-22 10:03:00 UTC',
    ],
  ])('brings in sight what a link names: %s', async (hash, part, heading) => {
    const { page } = await open(html, { hash, viewport: { width: 1400, height: 700 } });
    expect(oneLine(await page.locator(':focus').innerText())).toBe(heading);
    const { y = -1, height = 0 } = (await page.locator(part).boundingBox()) ?? {};
    expect(y).toBeGreaterThanOrEqual(0);
    // All of it, or as much as the window has room for.
    expect(Math.min(y + height, 700) - y).toBeGreaterThan(Math.min(height, 700) - 2);
  });

  it('leads from what a version has removed to the last one that had it', async () => {
    const named = (address: string) => ({ address, attributes: {} });
    const [kept, gone] = [named('aws_s3_bucket.kept'), named('aws_s3_bucket.gone')];
    const fake = new FakeBackend()
      .add('dev', { id: 'v1', text: stateText({ serial: 1, resources: [kept, gone] }) })
      .add('dev', { id: 'v2', text: stateText({ serial: 2, resources: [kept] }) });
    const data = await statePage(fake.context(), { stages: ['dev'], versions: 20 });
    const { page } = await open(renderPage('state', 'States', data), { hash: '#dev@2' });
    await page.getByText('1 removed', { exact: true }).click();
    await page.locator('.history').getByRole('link', { name: 'aws_s3_bucket.gone' }).click();
    expect(new URL(page.url()).hash).toBe('#dev/aws_s3_bucket.gone@1');
    await drawn(page);
    expect(await page.locator('.detail table').count()).toBe(1);
  });

  it('leads from a box of the diagram to its resource', async () => {
    const { page } = await open(html);
    await page.locator('.map a', { hasText: 'images' }).click();
    expect(new URL(page.url()).hash).toBe('#dev/aws_s3_bucket.images');
    await page.locator('.detail h3', { hasText: 'aws_s3_bucket.images' }).waitFor();
  });

  it('compares any two versions, attribute by attribute', async () => {
    const { page } = await open(html);
    await page.getByText('History: 3 versions').click();
    await page.getByRole('combobox', { name: 'Compare' }).selectOption('11');
    expect(new URL(page.url()).hash).toBe('#dev@11..13');
    await drawn(page);
    const changes = await page.locator('.comparing details').allInnerTexts();
    const [table = '', bucket = '', parameter = '', outputs = ''] = changes.map(oneLine);
    expect(changes).toHaveLength(4);
    expect(table).toContain('add aws_dynamodb_table.odd');
    expect(bucket).toContain('bucket "old-images" "images"');
    expect(bucket).toContain('tags.team not set "b"');
    // That it is another one, and no more.
    expect(parameter).toContain('value (sensitive) (sensitive)');
    expect(outputs).toContain('url not set "https://x.example"');
  });

  it('tells for each version what was added, changed and removed', async () => {
    const { page } = await open(html, { hash: '#dev@12' });
    const entries = await page.locator('.history ol > li').allInnerTexts();
    expect(entries.map(oneLine)).toEqual([
      'serial 13, 2025-11-22 10:03:00 UTC current compare with the one before 1 added, 1 changed',
      'serial 12, 2025-11-22 10:02:00 UTC compare with the one before 2 changed',
      'serial 11, 2025-11-22 10:01:00 UTC 2 added',
    ]);
  });

  it('copies a value', async () => {
    const { page } = await open(html, {
      hash: '#dev/aws_s3_bucket.images',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('button', { name: 'Copy policy' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      '{"Statement":[{"Effect":"Allow"}]}',
    );
  });

  it('shows a megabyte in part, and all of it to who asks', async () => {
    const { page } = await open(html, { hash: '#dev/aws_dynamodb_table.odd' });
    const large = page.locator('.detail tr', { hasText: /^large/ });
    expect((await large.innerText()).length).toBeLessThan(500);
    await large.getByRole('button', { name: 'Show all 1,000,008 characters' }).click();
    await drawn(page);
    expect((await large.locator('code').innerText()).length).toBe(1_000_008);
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await open(html);
    await page.keyboard.press('/');
    await page.keyboard.type('ssm_parameter');
    // The type, the box of "holds data", then what was found.
    for (const _ of [1, 2, 3]) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await drawn(page);
    expect(await page.locator('.detail h3 bdi').innerText()).toBe('aws_ssm_parameter.key');
    const focused = page.locator(':focus');
    expect(await focused.innerText()).toContain('aws_ssm_parameter.key');
  });

  it.each([
    ['#dev/aws_s3_bucket.images@12', 1400, 'light'],
    ['#dev@11..13', 390, 'dark'],
    ['#prod', 390, 'light'],
    ['#dev/aws_s3_bucket.images', 1400, 'dark'],
  ] as const)('has nothing that axe finds: %s, %s px, %s', async (hash, width, colorScheme) => {
    const { page } = await open(html, { hash, viewport: { width, height: 900 }, colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('draws the first of 2,000 resources, all to who asks, and finds the last', async () => {
    const many = stateText({
      resources: Array.from({ length: 2000 }, (_, index) => ({
        address: `aws_ssm_parameter.p${index}`,
        attributes: { name: `/p/${index}` },
      })),
    });
    const fake = new FakeBackend().add('dev', { id: 'v', text: many });
    const data = await statePage(fake.context(), { stages: ['dev'], versions: 1 });
    const { page } = await open(renderPage('state', 'States', data));
    expect(await page.locator('.group li').count()).toBe(100);
    await page.getByLabel('Search in addresses').fill('/p/1999');
    expect(await rows(page)).toEqual(['aws_ssm_parameter.p1999']);
    await page.getByLabel('Search in addresses').fill('');
    await page.getByRole('button', { name: 'Show the other 1901' }).click();
    await drawn(page);
    expect(await page.locator('.group li').count()).toBe(2001);
  });
});
