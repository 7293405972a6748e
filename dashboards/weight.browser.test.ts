import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, serveFake, shots, useBrowser } from './browser.cases.js';

/** Bytes over the wire that somebody's first look at a page may cost. */
const mostBytes = 100_000;

const pages = [
  ['routes', '/'],
  ['route', '/routes/customer-overview'],
  ['suggestions', '/routes/customer-overview/suggestions'],
  ['turn', '/routes/customer-overview/turn?to=25%25'],
  ['sample', '/samples/s1'],
  ['audit', '/audit'],
  ['entry', '/audit/7'],
  ['upstreams', '/upstreams'],
  ['config', '/config'],
] as const;

/** What a page cost somebody who had nothing of it yet. */
interface Visit {
  readonly bytes: number;
  readonly firstPaint: number;
}

describe.skipIf(!hasBrowser)('a first look at a page', () => {
  const browser = useBrowser();
  const visits: Record<string, Visit> = {};
  // A browser that has just begun is slow by itself.
  beforeAll(async () => {
    const { base, server } = await serveFake();
    await (await browser.open(`${base}/healthz`)).close();
    await server.close();
  });
  // Times are told and never asserted: a machine may be busy.
  afterAll(() => writeFileSync(join(shots, 'first-looks.json'), `${JSON.stringify(visits, null, 2)}\n`));

  it.each(pages)('of %s takes less than 100 kB, with all that it loads', async (name, path) => {
    // A port of its own is an origin of its own: nothing is cached yet.
    const { base, server } = await serveFake();
    const page = await browser.open(`${base}${path}`);
    await page.waitForLoadState('load');
    await expect
      .poll(() => page.evaluate(`performance.getEntriesByName('first-contentful-paint').length`))
      .toBe(1);
    const visit = (await page.evaluate(`(() => {
      const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      return {
        bytes: loaded.reduce((sum, { transferSize }) => sum + transferSize, 0),
        firstPaint: Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime),
      };
    })()`)) as Visit;
    visits[name] = visit;
    expect(visit.bytes).toBeGreaterThan(10_000);
    expect(visit.bytes).toBeLessThan(mostBytes);
    await page.close();
    await server.close();
  });
});
