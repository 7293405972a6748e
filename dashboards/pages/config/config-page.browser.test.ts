import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, serveFake, useBrowser } from '../../browser.cases.js';
import type { FakeDesk } from '../../fake-desk.cases.js';
import { quietNews, refusedNews } from '../../fake-rows.cases.js';
import type { Listening } from '../../serve.js';

const effective = quietNews.effective.replace(/ {4}headers:\n.*\n/, '');

describe.skipIf(!hasBrowser)('the page of the configuration in a browser', () => {
  const browser = useBrowser();
  let desk: FakeDesk;
  let server: Listening;
  let base: string;
  let news = { ...quietNews, effective };

  beforeAll(async () => {
    ({ server, desk, base } = await serveFake({ config: () => news }));
  });
  afterAll(() => server?.close());

  it('copies what is in force as it is, without the numbers of its lines', async () => {
    const page = await browser.open(`${base}/config`);
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(effective);
    const marked = await page.locator('.numbered').innerText();
    expect(marked.trimEnd()).toBe(effective.trimEnd());
    await page.close();
  });

  it('leads to where a route begins, and to its page', async () => {
    const page = await browser.open(`${base}/config`, { width: 1280, height: 300 });
    await page.getByRole('link', { name: 'order-tracking', exact: true }).click();
    expect(page.url()).toBe(`${base}/config#route-order-tracking`);
    const begins = page.locator('.row:target');
    expect(await begins.innerText()).toContain('order-tracking:');
    const place = await begins.boundingBox();
    expect(place?.y).toBeLessThan(300);
    await page.getByRole('link', { name: 'page of order-tracking' }).click();
    await page.getByRole('heading', { level: 1, name: 'order-tracking' }).waitFor();
    await page.close();
  });

  it('reads without a script, and offers nothing that would need one', async () => {
    const page = await browser.context.newPage();
    await page.route('**/*.js', (route) => route.abort());
    await page.goto(`${base}/config`);
    expect(await page.locator('.numbered').innerText()).toContain('drain: 30s');
    expect(await page.getByRole('button', { name: 'Copy' }).isVisible()).toBe(false);
    browser.takeComplaints(); // The browser tells each script that it was refused.
    await page.close();
  });

  it('tells of a refusal while somebody looks, and what is in force anew once it is mended', async () => {
    const page = await browser.open(`${base}/config`);
    await page.locator('#live').getByText('live').waitFor();
    news = { ...refusedNews, effective };
    desk.changed();
    await page.getByText('banyan.yaml:12:5').waitFor();
    expect(await page.locator('.numbered').innerText()).toContain('drain: 30s');
    news = { ...quietNews, effective: effective.replace('30s # default', '5s') };
    desk.changed();
    await page.getByText('drain: 5s').waitFor();
    expect(await page.getByText('banyan.yaml:12:5').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Copy' }).isVisible()).toBe(true);
    expect(browser.takeComplaints()).toEqual([]);
    await page.close();
  });
});
