import { cutInMiddle, uncoloured, widthOf, wrapped } from './fitted-text.js';

/** A column of a table, and what becomes of it where the table is wider than the terminal. */
export interface Column {
  readonly head: string;
  /**
   * `middle`: a long cell loses its middle; `wrap`: it goes on in further lines; `under`: the column leaves the table,
   * and stands with its name under each row. Unless set it stays as it is.
   */
  readonly fit?: 'middle' | 'wrap' | 'under';
  /** Of a column that shrinks: what it keeps at least, 12 unless set. */
  readonly least?: number;
}

/** A table's columns from the left; a text is the head of one that stays as it is. */
export type Columns = readonly (string | Column)[];

type Rows = readonly (readonly string[])[];

/** Between two columns. */
const gap = '  ';
const usualLeast = 12;

/**
 * The lines of a table that is at most so wide, without trailing blanks: a line of heads, unless all are empty, and
 * one line or several for each row. Columns that may leave do so from the right, until those that remain can be read;
 * these shrink, the widest first.
 * @param width columns of the terminal; `Infinity` cuts nothing
 */
export function tableLines(columns: Columns, rows: Rows, width: number): readonly string[] {
  const all = columns.map((column) => (typeof column === 'string' ? { head: column } : column));
  const wanted = all.map(({ head }, at) =>
    Math.max(widthOf(head), ...rows.map((row) => widthOf(row[at] ?? ''))),
  );
  const inTable = staying(all, wanted, width);
  const widths = shrunken(
    inTable.map((at) => ({ wanted: wanted[at] ?? 0, least: leastOf(all[at], wanted[at] ?? 0) })),
    width - gap.length * (inTable.length - 1),
  );
  const lineOf = (cells: readonly string[]): readonly string[] =>
    rowLines(
      inTable.map((at, place) => fitted(cells[at] ?? '', widths[place] ?? 0, all[at]?.fit)),
      widths,
    );
  const under = all.flatMap(({ head }, at) => (inTable.includes(at) ? [] : [{ head, at }]));
  const heads = all.map(({ head }) => head);
  return [
    ...(heads.every((head) => head === '') ? [] : lineOf(heads)),
    ...rows.flatMap((row) => [...lineOf(row), ...underLines(under, row, width)]),
  ];
}

/** The places of the columns that stay in the table. */
function staying(columns: readonly Column[], wanted: readonly number[], width: number): readonly number[] {
  let staying = columns.map((_, at) => at);
  const tooWide = (): boolean =>
    staying.reduce((sum, at) => sum + leastOf(columns[at], wanted[at] ?? 0) + gap.length, -gap.length) >
    width;
  for (const at of staying.toReversed()) {
    if (!tooWide()) break;
    if (columns[at]?.fit === 'under') staying = staying.filter((other) => other !== at);
  }
  return staying;
}

const leastOf = (column: Column | undefined, wanted: number): number =>
  column?.fit === 'middle' || column?.fit === 'wrap' ? Math.min(wanted, column.least ?? usualLeast) : wanted;

/** Widths that fit together where that is possible: what shrinks is as wide as its neighbours that do, or as it wants. */
function shrunken(
  columns: readonly { readonly wanted: number; readonly least: number }[],
  room: number,
): readonly number[] {
  const sum = (most: number): number =>
    columns.reduce((all, column) => all + Math.max(column.least, Math.min(column.wanted, most)), 0);
  let most = Math.max(0, ...columns.map(({ wanted }) => wanted));
  if (sum(most) <= room) return columns.map(({ wanted }) => wanted);
  let [low, high] = [0, most];
  while (low < high) {
    most = Math.ceil((low + high) / 2);
    if (sum(most) <= room) low = most;
    else high = most - 1;
  }
  let left = room - sum(low);
  return columns.map((column) => {
    const width = Math.max(column.least, Math.min(column.wanted, low));
    // What does not divide goes to the first that wants it.
    const more = width < column.wanted && width >= low && left > 0 ? 1 : 0;
    left -= more;
    return width + more;
  });
}

function fitted(cell: string, width: number, fit: Column['fit']): readonly string[] {
  if (fit === 'wrap') return wrapped(cell, width);
  return [fit === 'middle' ? cutInMiddle(cell, width) : cell];
}

/** One row as so many lines as its longest cell has. */
function rowLines(cells: readonly (readonly string[])[], widths: readonly number[]): readonly string[] {
  const count = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: count }, (_, line) =>
    cells
      .map((lines, column) => {
        const cell = lines[line] ?? '';
        return cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
      })
      .join(gap)
      .trimEnd(),
  );
}

/** What left the table, with its names, indented under its row. */
function underLines(
  under: readonly { readonly head: string; readonly at: number }[],
  row: readonly string[],
  width: number,
): readonly string[] {
  const lines: string[] = [];
  for (const { head, at } of under) {
    const cell = uncoloured(row[at] ?? '');
    if (cell === '') continue;
    const told = `${head.toLowerCase()} ${cell}`;
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + gap.length + 1 + widthOf(told) + gap.length <= width)
      lines.splice(-1, 1, `${last}${gap} ${told}`);
    else lines.push(...wrapped(told, width - gap.length));
  }
  return lines.map((line) => gap + line);
}
