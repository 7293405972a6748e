/**
 * What a page shows, as a pattern of what may be said: `…` stands for anything within a line, or for any lines where
 * it stands alone; a figure for any figure, but 0 for 0 alone and no other for 0; spaces for any number of them.
 */
export function shownOutput(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n');
  const patterns = lines.map((line) =>
    line.trim() === '…' ? String.raw`(?:.*\n)*?` : `${patternOf(line)} *\n`,
  );
  return new RegExp(`^${patterns.join('')}$`);
}

const patternOf = (line: string): string =>
  line
    .trimEnd()
    .split(/(…|\d[\d.,]*\d|\d| +)/)
    .map((part) => {
      if (part === '…') return '.*';
      if (part === '0') return '0';
      if (/^\d/.test(part)) return anyFigure;
      return /^ +$/.test(part) ? ' +' : part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    })
    .join('');

const anyFigure = String.raw`(?!0(?![\d.,]))\d(?:[\d.,]*\d)?`;
