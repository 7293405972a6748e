import stringWidth from 'string-width';

/** Columns of a terminal that a text takes: wide characters two, combining marks and colour codes none. */
export const widthOf = (text: string): number => (plain.test(text) ? text.length : stringWidth(text));

/** Texts of these alone, which nearly all are, need no looking up. */
const plain = /^[\u0020-\u007e]*$/;

/** The same text without colour codes. */
export const uncoloured = (text: string): string => text.replaceAll(colourCode, '');
const colourCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

const segmenter = new Intl.Segmenter();

/** What is seen as one character each: never part of a pair of surrogates, nor a letter without its accent. */
const charactersOf = (text: string): readonly string[] =>
  plain.test(text) ? text.split('') : Array.from(segmenter.segment(text), ({ segment }) => segment);

/**
 * A text in at most so many columns, its middle left out where it is longer: of a pattern, a key and an address both
 * ends tell more than the middle. What is cut has no colour any more.
 */
export function cutInMiddle(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return '';
  const characters = charactersOf(uncoloured(text));
  const room = width - 1;
  const start = taken(characters, Math.ceil(room / 2));
  const end = taken(characters.toReversed(), room - widthOf(start.join('')));
  return `${start.join('')}…${end.toReversed().join('')}`;
}

/** The first of these, as many as fit. */
function taken(characters: readonly string[], width: number): readonly string[] {
  let room = width;
  const at = characters.findIndex((character) => (room -= widthOf(character)) < 0);
  return at < 0 ? characters : characters.slice(0, at);
}

/**
 * A text as lines of at most so many columns, broken at blanks, and within a word only where it is wider than a line.
 * What fits stays as it is; what is broken has no colour any more.
 */
export function wrapped(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of uncoloured(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = broken(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line];
}

/** A word in pieces of at most so many columns. */
function broken(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let characters = charactersOf(word);
  while (characters.length > 0) {
    const piece = taken(characters, width);
    const count = Math.max(1, piece.length);
    pieces.push(characters.slice(0, count).join(''));
    characters = characters.slice(count);
  }
  return pieces;
}

/** A text behind a label, its further lines below its first: the label in the first line, blanks in the others. */
export function hanging(label: string, text: string, width: number): readonly string[] {
  const indent = widthOf(label);
  // Beside a label that takes nearly all of it nothing can be read.
  const lines = wrapped(text, Math.max(width - indent, narrowest));
  return lines.map((line, at) => (at === 0 ? label : ' '.repeat(indent)) + line);
}

/** Columns in which words can still be read. */
const narrowest = 20;
