import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, overflow, serveFake, shots, useBrowser, violations } from './browser.cases.js';
import type { FakeDesk } from './fake-desk.cases.js';
import { quietNews, refusedNews } from './fake-rows.cases.js';
import type { Listening } from './serve.js';

describe.skipIf(!hasBrowser)('in a browser', () => {
  const browser = useBrowser();
  let desk: FakeDesk;
  let server: Listening;
  let base: string;
  let news = quietNews;

  beforeAll(async () => {
    ({ server, desk, base } = await serveFake({ config: () => news }));
  });
  afterAll(() => server?.close());

  const open = (path: string, size?: { width: number; height: number }): Promise<Page> =>
    browser.open(base + path, size);
  const isLive = (page: Page): Promise<void> => page.locator('#live').getByText('live').waitFor();

  it('shows suggestions, copies one, tries it, and says what is wrong with rules', async () => {
    const page = await open('/routes/customer-overview');
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const first = page.locator('.suggestion').first();
    await first.getByText('this forgives a difference that clients would see').waitFor();
    await first.getByRole('button', { name: 'Copy' }).click();
    await first.getByText('Copied.').waitFor();
    const yaml = 'numbers:\n  $.orders[*].total: { absolute: 0.01 }\n';
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(yaml);

    await page.getByLabel('Rules to try').fill('{ "numbers": { "$.total": { "absolute": 0.01 } } }');
    await page.getByRole('button', { name: 'Try on kept pairs' }).click();
    const result = page.locator('#preview [data-result]');
    await result.getByText('79 would match, 40 do now.').waitFor();
    expect(await result.innerText()).toContain('\\u202e');
    await page.screenshot({ path: join(shots, 'suggestions-tried.png'), fullPage: true });

    await first.getByRole('button', { name: 'Try' }).click();
    await result.getByText('2:3 rules.numbers.$.total: expected { absolute: 0.01 }').waitFor();
    expect(browser.takeComplaints().filter((text) => !text.includes('422'))).toEqual([]);
    await page.close();
  });

  it('says that a changed banyan.yaml was not taken, and no more when it is', async () => {
    const page = await open('/');
    await isLive(page);
    news = refusedNews;
    desk.changed();
    const notice = page.locator('#configuration');
    await notice.getByText('was changed at 2026-07-01 09:30:00\u00a0UTC but not taken').waitFor();
    expect(await notice.innerText()).toMatch(
      /What was read at 2026-07-01 08:00:00.UTC still serves\..*banyan\.yaml:12:5 routes\.x\.legacy names/s,
    );
    news = quietNews;
    desk.changed();
    await notice.getByText('but not taken').waitFor({ state: 'detached' });
    await page.close();
  });

  it('follows changes that somebody else makes', async () => {
    const page = await open('/');
    await isLive(page);
    const request = { action: 'turn', share: 0.5, reason: 'from a terminal' } as const;
    await desk.turnDial('order-tracking', request, { name: 'somebody', role: 'operator' });
    await page.getByText('“from a terminal”').waitFor();
    await page.close();
  });

  it('offers what a rollback waits for when it happens', async () => {
    const page = await open('/routes/customer-overview');
    await isLive(page);
    const acknowledge = page.getByRole('link', { name: 'Acknowledge the rollback' });
    expect(await acknowledge.count()).toBe(0);
    const card = desk.route.bind(desk);
    desk.route = (name) => {
      const now = card(name);
      const at = '2026-11-20T15:00:00.000Z';
      const seen = { candidate: null, acknowledged: false, latched: false };
      return now && { ...now, rolledBack: { at, why: 'it broke', automatic: true, ...seen } };
    };
    desk.changed();
    await acknowledge.waitFor();
    desk.route = card;
    await page.close();
  });

  it('leaves what somebody reads in place while numbers change beside it', async () => {
    const page = await open('/routes/customer-overview');
    await isLive(page);
    await page.getByText('1 pattern fixed').click();
    await page.getByLabel('Rules to try').fill('half a rule');
    await page.evaluate('getSelection().selectAllChildren(document.querySelector("h1"))');
    const card = desk.route.bind(desk);
    desk.route = (name) => {
      const now = card(name);
      return now && { ...now, requests: 77_777 };
    };
    desk.changed();
    await page.getByText('77,777').first().waitFor();
    expect(await page.getByText('$.loyalty.tier').isVisible()).toBe(true);
    expect(await page.getByLabel('Rules to try').inputValue()).toBe('half a rule');
    expect(await page.evaluate('getSelection().toString()')).toBe('customer-overview');
    desk.route = card;
    await page.close();
  });

  it('says since when it is out of date, and follows again once Banyan is back', async () => {
    const other = await serveFake();
    const page = await browser.open(other.base);
    await isLive(page);
    const { port } = other.server;
    await other.server.close();
    await page.locator('#live').getByText('out of date since').waitFor();
    const again = await serveFake({}, port);
    await isLive(page);
    const request = { action: 'turn', share: 0.5, reason: 'after the restart' } as const;
    await again.desk.turnDial('order-tracking', request, { name: 'somebody', role: 'operator' });
    await page.getByText('“after the restart”').waitFor();
    browser.takeComplaints(); // The browser tells each connection that it was refused.
    await page.close();
    await again.server.close();
  });

  it('opens an entry of the audit beside the list, with what it froze', async () => {
    const page = await open('/audit');
    await page.getByRole('link', { name: 'entry 7' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('4,410 entities compared').waitFor();
    expect(await drawer.innerText()).toContain('\\u202e');
    await page.screenshot({ path: join(shots, 'entry-beside.png') });
    expect(await violations(page)).toEqual([]);
    expect(browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it('tells who turned the dial in full at 390 px, without scrolling sideways', async () => {
    const page = await open('/routes/customer-overview', { width: 390, height: 844 });
    const table = page.locator('#audit-now .scroll');
    expect(await table.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    await table.screenshot({ path: join(shots, 'audit-390.png') });
    await page.close();
  });

  it('shows what is fixed apart from what differs, and leaves it open while the page follows changes', async () => {
    const page = await open('/routes/customer-overview');
    await isLive(page);
    const state = (pattern: string) => page.getByRole('row', { name: pattern }).locator('.state').innerText();
    expect(await state('$.orders[*].total')).toBe('new');
    expect(await page.getByText('$.loyalty.tier').isVisible()).toBe(false);
    await page.getByText('1 pattern fixed').click();
    expect(await state('$.loyalty.tier')).toBe('fixed');
    await page.locator('#fields-now').screenshot({ path: join(shots, 'fixed.png') });
    const fields = desk.fields.bind(desk);
    desk.fields = (route) => fields(route).filter(({ pattern }) => pattern !== '$.generatedAt');
    desk.changed();
    await page.locator('#fields-now').getByText('$.generatedAt').waitFor({ state: 'detached' });
    expect(await page.getByText('$.loyalty.tier').isVisible()).toBe(true);
    desk.fields = (route) => fields(route).filter(({ state }) => state === 'fixed');
    desk.changed();
    await page.getByText('Nothing differs any more.').waitFor();
    desk.fields = fields;
    await page.close();
  });

  it('keeps a stranger’s payload inert', async () => {
    for (const path of ['/samples/s2', '/routes/customer-overview']) {
      const page = await open(path);
      expect(await page.locator('main img, main script').count()).toBe(0);
      expect(await page.title()).not.toBe('1');
      expect(await page.locator('main').innerText()).toContain('\\u202e');
      expect(await page.content()).not.toContain('\u202E');
      await page.close();
    }
  });

  const paths = {
    routes: '/',
    route: '/routes/customer-overview',
    quiet: '/routes/order-tracking',
    turn: '/routes/customer-overview/turn?to=25%25',
    forced: '/routes/customer-overview/turn?to=25%25&force=yes',
    menu: '/routes/customer-overview/turn',
    suggestions: '/routes/customer-overview/suggestions',
    audit: '/audit',
    upstreams: '/upstreams',
    entry: '/audit/7',
    config: '/config',
    unconfigured: '/config?',
    sample: '/samples/s1',
    hostile: '/samples/s2',
    failed: '/samples/s3',
    lost: '/routes/nobody',
    refused: '/?',
  };

  it.each(Object.entries(paths))(
    '%s (%s) has no axe violation in light or dark, and fits 360 px',
    async (name, path) => {
      news = name === 'refused' || name === 'unconfigured' ? refusedNews : quietNews;
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 360]) {
          const page = await open(path, { width, height: 900 });
          // A colour on its way to another is neither.
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect(await violations(page)).toEqual([]);
          expect(await overflow(page)).toBe(0);
          await page.screenshot({ path: join(shots, `${name}-${colorScheme}-${width}.png`), fullPage: true });
          await page.close();
        }
      }
      expect(browser.takeComplaints().filter((text) => !(name === 'lost' && text.includes('404')))).toEqual(
        [],
      );
    },
  );
});
