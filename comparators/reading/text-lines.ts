/** A text as the list of its lines, and how they end. */
export interface TextLines {
  /** Without their line feeds; a carriage return before one is part of how a line ends. */
  readonly lines: readonly string[];
  /** The same with carriage returns, where some lines have one and others have not. */
  readonly mixed: readonly string[] | undefined;
  /** Undefined where no line ends. */
  readonly ends: 'LF' | 'CRLF' | 'LF and CRLF' | undefined;
  /** True when the last line ends as well (POSIX.1 §3.206). */
  readonly closed: boolean;
}

/**
 * Splits a text at its line feeds. How lines end is told apart from what they say, so that a file saved
 * on another system differs once and not in each line.
 */
export function readLines(text: string): TextLines {
  const lines = text.split('\n');
  const closed = lines.length > 1 && lines.at(-1) === '';
  if (closed) lines.pop();
  const ended = closed ? lines.length : lines.length - 1;
  const returns = lines.slice(0, ended).filter((line) => line.endsWith('\r')).length;
  if (returns === 0) return { lines, mixed: undefined, ends: ended === 0 ? undefined : 'LF', closed };
  const plain = lines.map((line, at) => (at < ended && line.endsWith('\r') ? line.slice(0, -1) : line));
  if (returns === ended) return { lines: plain, mixed: undefined, ends: 'CRLF', closed };
  return { lines: plain, mixed: lines, ends: 'LF and CRLF', closed };
}
