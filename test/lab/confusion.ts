import { mismatchClasses } from '../../evidence/mismatch-class.js';

/** What stands where there is no class: nothing should differ (truth), or nothing was told (verdict). */
export const noClass = 'none';

/** The order in which classes are shown; whatever else is counted (a cause, say) follows by name. */
const shownFirst: readonly string[] = [...mismatchClasses, noClass];

/** One difference, as the world knows it and as it was judged. */
export interface Judged {
  /** The class that it truly has, or any other name to have a row by. */
  readonly truth: string;
  readonly verdict: string;
  /** Whose: what is wrong with one entity is met again and again, so that its differences are no independent cases. */
  readonly entity: string;
  /** The fault behind it, to have a row of its own among what is clear. */
  readonly cause?: string | undefined;
  /** Why the design itself leaves the truth open, where it does: counted apart. */
  readonly arguable?: string | undefined;
}

/** How often which truth met which verdict. */
export class Counts {
  private readonly rows = new Map<string, Map<string, number>>();
  private readonly whose = new Map<string, Set<string>>();

  add(truth: string, verdict: string, entity: string): void {
    this.whose.set(truth, (this.whose.get(truth) ?? new Set()).add(entity));
    const row = this.rows.get(truth) ?? new Map<string, number>();
    row.set(verdict, (row.get(verdict) ?? 0) + 1);
    this.rows.set(truth, row);
  }

  count(truth: string, verdict: string): number {
    return this.rows.get(truth)?.get(verdict) ?? 0;
  }

  /** How many had this truth; without one, all. */
  total(truth?: string): number {
    const rows = truth === undefined ? [...this.rows.values()] : [this.rows.get(truth) ?? new Map()];
    return rows.flatMap((row) => [...row.values()]).reduce((sum, count) => sum + count, 0);
  }

  /** How many entities a row is about. */
  entities(truth: string): number {
    return this.whose.get(truth)?.size ?? 0;
  }

  /** The part of a row that got this verdict, 0–1; undefined for an empty row. */
  share(truth: string, verdict: string): number | undefined {
    const total = this.total(truth);
    return total === 0 ? undefined : this.count(truth, verdict) / total;
  }

  /** The truths that were met. */
  truths(): readonly string[] {
    return inOrder(this.rows.keys());
  }

  /** The verdicts that were met. */
  verdicts(): readonly string[] {
    return inOrder([...this.rows.values()].flatMap((row) => [...row.keys()]));
  }
}

/** Truth against verdict, what the design leaves open apart. */
export class Confusion {
  /** Where the design says what is right. */
  readonly clear = new Counts();
  /** Where it does not. */
  readonly arguable = new Counts();
  /** Why not, against the verdicts. */
  readonly reasons = new Counts();

  constructor(all: Iterable<Judged>) {
    for (const one of all) this.add(one);
  }

  private add({ truth, verdict, entity, cause, arguable }: Judged): void {
    if (arguable === undefined) {
      this.clear.add(truth, verdict, entity);
      if (cause !== undefined) this.clear.add(`${truth} ${cause}`, verdict, entity);
      return;
    }
    this.arguable.add(truth, verdict, entity);
    this.reasons.add(arguable, verdict, entity);
  }

  /** The matrix as an aligned table, followed by the arguable ones and by why they are. */
  tell(): string {
    const parts = [table('truth', this.clear)];
    if (this.arguable.total() > 0) {
      parts.push(table('arguable', this.arguable), table('because', this.reasons));
    }
    return parts.join('\n\n');
  }
}

/** One table: a row for each truth with count and share of each verdict, the row's total, and of how many entities. */
function table(corner: string, counts: Counts): string {
  const verdicts = counts.verdicts();
  const rows = counts.truths().map((truth) => {
    const cells = verdicts.map((verdict) => cell(counts.count(truth, verdict), counts.share(truth, verdict)));
    return [truth, ...cells, figure(counts.total(truth)), figure(counts.entities(truth))];
  });
  const all = [[corner, ...verdicts, 'total', 'entities'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row
      .map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join('  ');
  return all.map(line).join('\n');
}

const figure = (count: number): string => count.toLocaleString('en-GB');

/** `1,234  98.1 %`; a dot where there is none, and never a rounded 0 or 100 where it is not all or nothing. */
function cell(count: number, share = 0): string {
  if (count === 0) return '·';
  const percent = share === 1 ? '100' : Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1);
  return `${figure(count)} ${percent.padStart(5)} %`;
}

function inOrder(names: Iterable<string>): readonly string[] {
  const rank = (name: string): number => (shownFirst.includes(name) ? shownFirst.indexOf(name) : Infinity);
  return [...new Set(names)].sort((a, b) => (rank(a) === rank(b) ? (a < b ? -1 : 1) : rank(a) - rank(b)));
}
