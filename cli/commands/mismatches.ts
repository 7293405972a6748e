import type { Difference } from '../../comparators/difference.js';
import type { IgnoredRow } from '../../evidence/ignored-book.js';
import type { FieldRow, Sample, Scorecard } from '../../evidence/scorecard.js';
import { type AdminOptions, askAdmin, Refused } from '../admin-client.js';
import { exitCodes } from '../exit.js';
import { inert, print, printJson, printTable } from '../print.js';
import { askedClasses } from './asked-classes.js';
import { toldSides } from './shown-pair.js';
import { worstFirst } from './worst-first.js';

interface MismatchOptions extends AdminOptions {
  readonly class?: string;
  readonly path?: string;
  readonly json?: boolean;
}

/** `banyan mismatches <route>`: which patterns differ, since when, with an example of each; the worst first, what is fixed last. Exit 1 when any differs. */
export async function mismatches(route: string, options: MismatchOptions): Promise<number> {
  const asked = askedClasses(options.class);
  const base = `/api/v1/routes/${encodeURIComponent(route)}`;
  const { fields } = await askAdmin<{ fields: FieldRow[] }>(options, `${base}/fields`);
  const { ignored: all } = await askAdmin<{ ignored: IgnoredRow[] }>(options, `${base}/ignored`);
  const isAsked = ({ pattern }: { readonly pattern: string }): boolean =>
    options.path === undefined || pattern === options.path;
  const shown = fields.filter(
    (field) => isAsked(field) && (asked?.some((name) => field.classes[name] > 0) ?? true),
  );
  // What is ignored has no class.
  const ignored = asked === undefined ? all.filter(isAsked) : [];
  if (options.json) {
    printJson({ fields: shown, ignored });
    return exitCodeOf(shown);
  }
  if (shown.length === 0) {
    const [field] = fields;
    print(field ? `Nothing like that differs on ${route}.` : await nothingDiffers(route, options, base));
    printIgnored(ignored);
    return exitCodes.done;
  }
  const rows = worstFirst(shown);
  const examples = await Promise.all(rows.map((field) => example(options, field)));
  printTable(
    [
      { head: 'PATTERN', fit: 'middle', least: 24 },
      'KIND',
      'MISMATCHED',
      { head: 'CLASSES', fit: 'under' },
      { head: 'LEGACY', fit: 'middle' },
      { head: 'CANDIDATE', fit: 'middle' },
      { head: 'SAMPLE', fit: 'under' },
      { head: 'STATE', fit: 'under' },
      { head: 'FIRST SEEN', fit: 'under' },
      { head: 'LAST SEEN', fit: 'under' },
    ],
    rows.map((field, i) => [
      inert(field.pattern),
      field.kind,
      `${field.mismatched} of ${field.compared}`,
      Object.entries(field.classes)
        .filter(([, count]) => count > 0)
        .map(([name, count]) => `${name} ${count}`)
        .join(' · '),
      ...toldSides(examples[i], widest),
      field.sample ?? '—',
      field.state,
      minuteOf(field.firstSeen),
      minuteOf(field.lastSeen),
    ]),
  );
  printIgnored(ignored);
  return exitCodeOf(shown);
}

/** What is fixed differs no more. */
const exitCodeOf = (shown: readonly FieldRow[]): number =>
  shown.some(({ state }) => state !== 'fixed') ? exitCodes.no : exitCodes.done;

/** To the minute: two of them stand in every line. */
const minuteOf = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')}Z`;

/** Nothing that differs says little of a route on which nothing was compared. */
async function nothingDiffers(route: string, options: MismatchOptions, base: string): Promise<string> {
  const { compared, skipped, lastSkip } = await askAdmin<Scorecard>(options, base);
  if (compared > 0) return `Nothing differs on ${route} so far.`;
  const reasons = Object.entries(skipped).map(([reason, count]) => `${reason} ${count}`);
  const because = lastSkip ? `; last ${lastSkip.reason}: ${inert(lastSkip.detail)}` : '';
  return `Nothing was compared on ${route} yet${reasons.length > 0 ? `; skipped: ${reasons.join(', ')}${because}` : ''}.`;
}

/** What rules silence: nobody should trust a blind spot that cannot be seen. */
function printIgnored(ignored: readonly IgnoredRow[]): void {
  if (ignored.length === 0) return;
  print('');
  printTable(
    [{ head: 'IGNORED', fit: 'middle', least: 24 }, 'KIND', 'COMPARISONS', { head: 'RULE', fit: 'middle' }],
    ignored.map(({ pattern, kind, comparisons, rule }) => [
      inert(pattern),
      kind,
      String(comparisons),
      inert(rule),
    ]),
  );
}

/** A sample may be trimmed between the list and the look; then there is no example. */
async function example(options: AdminOptions, field: FieldRow): Promise<Difference | undefined> {
  if (field.sample === null) return undefined;
  const path = `/api/v1/samples/${encodeURIComponent(field.sample)}`;
  const sample = await askAdmin<Sample>(options, path).catch((error: unknown) => {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  });
  return sample?.differences.find(({ pattern, kind }) => pattern === field.pattern && kind === field.kind);
}

/** Of a value in a table cell. */
const widest = 32;
