import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboard } from './app.js';
import { createFakeDesk, type FakeDesk } from './fake-desk.cases.js';
import { quietNews, refusedNews } from './fake-rows.cases.js';
import { fakeReadRules } from './fake-rules.cases.js';
import type { DashboardParts } from './parts.js';
import { createMetrics } from './metrics/metrics.js';
import { type Listening, listen } from './serve.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const present = existsSync(executablePath);
if (!present) {
  process.stderr.write(
    `SKIPPED: the pages were not looked at in a browser, for there is none at ${executablePath}.\n`,
  );
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env['SHOTS'] ?? join(tmpdir(), 'shots');

describe.skipIf(!present)('in a browser', () => {
  const profile = mkdtempSync(join(tmpdir(), 'banyan-chromium-'));
  let browser: BrowserContext;
  let desk: FakeDesk;
  let server: Listening;
  let base: string;
  const complaints: string[] = [];
  let news = quietNews;

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    ({ server, desk } = await serve([], () => news));
    base = `http://127.0.0.1:${server.port}`;
    browser = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      // axe is handed to the page by the test; the policy stays as strict as it is for people.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    browser.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    browser.on('weberror', (error) => complaints.push(String(error.error())));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  async function open(path: string, size = { width: 1280, height: 900 }): Promise<Page> {
    const page = await browser.newPage();
    await page.setViewportSize(size);
    await page.goto(base + path);
    return page;
  }

  it('goes from the routes to a route, turns its dial with a reason, and sees the change', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'customer-overview' }).click();
    await page.getByLabel('Turn to').fill('25%');
    await page.getByRole('button', { name: 'Turn', exact: true }).click();
    expect(desk.asked).toEqual([]); // the browser itself asks for the reason
    await page.getByLabel('Reason').fill('clean for a week');
    await page.keyboard.press('Enter');
    await page.getByText('Done: split 25 %').waitFor();
    expect(desk.asked.at(-1)?.request).toEqual({
      action: 'turn',
      share: 0.25,
      reason: 'clean for a week',
      revision: 7,
    });
    await page.locator('#dial-now').getByText('revision 8').waitFor();
    await page.locator('#audit-now').getByText('clean for a week').waitFor();

    desk.refuseWith({
      kind: 'refused',
      why: 'forbidden-by-guards',
      detail: 'mismatch holds; an admin may force it',
    });
    await page.getByLabel('Reason').fill('again');
    await page.getByLabel('force, against the guards').check();
    await page.getByRole('button', { name: 'Turn', exact: true }).click();
    await page.getByText('Not done. mismatch holds; an admin may force it').waitFor();
    expect(desk.asked.at(-1)?.request).toMatchObject({ force: true });
    desk.refuseWith(undefined);
    await page.screenshot({ path: join(shots, 'turned.png'), fullPage: true });

    await page.getByLabel('Reason').fill('enough for today');
    await page.getByRole('button', { name: 'Roll back to shadow' }).click();
    await page.getByText('Done: shadow').waitFor();
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
    complaints.length = 0;
    await page.close();
  });

  it('shows suggestions, copies one, tries it, and says what is wrong with rules', async () => {
    const page = await open('/routes/customer-overview');
    await browser.grantPermissions(['clipboard-read', 'clipboard-write']);
    const first = page.locator('.suggestion').first();
    await first.getByText('this forgives a difference that clients would see').waitFor();
    await first.getByRole('button', { name: 'Copy' }).click();
    await first.getByText('Copied.').waitFor();
    const yaml = 'numbers:\n  $.orders[*].total: { absolute: 0.01 }\n';
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(yaml);

    await page.getByLabel('Rules to try').fill('{ "numbers": { "$.total": { "absolute": 0.01 } } }');
    await page.getByRole('button', { name: 'Try on kept pairs' }).click();
    const result = page.locator('#preview-now');
    await result.getByText('79 would match, 40 do now.').waitFor();
    expect(await result.innerText()).toContain('\\u202e');
    await page.screenshot({ path: join(shots, 'suggestions-tried.png'), fullPage: true });

    await first.getByRole('button', { name: 'Try' }).click();
    await result.getByText('2:3 rules.numbers.$.total: expected { absolute: 0.01 }').waitFor();
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
    complaints.length = 0;
    await page.close();
  });

  it('says that a changed banyan.yaml was not taken, and no more when it is', async () => {
    const page = await open('/');
    await page.getByText('live', { exact: true }).waitFor();
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
    await page.getByText('live', { exact: true }).waitFor();
    const request = { action: 'turn', share: 0.5, reason: 'from a terminal' } as const;
    await desk.turnDial('order-tracking', request, { name: 'somebody', role: 'operator' });
    await page.getByText('“from a terminal”').waitFor();
    await page.close();
  });

  it('unfolds what a rollback waits for when it happens, and leaves it folded once somebody folds it', async () => {
    const page = await open('/routes/customer-overview');
    await page.locator('#live').getByText('live').waitFor();
    const acknowledge = page.getByRole('button', { name: 'Acknowledge the rollback' });
    expect(await acknowledge.isVisible()).toBe(false);
    const card = desk.route.bind(desk);
    let why = 'it broke';
    desk.route = (name) => {
      const now = card(name);
      const at = '2026-11-20T15:00:00.000Z';
      const seen = { candidate: null, acknowledged: false, latched: false };
      return now && { ...now, rolledBack: { at, why, automatic: true, ...seen } };
    };
    desk.changed();
    await acknowledge.waitFor();
    await page.getByText('After a rollback').click();
    why = 'it broke twice';
    desk.changed();
    await page.getByText('it broke twice').waitFor();
    expect(await acknowledge.isVisible()).toBe(false);
    desk.route = card;
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
    await page.locator('#live').getByText('live').waitFor();
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
    suggestions: '/routes/customer-overview/suggestions',
    sample: '/samples/s1',
    hostile: '/samples/s2',
    failed: '/samples/s3',
    lost: '/routes/nobody',
    refused: '/?',
  };

  it.each(Object.entries(paths))(
    '%s (%s) has no serious axe violation in light or dark, and fits 360 px',
    async (name, path) => {
      news = name === 'refused' ? refusedNews : quietNews;
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 360]) {
          const page = await open(path, { width, height: 900 });
          // A colour on its way to another is neither.
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await page.evaluate(axe);
          const serious = await page.evaluate(async () => {
            const { violations } = await (
              globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
            ).axe.run();
            return violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
          });
          expect(serious).toEqual([]);
          const overflow = await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect(overflow).toBe(0);
          await page.screenshot({ path: join(shots, `${name}-${colorScheme}-${width}.png`), fullPage: true });
          await page.close();
        }
      }
      expect(complaints.filter((text) => !(name === 'lost' && text.includes('404')))).toEqual([]);
      complaints.length = 0;
    },
  );

  it('logs in with a token and out again', async () => {
    const guarded = await serve([{ name: 'release', role: 'operator', token: 'a-token' }]);
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${guarded.server.port}/routes/customer-overview`);
      await page.screenshot({ path: join(shots, 'login.png') });
      await page.getByLabel('Token').fill('a-token');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'customer-overview' }).waitFor();
      expect(page.url()).not.toContain('a-token');
      await page.getByLabel('Reason').fill('night');
      await page.getByRole('button', { name: 'Hold' }).click();
      await page.getByText('Done: split 5 %, held').waitFor();
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByLabel('Token').waitFor();
      await page.close();
    } finally {
      await guarded.server.close();
      complaints.length = 0; // the refused first look is a 401, which the console tells
    }
  });
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function serve(
  tokens: DashboardParts['access']['tokens'] = [],
  news: DashboardParts['config'] = () => quietNews,
) {
  const desk = createFakeDesk();
  const app = createDashboard({
    desk,
    metrics: createMetrics(() => desk.routes()),
    access: { tokens, listen: '127.0.0.1' },
    ready: () => ({ ready: true }),
    config: news,
    readRules: fakeReadRules,
  });
  return { desk, server: await listen(app, { host: '127.0.0.1', port: 0 }) };
}
