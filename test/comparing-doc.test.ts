import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compareTexts } from '../comparators/compare-documents.js';
import { compileRules } from '../comparators/rules/compile-rules.js';
import type { CustomCompare } from '../comparators/custom.js';
import { compareSchema } from '../comparators/rules/rules-schema.js';

// docs/comparing.md says of itself that a test runs it.
const text = readFileSync(fileURLToPath(new URL('../docs/comparing.md', import.meta.url)), 'utf8');
const sections = text.split(/^## /m).slice(1);
const blocks = (section: string, language: string): string[] =>
  [...section.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block]) => block ?? '',
  );

function told(legacy: string, candidate: string, rules: unknown): string {
  const bytes = (of: string): Uint8Array => new TextEncoder().encode(of);
  const comparison = compareTexts(
    bytes(legacy),
    bytes(candidate),
    undefined,
    compileRules(compareSchema.parse(rules)),
  );
  if (comparison.verdict === 'unreadable') return comparison.why.reason;
  return [
    ...comparison.differences.map(({ kind, path }) => `${kind} ${path}`),
    ...comparison.ignored.map(({ kind, path }) => `ignored ${kind} ${path}`),
  ].join(', ');
}

describe('what docs/comparing.md shows is so', () => {
  for (const section of sections) {
    const name = section.slice(0, section.indexOf('\n'));
    const [yaml] = blocks(section, 'yaml');
    const rules: unknown = yaml === undefined ? {} : parse(yaml);
    const rows = [...section.matchAll(/^\| `(.*?)` \| `(.*?)` \| (.*?) \|$/gm)].map((row): string[] => [
      ...row,
    ]);
    if (rows.length > 0) {
      it.each(rows)(`${name}: %s`, (_, legacy = '', candidate = '', expected = '') => {
        const [before = ''] = expected.split(/(?<=`|match):/);
        const named = [...before.matchAll(/`(.*?)`/g)].map(([, difference]) => difference);
        expect(told(legacy, candidate, rules)).toBe(named.join(', '));
        if (named.length === 0) expect(expected).toMatch(/^match/);
      });
    }
    if (yaml !== undefined) {
      it(`${name}: its rules are valid`, () => {
        expect(compareSchema.safeParse(rules).error).toBeUndefined();
      });
    }
  }

  it('and has rows for every rule that has tables', () => {
    expect([...text.matchAll(/^\| `.*` \| `.*` \| .* \|$/gm)].length).toBeGreaterThan(35);
  });

  it('custom: its module does as its comment says', async () => {
    const [module = ''] = blocks(text, 'js');
    const { compare } = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as {
      compare: CustomCompare;
    };
    const context = {
      differences: [{ path: '$.total' }, { path: '$.a' }],
    } as unknown as Parameters<CustomCompare>[2];
    expect(compare({ currency: 'EUR' }, { currency: 'EUR' }, context)).toEqual(context.differences);
    expect(compare({ currency: 'EUR' }, { currency: 'USD' }, context)).toEqual([{ path: '$.a' }]);
  });
});
