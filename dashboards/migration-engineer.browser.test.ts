import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, serveFake, shots, useBrowser, violations } from './browser.cases.js';
import type { FakeDesk } from './fake-desk.cases.js';
import type { Listening } from './serve.js';

describe.skipIf(!hasBrowser)('a migration engineer', () => {
  const browser = useBrowser();
  let desk: FakeDesk;
  let server: Listening;
  let base: string;
  beforeAll(async () => {
    ({ server, desk, base } = await serveFake());
  });
  afterAll(() => server?.close());

  it('chooses what differs by class, state and pattern, and the page stays live with that', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    await page.locator('#live').getByText('live').waitFor();
    const rows = page.getByRole('region', { name: 'patterns that differ' }).getByRole('row');
    const patterns = () =>
      rows.locator('th[aria-label]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    await page.getByLabel('class', { exact: true }).selectOption('semantic');
    await expect.poll(patterns).toContain('$.orders[*].total');
    expect(await patterns()).not.toContain('$.generatedAt');
    expect(page.url()).toContain('class=semantic');
    await page.locator('#entities-now').getByText('Of class').waitFor();

    await page.getByLabel('class', { exact: true }).selectOption('any');
    await page.getByLabel('pattern', { exact: true }).pressSequentially('FULFIL');
    await expect.poll(patterns).toEqual(['$.recentFulfilments[*].status']);
    expect(await page.evaluate('document.activeElement?.id')).toBe('pattern');
    await page.screenshot({ path: join(shots, 'filtered.png'), fullPage: true });

    const card = desk.route.bind(desk);
    desk.route = (name) => {
      const now = card(name);
      return now && { ...now, requests: 88_888 };
    };
    desk.changed();
    await page.getByText('88,888').first().waitFor();
    expect(await patterns()).toEqual(['$.recentFulfilments[*].status']);
    expect(await page.getByLabel('pattern', { exact: true }).inputValue()).toBe('FULFIL');
    desk.route = card;

    await page.getByLabel('state', { exact: true }).selectOption('fixed');
    await page.getByText('Nothing that differs is like that.').waitFor();
    await page.reload();
    await page.getByText('Nothing that differs is like that.').waitFor();
    expect(browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it('chooses the past and what differs, and neither choice undoes the other', async () => {
    const page = await browser.open(`${base}/routes/customer-overview?last=7d`);
    await page.selectOption('select[name=class]', 'stale');
    await page.waitForURL(/class=stale/);
    await expect.poll(() => page.locator('#history').getAttribute('data-past')).toBe('7d');
    await page.click('#history nav a:text-is("6 hours")');
    await page.waitForURL(/last=6h/);
    expect(await page.inputValue('select[name=class]')).toBe('stale');
    await page.close();
  });

  it('looks at what differed under the version before', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    await page.selectOption('#choose-evidence', { index: 1 });
    await page.waitForURL(/evidence=e1/);
    await expect.poll(() => page.innerText('#fields-now')).toContain('It counts no more');
    expect(await page.innerText('#fields-now')).toContain('$.before');
    expect(await violations(page)).toEqual([]);
    await page.selectOption('#choose-evidence', { index: 0 });
    await expect.poll(() => page.innerText('#fields-now')).toContain('generatedAt');
    await page.close();
  });

  it('opens a sample beside the fields, by mouse and by keyboard, and as a page of its own', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    await page.getByRole('link', { name: 'look at the sample of $.orders[*].total, value' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('heading', { name: '2 differences' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: join(shots, 'sample-beside.png') });
    await page.keyboard.press('Escape');
    await page.waitForFunction('document.activeElement?.textContent === "look"');
    await page.keyboard.press('Enter');
    await drawer.getByRole('link', { name: 'As a page of its own' }).click();
    await page.waitForURL(`${base}/samples/s1`);
    expect(browser.takeComplaints()).toEqual([]);
    await page.close();
  });

  it('asks from a sample what a rule would do, and is shown at once', async () => {
    const page = await browser.open(`${base}/routes/customer-overview`);
    await page.getByRole('link', { name: 'look at the sample of $.orders[*].total, value' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('link', { name: 'what if a rule forgave it?' }).first().click();
    // What reads rules in this dashboard takes none but one: that it was asked at once is told all the same.
    await drawer.getByText('2:3 rules.numbers.$.total: expected { absolute: 0.01 }').waitFor();
    expect(await drawer.getByLabel('Rules to try').inputValue()).toContain('absolute: 0.09');
    await page.screenshot({ path: join(shots, 'what-if.png') });
    expect(browser.takeComplaints().filter((text) => !text.includes('422'))).toEqual([]);
    await page.close();
  });
});
