import { type Bound, type Figure, isBroken, type Measured, quantile, type Share } from './figure.js';
import type { Story } from './story.js';

/** What one story came to. */
export interface Told {
  readonly story: Pick<Story, 'name' | 'tells'>;
  readonly figures: readonly Figure[];
}

/** Figures as people read them, in Markdown: one table, a story after the other. */
export function tableOf(all: readonly Told[]): string {
  const rows = all.flatMap(({ story, figures }) =>
    figures.map((figure, i) => [
      i === 0 ? `\`${story.name}\`` : '',
      figure.what,
      measuredOf(figure.measured),
      boundOf(figure.bound, figure.measured),
      figure.naive ? `${figure.naive.how}: ${shareOf(figure.naive)}` : '',
      verdictOf(figure),
    ]),
  );
  const head = ['story', 'what is tried', 'Banyan', 'bound', 'the usual way', ''];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const begins = '<!-- npm run simulate -- --page writes from here -->';
const ends = '<!-- to here -->';

/** The page with this table in the place of the one that it has. @throws Error where it has no place for one */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(begins), page.indexOf(ends)];
  if (from < 0 || to < from) throw new Error(`The page has no place for the table: ${begins} … ${ends}`);
  return `${page.slice(0, from + begins.length)}\n\n${table}\n\n${page.slice(to)}`;
}

function verdictOf(figure: Figure): string {
  if ('none' in figure.bound) return '';
  return isBroken(figure) ? '**broken**' : 'holds';
}

function measuredOf(measured: Measured): string {
  switch (measured.kind) {
    case 'share':
      return shareOf(measured);
    case 'amount':
      return amountOf(measured.values, measured.unit);
    case 'count':
      return `${measured.events} in ${decimals(measured.years)} years`;
  }
}

function amountOf(values: readonly number[], unit: string): string {
  const of = (part: number): string => {
    const value = quantile(values, part);
    return Number.isFinite(value) ? decimals(value) : 'never';
  };
  const median = of(0.5);
  const told = median === 'never' ? median : `${median} ${unit}`;
  return values.length === 1 ? told : `${told}, p90 ${of(0.9)}`;
}

function boundOf(bound: Bound, { kind }: Measured): string {
  if ('none' in bound) return bound.none;
  const told = (value: number): string => {
    if (kind === 'share') return `${decimals(value * 100)} %`;
    return kind === 'count' ? `${decimals(value)} a year` : decimals(value);
  };
  return 'most' in bound ? `≤ ${told(bound.most)}` : `≥ ${told(bound.least)}`;
}

const shareOf = ({ hits, runs }: Share): string =>
  `${decimals((100 * hits) / runs)} % (${decimals(hits)} of ${decimals(runs)})`;

/** Three digits that matter, and no decimals from a hundred on. */
const decimals = (value: number): string =>
  (value >= 100 ? Math.round(value) : Number(value.toPrecision(3))).toLocaleString('en-US', {
    maximumFractionDigits: 3,
  });
