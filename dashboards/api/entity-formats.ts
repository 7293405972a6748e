import type { EntityList } from '../../evidence/desk.js';
import type { EntityRow } from '../../evidence/scorecard.js';

/** The forms in which entities are told, by the name that `?format=` takes. */
export const entityFormats = {
  json: {
    type: 'application/json',
    write: (rows: readonly EntityRow[]) => JSON.stringify({ entities: rows }),
  },
  csv: { type: 'text/csv', write: csv },
  ndjson: {
    type: 'application/x-ndjson',
    write: (rows: readonly EntityRow[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  },
} as const;
export type EntityFormat = keyof typeof entityFormats;
export const entityFormatNames = ['json', 'csv', 'ndjson'] as const satisfies readonly EntityFormat[];

const columns = ['key', 'class', 'patterns', 'firstSeen', 'lastSeen'] as const;

/** RFC 4180 with a header line; an entity's patterns stand in one cell, with blanks between. */
function csv(rows: readonly EntityRow[]): string {
  const lines = rows.map((row) => [row.key, row.class, row.patterns.join(' '), row.firstSeen, row.lastSeen]);
  return [columns, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/**
 * What a spreadsheet would run as a formula gets an apostrophe in front, and is text. Every cell is quoted: a
 * spreadsheet that parts cells by semicolons would else find a formula in the middle of one.
 */
function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}

/** What of the entities that differ is not told, as a sentence; undefined when all are. */
export function whatIsCut({ entities, listed, isFull }: EntityList): string | undefined {
  const told = entities.length < listed ? `the newest ${entities.length} of ${listed} that are listed` : '';
  const full = isFull
    ? 'the list is full: what is stale or volatile had to go, then what was not seen for longest'
    : '';
  return [told, full].filter(Boolean).join('; ') || undefined;
}
