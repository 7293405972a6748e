import { unseenCharacters, writtenOut } from '../comparators/unseen-characters.js';
import { type Columns, tableLines } from './table.js';

/** Writes one line to standard output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Writes a value as one line of JSON, in which no character can act on a terminal; it reads the same. */
export const printJson = (value: unknown): void => print(inert(JSON.stringify(value)));

/** Columns of the terminal that is written to; as many as it takes where it is none, and 80 where it does not say. */
export const terminalWidth = (): number =>
  process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;

/** Writes a table that fits the terminal. */
export function printTable(columns: Columns, rows: readonly (readonly string[])[]): void {
  for (const line of tableLines(columns, rows, terminalWidth())) print(line);
}

/**
 * Text from other people's answers, safe for a terminal: controls and what reorders or hides are written out, tabs and
 * line breaks too, so that a payload can neither move the cursor nor begin a line of its own.
 */
export const inert = (text: string): string =>
  text.replaceAll(unseenCharacters, writtenOut).replaceAll(/[\t\n]/g, writtenOut);
