/** Controls but tab and line feed, what hides in a text or turns its order (bidi), and notes between its lines. */
const acting =
  '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb';
/** A half of a pair of surrogates without the other. */
const halves = '[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]';

/**
 * Characters of a stranger’s text that act where it is shown, or are not there to be seen: on a terminal, on a page
 * and in a file alike. Joiners are left, which make one sign of several; so are tabs and line feeds.
 */
export const actingCharacters = new RegExp(`[${acting}]|${halves}`, 'g');

/** The same and joiners: where nothing may stand that is not seen, and the width of a text must be known. */
export const unseenCharacters = new RegExp(`[\\u200c\\u200d${acting}]|${halves}`, 'g');

/** `\u202e`, in place of the character: JSON, and YAML in double quotes, read it as what it was. */
export const writtenOut = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
