import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const read = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');
const rows = [...read('docs/faults.md').matchAll(/^\| (\d+) +\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(
  ([, number = '', , holds = '', shownBy = '']) => ({ number, holds, shownBy }),
);

describe('docs/faults.md', () => {
  it('has a row for every fault, in order', () => {
    expect(rows.map(({ number }) => Number(number))).toEqual(Array.from({ length: 85 }, (_, i) => i + 1));
  });

  it.each(rows)(
    'row $number names a test that shows it, or says that there is none',
    ({ number, holds, shownBy }) => {
      const named = [...shownBy.matchAll(/`([^`]+)`(?: “([^”]+)”)?/g)];
      if (named.length === 0) expect(holds).toMatch(/not yet tested/);
      for (const [, file = '', words] of named) {
        expect(existsSync(fileURLToPath(new URL(`../${file}`, import.meta.url))), file).toBe(true);
        expect(read(file)).toContain(words ?? `'${number} ·`);
      }
    },
  );

  it('says of every row whose tests are expected to fail that it does not hold yet', () => {
    const failing = new Set<string>();
    for (const file of new Set(
      rows.flatMap(({ shownBy }) => [...shownBy.matchAll(/`(proxy\/[^`]+)`/g)].map(([, file = '']) => file)),
    )) {
      for (const [, number = ''] of read(file).matchAll(/it\.fails[^]*?'(\d+) ·/g)) failing.add(number);
    }
    const said = rows.filter(({ holds }) => holds.includes('Does not hold yet')).map(({ number }) => number);
    expect(said).toEqual([...failing].sort((a, b) => Number(a) - Number(b)));
  });
});
