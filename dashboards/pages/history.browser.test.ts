import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RouteHistory } from '../../evidence/history/route-history.js';
import { hasBrowser, serveFake, shots, useBrowser, violations } from '../browser.cases.js';
import type { Listening } from '../serve.js';

const path = '/routes/customer-overview';

describe.skipIf(!hasBrowser)('the history of a route, drawn', () => {
  const browser = useBrowser();
  let server: Listening;
  let base: string;

  beforeAll(async () => {
    ({ server, base } = await serveFake());
  });
  beforeEach(() => void browser.takeComplaints());
  afterAll(() => server?.close());

  async function open(where = path, width = 1200, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(base + where);
    return page;
  }
  /** How many pixels of a plot are of other than the ground, and of how many colours. */
  const painted = (page: Page, plot: string): Promise<{ pixels: number; colours: number }> =>
    page.locator(`.plot.${plot} canvas`).evaluate((one) => {
      const canvas = one as unknown as {
        width: number;
        height: number;
        getContext(kind: '2d'): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8Array };
        };
      };
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const found = new Map<number, number>();
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] !== 255) continue;
        const rgb = (data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!;
        found.set(rgb, (found.get(rgb) ?? 0) + 1);
      }
      const pixels = [...found.values()].reduce((sum, n) => sum + n, 0);
      return { pixels, colours: [...found.values()].filter((n) => n > 40).length };
    });
  const key = (page: Page, name: string) => page.locator(`[data-key="${name}"]`).innerText();

  it.each([360, 1200, 2560])(
    'draws both plots at %i px, in light and dark, and axe finds nothing',
    async (width) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await open(path, width, colorScheme);
        await page.locator('.marker').first().waitFor();
        for (const plot of ['rate', 'sides']) {
          const { pixels, colours } = await painted(page, plot);
          expect(pixels).toBeGreaterThan(1_000);
          expect(colours).toBeGreaterThan(2);
        }
        await page
          .locator('#history')
          .screenshot({ path: join(shots, `history-${colorScheme}-${width}.png`) });
        const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(wider)).toBe(0);
        expect(await violations(page)).toEqual([]);
        await page.close();
      }
      expect(browser.takeComplaints()).toEqual([]);
    },
  );

  it('takes its colours from the page, and changes them with it', async () => {
    const page = await open();
    await page.locator('.marker').first().waitFor();
    const ink = () =>
      page
        .locator('.plot.rate canvas')
        .evaluate((one) => (one as unknown as { toDataURL(): string }).toDataURL());
    const light = await ink();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(ink).not.toBe(light);
    await page.close();
  });

  it('reaches each change by the keyboard: one stop, arrows between, and its row is told', async () => {
    const page = await open();
    const markers = page.locator('.marker');
    await markers.first().waitFor();
    expect(await markers.evaluateAll((all) => all.filter((one) => one.tabIndex === 0).length)).toBe(1);
    await page.locator('.marker[tabindex="0"]').focus();
    await page.keyboard.press('Home');
    const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
    expect(await focused()).toBe('shadow → split 1 % at 14:12:00 UTC');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toMatch(/rolled back: split 1 % → shadow at 14:33:00 UTC/);
    await page.keyboard.press('Enter');
    expect(await page.locator('#change-4 button').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('#change-3 button').getAttribute('aria-pressed')).toBe('false');
    expect(await focused()).toMatch(/rolled back/);
    await page.keyboard.press('Enter');
    expect(await page.locator('#change-4 button').getAttribute('aria-pressed')).toBe('false');
    await page.close();
  });

  it('shows a change of the list in the chart, with what was measured there', async () => {
    const page = await open();
    await page.locator('.marker').first().waitFor();
    await page.getByRole('button', { name: 'Show in the chart: shadow → split 5 % at 14:42:00 UTC' }).click();
    expect(await page.locator('.marker[aria-pressed="true"]').getAttribute('data-ids')).toBe('6');
    expect(await key(page, 'when')).toBe('11-20 14:42:00 UTC');
    expect(await key(page, 'threshold')).toBe('0.1\u00a0%');
    expect(await key(page, 'legacy')).toMatch(/ms$/);
    await page.locator('#history').screenshot({ path: join(shots, 'history-chosen.png') });
    await page.close();
  });

  it('says in words and in a table what it draws, and the sums are the same', async () => {
    const page = await open();
    await page.locator('.marker').first().waitFor();
    const told = (await (
      await page.request.get(`${base}/api/v1${path}/history?last=1h`)
    ).json()) as RouteHistory;
    const sum = told.points.reduce((all, { compared }) => all + compared, 0);
    expect(sum).toBeGreaterThan(0);
    await page.getByText('The same as a table, in steps of 1 m').click();
    const rows = page.locator('#history-points tbody tr');
    const cells = await rows.first().locator('td').allInnerTexts();
    expect(cells.slice(5, 9)).toEqual([
      await key(page, 'rate'),
      await key(page, 'interval'),
      await key(page, 'legacy'),
      await key(page, 'candidate'),
    ]);
    expect(await page.locator('#history-words').innerText()).toMatch(
      /The dial went from shadow to split 5.%: raised twice, lowered once\..*The mismatch rate is 0\.068.%.*p95 of a step: legacy .*.ms to .*Nothing was written for 3.m/,
    );
    await page.close();
  });

  it('goes back as far as its links say, which need no script', async () => {
    const page = await open();
    await page.getByRole('link', { name: '1 day' }).click();
    await page.locator('.marker').first().waitFor();
    expect(page.url()).toContain('?last=1d#history');
    expect(await page.locator('.past [aria-current]').innerText()).toBe('1 day');
    await page.getByText('The same as a table, in steps of 30 m').waitFor();
    expect(await page.locator('.marker').count()).toBe(1);
    expect(await page.locator('.marker').getAttribute('aria-label')).toMatch(
      /^4 changes: shadow → split 1 %/,
    );
    await page.close();
  });

  it('reads the past again when the page hears of changes, and never more often than a point can have come', async () => {
    const page = await browser.context.newPage();
    await page.clock.install();
    let reads = 0;
    await page.route('**/history?*', async (asked) => {
      reads += 1;
      await asked.continue();
    });
    await page.goto(base + path);
    await page.clock.runFor(1);
    await page.locator('.marker').first().waitFor();
    const hear = () => page.evaluate("document.dispatchEvent(new Event('banyan:changed'))");
    await hear();
    await page.clock.runFor(5_000);
    await hear();
    expect(reads).toBe(1);
    await page.clock.runFor(5_000);
    await expect.poll(() => reads).toBe(2);
    await page.close();
  });

  it('goes on showing what it drew when Banyan does not answer, and says so', async () => {
    const page = await browser.context.newPage();
    await page.clock.install();
    await page.goto(base + path);
    await page.clock.runFor(1);
    await page.locator('.marker').first().waitFor();
    await page.route('**/history?*', (asked) => asked.abort());
    await page.evaluate("document.dispatchEvent(new Event('banyan:changed'))");
    await page.clock.runFor(10_000);
    await page.getByText('The chart is out of date: Banyan did not answer').waitFor();
    expect(await page.locator('.marker').count()).toBe(3);
    await page.close();
  });

  it('teaches while nothing is measured, and draws when something is', async () => {
    const page = await open('/routes/order-tracking');
    await page.getByText('Nothing measured yet: a point is written every 10 s').waitFor();
    expect(await page.locator('#history-chart').isVisible()).toBe(false);
    expect(browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it('is words and tables without a script', async () => {
    const bare = await browser.context.browser()!.newContext({ javaScriptEnabled: false });
    const page = await bare.newPage();
    await page.goto(base + path);
    expect(await page.locator('#history-chart').isVisible()).toBe(false);
    expect(await page.locator('#history-words').isVisible()).toBe(true);
    expect(await page.locator('.find').first().isVisible()).toBe(false);
    expect(await page.locator('#change-4').innerText()).toContain('▼');
    await bare.close();
  });
});
