/** Shown in the place of what a text leaves out. */
const cut = '…';

// Controls, the marks that reorder text (bidi) or hide in it, and halves of surrogate pairs.
const treacherous =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Makes a stranger's text safe to look at: escape sequences, bidi and zero-width marks show as `\u202e`
 * instead of acting. Markup needs nothing here: text nodes are escaped where they are rendered.
 */
export function visible(text: string): string {
  return text.replace(treacherous, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** At most `most` characters, and a sign when something was cut off; never half a character. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}${cut}`;
}
