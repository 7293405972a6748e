/**
 * A share as people write it, `"5%"` or the ratio `0.05`, told as a ratio 0–1; undefined when it is neither.
 * A bare number is always a ratio: `5` is out of range, never a guess at 5 %.
 */
export function parseShare(given: unknown): number | undefined {
  const ratio = typeof given === 'string' ? percent(given) : given;
  if (typeof ratio !== 'number' || !(ratio >= 0 && ratio <= 1)) return undefined;
  return ratio + 0; // −0 is 0
}

/** The pattern of a share in percent, for the OpenAPI document too. */
export const percentPattern = /^\d{1,3}(?:\.\d{1,12})? ?%$/;

function percent(text: string): number | undefined {
  // Shifting the decimal point as text is exact, 0.7 / 100 is not.
  return percentPattern.test(text) ? Number(`${text.slice(0, -1).trim()}e-2`) : undefined;
}
