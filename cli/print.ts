/** Writes one line to standard output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Writes a value as one line of JSON, in which no character can act on a terminal; it reads the same. */
export const printJson = (value: unknown): void => print(inert(JSON.stringify(value)));

/** Writes rows in columns as wide as their widest cell; colour codes take no room. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  for (const line of tableLines([head, ...rows])) print(line);
}

/** The lines of a table, without trailing blanks. */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => visibleLength(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - visibleLength(cell))))
      .join('  ')
      .trimEnd(),
  );
}

const visibleLength = (text: string): number => text.replaceAll(colourCode, '').length;
const colourCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/**
 * Text from other people's answers, safe for a terminal: control and direction-changing characters
 * are written out, so that a payload can neither move the cursor nor reorder a line.
 */
export const inert = (text: string): string =>
  text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- these are the characters to be written out
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
