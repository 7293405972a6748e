import { LimitReached } from '../limits.js';
import { type Decimal, decimalKey, parseDecimal } from './decimal.js';

/**
 * A number of a document that no double says exactly: `9007199254740993`, `1e400`.
 * A document's plain JS number therefore means just the decimal that `String` writes for it,
 * and an ExactNumber never equals a plain number.
 */
export class ExactNumber {
  readonly key: string;
  constructor(
    /** The digits as they stood in the document. */
    readonly text: string,
    readonly decimal: Decimal,
  ) {
    this.key = decimalKey(decimal);
  }

  /** JSON shows the digits as a string: a JSON number would be rounded by whoever reads it. */
  toJSON(): string {
    return this.text;
  }
}

/**
 * True where it is cheap to see that the double says the number exactly: fifteen digits and an
 * exponent of two always do, and so does what JavaScript itself would write. False says nothing.
 */
export function survives(text: string, double = Number(text)): boolean {
  if (text.length <= 15) {
    const e = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (e < 0 || text.length - e <= 4) return Math.abs(double) < 1e100;
  }
  return String(double) === text;
}

/** Digits of an exponent; to read one takes longer than its length. */
const mostExponent = 100_000;

/** A number's text as a plain number where that loses nothing, else as an ExactNumber. */
export function readNumber(text: string): number | ExactNumber {
  const double = Number(text);
  if (survives(text, double)) return double;
  const e = Math.max(text.indexOf('e'), text.indexOf('E'));
  if (e >= 0 && text.length - e > mostExponent) {
    throw new LimitReached('too-big', `an exponent of more than ${mostExponent} digits`);
  }
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new RangeError('not the text of a number');
  const back = Number.isFinite(double) ? parseDecimal(String(double)) : undefined;
  return back !== undefined && decimalKey(back) === decimalKey(decimal)
    ? double
    : new ExactNumber(text, decimal);
}

/** The exact decimal of a plain or exact number. */
export function decimalOf(value: number | ExactNumber): Decimal {
  if (value instanceof ExactNumber) return value.decimal;
  const decimal = parseDecimal(String(value));
  if (decimal === undefined) throw new RangeError('a document holds no NaN or Infinity');
  return decimal;
}
