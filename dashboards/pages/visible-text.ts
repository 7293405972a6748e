import { actingCharacters, writtenOut } from '../../comparators/unseen-characters.js';

/** Shown in the place of what a text leaves out. */
const cut = '…';

/**
 * Makes a stranger's text safe to look at: escape sequences, bidi and zero-width marks show as `\u202e`
 * instead of acting. Markup needs nothing here: text nodes are escaped where they are rendered.
 */
export function visible(text: string): string {
  return text.replaceAll(actingCharacters, writtenOut);
}

/** At most `most` characters, and a sign when something was cut off; never half a character. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}${cut}`;
}
