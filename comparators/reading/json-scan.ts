import { survives } from '../scalars/exact-number.js';
import { LimitReached, type Limits } from '../limits.js';

/** What one cheap pass over a JSON text tells before anything is built from it. */
export interface JsonScan {
  /** Members of all objects, each spelling of a duplicate key counted. */
  readonly keys: number;
  /** True where some number may lose digits in a double. */
  readonly exact: boolean;
}

/**
 * Walks over a JSON text without reading it: strings are jumped over. The counts hold for valid JSON;
 * whether it is valid, the parser says.
 * @throws LimitReached for `too-deep` and `too-big`, before memory is spent on the document.
 */
export function scanJson(text: string, limits: Limits): JsonScan {
  let keys = 0;
  let depth = 0;
  let exact = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === 0x22) {
      at = closingQuote(text, at);
      if (at < 0) break;
    } else if (char === 0x3a) {
      keys += 1;
      if (keys > limits.keys) throw new LimitReached('too-big', `more than ${limits.keys} keys`);
    } else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      if (depth > limits.depth) throw new LimitReached('too-deep', `nested more than ${limits.depth} deep`);
    } else if (char === 0x7d || char === 0x5d) {
      depth -= 1;
    } else if (char === 0x2d || (char >= 0x30 && char <= 0x39)) {
      const start = at;
      while (isNumberChar(text.charCodeAt(at + 1))) at += 1;
      // Up to four characters hold neither sixteen digits nor an exponent of three.
      if (!exact && at - start >= 4) exact = !survives(text.slice(start, at + 1));
    }
  }
  return { keys, exact };
}

/** Offset of the quote that closes the string opened at `open`, or -1. */
function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close > 0) {
    let slashes = close - 1;
    while (text.charCodeAt(slashes) === 0x5c) slashes -= 1;
    if ((close - slashes) % 2 === 1) return close;
    close = text.indexOf('"', close + 1);
  }
  return -1;
}

/** 0-9 . + - e E */
function isNumberChar(char: number): boolean {
  return (
    (char >= 0x30 && char <= 0x39) ||
    char === 0x2e ||
    char === 0x65 ||
    char === 0x45 ||
    char === 0x2b ||
    char === 0x2d
  );
}
