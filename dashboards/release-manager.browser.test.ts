import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, serveFake, shots, useBrowser, violations } from './browser.cases.js';
import type { FakeDesk } from './fake-desk.cases.js';
import type { Listening } from './serve.js';

describe.skipIf(!hasBrowser)('a release manager', () => {
  const browser = useBrowser();
  let desk: FakeDesk;
  let server: Listening;
  let base: string;
  beforeAll(async () => {
    ({ server, desk, base } = await serveFake());
  });
  afterAll(() => server?.close());

  it('goes from the routes to a route, turns its dial with a reason, and sees the change', async () => {
    const page = await browser.open(base);
    await page.getByRole('link', { name: 'customer-overview' }).click();
    await page.getByRole('link', { name: 'Force to split 25 %…' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('What the audit will keep').waitFor();
    expect(await drawer.getByText('Against the guards.').isVisible()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'turning.png') });
    await drawer.getByRole('button', { name: 'Force: Raise to split 25 %' }).click();
    expect(desk.asked).toEqual([]); // the browser itself asks for the reason
    await drawer.getByLabel('Reason').fill('clean for a week');

    desk.refuseWith({ kind: 'refused', why: 'conflict', detail: 'somebody changed it since' });
    await drawer.getByRole('button', { name: 'Force: Raise to split 25 %' }).click();
    await drawer.getByText('Not done. somebody changed it since').waitFor();
    desk.refuseWith(undefined);
    await drawer.getByRole('button', { name: 'Force: Raise to split 25 %' }).click();
    await page.getByText('Done: split 25 %; audit entry').waitFor();
    expect(desk.asked.at(-1)?.request).toEqual({
      action: 'turn',
      share: 0.25,
      reason: 'clean for a week',
      revision: 7,
      force: true,
    });
    await page.locator('#dial-now').getByText('revision 8').waitFor();
    await page.locator('#audit-now').getByText('clean for a week').waitFor();
    expect(await drawer.isVisible()).toBe(false);
    expect(browser.takeComplaints().filter((text) => !text.includes('409'))).toEqual([]);
    await page.close();
  });

  it('rolls back from the keyboard alone', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    await page.locator('#live').getByText('live').waitFor();
    const stands = () => page.evaluate('document.activeElement?.textContent.trim()');
    for (let presses = 0; (await stands()) !== 'Roll back…'; presses++) {
      expect(presses).toBeLessThan(20);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    // The reason is asked for at once.
    await expect.poll(() => page.evaluate('document.activeElement?.name')).toBe('reason');
    await page.keyboard.type('enough for today');
    await page.keyboard.press('Tab');
    expect(await stands()).toBe('Roll back to shadow');
    await page.keyboard.press('Enter');
    await page.getByText('Done: shadow').waitFor();
    expect(desk.asked.at(-1)?.request).toMatchObject({ action: 'rollback', reason: 'enough for today' });
    await page.close();
  });

  it('leaves the drawer with Escape and stands where they stood', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    const hold = page.getByRole('link', { name: 'Hold…' });
    await hold.click();
    await page.getByRole('dialog').getByText('What the audit will keep').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement?.textContent.trim()')).toBe('Hold…');
    await page.close();
  });

  it('finds every turn as a page of its own, where it is done as well', async () => {
    const page = await browser.open(`${base}/routes/customer-overview/turn`);
    await page.getByLabel('another share').fill('12.5%');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Raise to split 12.5 %' }).waitFor();
    await page.getByLabel('Reason').fill('half a step');
    await page.getByRole('button', { name: 'Raise to split 12.5 %' }).click();
    await page.getByText('half a step').first().waitFor();
    expect(page.url()).toBe(`${base}/routes/customer-overview`);
    await page.close();
  });

  it('turns from the page of all turns, and is led to where the route stands', async () => {
    const page = await browser.open(`${base}/routes/order-tracking/turn`);
    await page.locator('.choices a').first().click();
    await page.fill('#drawer textarea', 'night');
    await page.click('#drawer form[data-turn] button[type=submit]');
    await page.waitForURL(`${base}/routes/order-tracking`);
    await page.close();
  });

  it('is never shown what was asked for before in place of what cannot be had', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    await page.getByRole('link', { name: 'Something else…' }).click();
    const away = { status: 503, contentType: 'text/html', body: '<p>away for a moment</p>' };
    await page.route('**/turn?to=observe', (route) => route.fulfill(away));
    await page.getByRole('dialog').getByRole('link', { name: 'observe' }).click();
    await page.getByText('away for a moment').waitFor();
    browser.takeComplaints();
    await page.close();
  });

  it('is told why not, and what overcomes it', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    desk.refuseWith({ kind: 'refused', why: 'forbidden-by-guards', detail: 'mismatch holds' });
    await page.goto(`${base}/routes/customer-overview/turn?to=25%25`);
    await page.getByText('Not now. mismatch holds').waitFor();
    desk.refuseWith(undefined);
    await page.getByRole('link', { name: 'Force it, against the guards' }).click();
    await page.getByText('Against the guards.').waitFor();
    await page.close();
  });

  it('logs in with a token and out again', async () => {
    const tokens = [{ name: 'release', role: 'operator', token: 'a-token' }] as const;
    const guarded = await serveFake({ access: { tokens, listen: '127.0.0.1' } });
    try {
      const page = await browser.open(`${guarded.base}/routes/customer-overview`);
      await page.screenshot({ path: join(shots, 'login.png') });
      await page.getByLabel('Token').fill('a-token');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'customer-overview' }).waitFor();
      expect(page.url()).not.toContain('a-token');
      await page.getByRole('link', { name: 'Hold…' }).click();
      await page.getByLabel('Reason').fill('night');
      await page.getByRole('button', { name: 'Hold' }).click();
      await page.getByText('Done: split 5 %, held').waitFor();
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByLabel('Token').waitFor();
      await page.close();
    } finally {
      await guarded.server.close();
      browser.takeComplaints(); // the refused first look is a 401, which the console tells
    }
  });
});
