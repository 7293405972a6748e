import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, serveFake, useBrowser, violations } from './browser.cases.js';
import type { Listening } from './serve.js';

describe.skipIf(!hasBrowser)('what opens beside a page', () => {
  const browser = useBrowser();
  let server: Listening;
  let base: string;
  beforeAll(async () => {
    ({ server, base } = await serveFake());
  });
  afterAll(() => server?.close());

  it('opens once, however quickly somebody presses', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    await page.locator('#live').getByText('live').waitFor();
    await page.locator('a[data-drawer][href^="/samples/"]').first().dblclick();
    await page.waitForSelector('#drawer[open] [data-drawer-part]');
    expect(page.url()).toBe(`${base}/routes/customer-overview`);
    await page.close();
  });

  it('is what was asked for last, whichever answer comes first', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    await page.locator('#live').getByText('live').waitFor();
    let asked = 0;
    await page.route('**/samples/**', async (route) => {
      if (asked++ === 0) await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue().catch(() => undefined);
    });
    const last = await page.evaluate(`(() => {
      const links = [...document.querySelectorAll('a[data-drawer][href^="/samples/"]')];
      const other = links.find(({ href }) => href !== links[0].href);
      links[0].click();
      other.click();
      return other.href;
    })()`);
    await page.waitForSelector('#drawer[open] [data-drawer-part]');
    await page.waitForTimeout(700);
    expect(await page.getAttribute('#drawer-page', 'href')).toBe(last);
    expect(page.url()).toBe(`${base}/routes/customer-overview`);
    await page.close();
  });

  it('shares no name with the page behind it: each part is named by its own', async () => {
    const page = await browser.open(`${base}/samples/s1`);
    await page.locator('a[data-drawer][href^="/samples/"]').first().click();
    await page.waitForSelector('#drawer[open] [data-drawer-part]');
    const found = await page.evaluate(`(() => {
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
      const named = [...document.querySelectorAll('#drawer [aria-labelledby]')];
      return {
        twice: ids.filter((id, i) => ids.indexOf(id) !== i),
        named: named.length > 3,
        elsewhere: named.filter((one) => !document.getElementById(one.getAttribute('aria-labelledby'))?.closest('#drawer')).length,
      };
    })()`);
    expect(found).toEqual({ twice: [], named: true, elsewhere: 0 });
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});
