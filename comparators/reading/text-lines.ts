/** A text as the list of its lines, and how they end. */
export interface TextLines {
  /** Without their ends, where all end alike. */
  readonly lines: readonly string[];
  readonly ends: 'LF' | 'CRLF' | 'LF and CRLF';
  /** True when the last line ends as the others do (POSIX.1 §3.206). */
  readonly closed: boolean;
}

/**
 * Splits a text at its line feeds. How lines end is told apart from what they say, so that a file saved
 * on another system differs once and not in each line; of mixed ends each line keeps its own.
 */
export function readLines(text: string): TextLines {
  const lines = text.split('\n');
  const closed = lines.length > 1 && lines.at(-1) === '';
  if (closed) lines.pop();
  const ended = closed ? lines : lines.slice(0, -1);
  const returns = ended.filter((line) => line.endsWith('\r')).length;
  if (returns === 0) return { lines, ends: 'LF', closed };
  if (returns < ended.length) return { lines, ends: 'LF and CRLF', closed };
  return { lines: lines.map((line, at) => (at < returns ? line.slice(0, -1) : line)), ends: 'CRLF', closed };
}
