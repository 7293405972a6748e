import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));
const read = (file: string): string => readFileSync(pathOf(file), 'utf8');

const [, threats = ''] = /^## Threats and answers$([^]*?)^## /m.exec(read('docs/security.md')) ?? [];
const rows = [...threats.matchAll(/^\| \*\*(.+?)\*\*[^|]*\|[^|]*\|([^|]*)\|$/gm)].map(
  ([, threat = '', shownBy = '']) => ({ threat, shownBy }),
);

describe('docs/security.md', () => {
  it('has a row for every threat of the design', () => {
    expect(rows.length).toBeGreaterThanOrEqual(9);
  });

  it.each(rows)('“$threat” names a test that shows its answer', ({ shownBy }) => {
    const named = [...shownBy.matchAll(/`([^`]+)`(?: “([^”]+)”)?/g)];
    expect(named).not.toEqual([]);
    for (const [, file = '', words = ''] of named) {
      expect(existsSync(pathOf(file)), file).toBe(true);
      expect(read(file)).toContain(words);
    }
  });
});
