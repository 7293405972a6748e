import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Difference } from '../../comparators/difference.js';
import { hasBrowser, serveFake, shots, useBrowser } from '../browser.cases.js';
import { sample } from '../fake-rows.cases.js';
import type { Listening } from '../serve.js';

const differences: readonly Difference[] = [
  {
    path: '$.orders[1].total',
    pattern: '$.orders[*].total',
    kind: 'value',
    legacy: 129.99,
    candidate: 129.9,
    rule: 'numbers › $..total › absolute: 0.01',
  },
  {
    path: "$.customer.addresses[12]['delivery.instructions'].lines[0].text",
    pattern: "$.customer.addresses[*]['delivery.instructions'].lines[*].text",
    kind: 'value',
    legacy: 'Leave it with the neighbour on the second floor, who is at home until noon',
    candidate: 'x'.repeat(300),
  },
  { path: '$.loyalty', pattern: '$.loyalty', kind: 'absent', legacy: { tier: 'gold', since: '2019-04-01' } },
  { path: 'header:cache-control', pattern: 'header:cache-control', kind: 'header', legacy: 'no-store' },
];

const answer = (body: string) =>
  ({ kind: 'answer', status: 200, headers: [['content-type', 'text/plain']], body, duration: 0.1 }) as const;
const texts = sample({
  differences: [{ path: '$[1]', pattern: '$[*]', kind: 'value', legacy: 'b\r', candidate: 'b' }],
  legacy: answer('a\r\nb\r\nc\n'),
  candidate: answer('a\r\nb\nc\n'),
});

describe.skipIf(!hasBrowser)('the page of a sample', () => {
  const browser = useBrowser();
  let server: Listening;
  let base: string;

  beforeAll(async () => {
    const served = await serveFake();
    ({ server, base } = served);
    served.desk.sample = async (id) => (id === 'texts' ? texts : sample({ differences }));
  });
  afterAll(() => server?.close());

  async function open(id: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const page = await browser.open(`${base}/samples/${id}`, { width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(shots, `sample-${id}-${colorScheme}-${width}.png`) });
    return page;
  }

  it.each([360, 420, 1280])('shows the differences whole at %i px, short ones in one line', async (width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open('many', width, colorScheme);
      const section = page.locator('section[aria-labelledby="differences"]');
      const wider = await page.evaluate(
        `[document.documentElement, ...document.querySelectorAll('section[aria-labelledby="differences"] *')]
          .filter((one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).display !== 'inline')
          .map((one) => one.outerHTML.slice(0, 100))`,
      );
      expect(wider).toEqual([]);
      const told = await section.innerText();
      for (const text of ['129.99', '129.9', 'absent', '"no-store"', 'numbers › $..total › absolute: 0.01'])
        expect(told).toContain(text);
      for (const text of ['$.orders[1].total', '129.99', '$.loyalty']) {
        const rows = await section
          .getByText(text, { exact: true })
          .first()
          .evaluate((one) => one.getClientRects().length);
        expect(rows).toBe(1);
      }
      await page.close();
    }
  });

  it('marks the lines of a text that end otherwise than most, and says so once', async () => {
    const page = await open('texts', 1280, 'light');
    const [legacy, candidate] = [page.locator('.side.legacy'), page.locator('.side.candidate')];
    const linesOf = async (side: Locator): Promise<readonly string[]> =>
      (await side.getByRole('region').locator('.line').allInnerTexts()).map((line) => line.trimEnd());
    expect(await linesOf(legacy)).toEqual(['a', 'b', 'c LF']);
    expect(await linesOf(candidate)).toEqual(['a CRLF', 'b', 'c']);
    expect(await legacy.getByText('Lines end with CRLF, but for those marked LF.').count()).toBe(1);
    expect(await candidate.locator('.differs').count()).toBe(1);
    await page.close();
  });
});
