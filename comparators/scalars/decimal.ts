/**
 * A decimal number of any length: ± 0.digits × 10^top. `digits` has no zero at either end;
 * zero is no digits. Two decimals are equal exactly when all three parts are.
 */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly top: bigint;
}

const zero: Decimal = { negative: false, digits: '', top: 0n };
const numberText = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/** True for text that JSON would read as a number: `1.0`, `-0`, `1e400`; not `+1`, `01`, ` 1`. */
export function isNumberText(text: string): boolean {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text);
}

/** Reads a number's text, or what `String(number)` writes. Linear in its length, whatever the exponent. */
export function parseDecimal(text: string): Decimal | undefined {
  const parts = numberText.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const all = whole + fraction;
  let start = 0;
  while (all.charCodeAt(start) === 48) start += 1;
  const end = Math.max(start, endOfDigits(all));
  if (start === end) return zero;
  return {
    negative: sign === '-',
    digits: all.slice(start, end),
    top: BigInt(exponent) + BigInt(whole.length - start),
  };
}

/** Where the zeros at the end begin. A regular expression would try every run of zeros on its way. */
function endOfDigits(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 48) end -= 1;
  return end;
}

/** One text per value: equal decimals, and only they, give equal keys. A power of two writes exponents fastest. */
export function decimalKey({ negative, digits, top }: Decimal): string {
  return digits === '' ? '0' : `${negative ? '-' : ''}.${digits}e${top.toString(32)}`;
}

/** The nearest double; near enough to decide what is not near an edge. */
export function aboutAs({ negative, digits, top }: Decimal): number {
  return Number(`${negative ? '-' : ''}0.${digits === '' ? '0' : digits.slice(0, 20)}e${top}`);
}

export function negate(value: Decimal): Decimal {
  return value.digits === '' ? value : { ...value, negative: !value.negative };
}

export function magnitude(value: Decimal): Decimal {
  return value.negative ? negate(value) : value;
}

/** The exact product. */
export function multiply(left: Decimal, right: Decimal): Decimal {
  if (left.digits === '' || right.digits === '') return zero;
  const product = (BigInt(left.digits) * BigInt(right.digits)).toString();
  const lost = BigInt(left.digits.length + right.digits.length - product.length);
  return {
    negative: left.negative !== right.negative,
    digits: product.slice(0, endOfDigits(product)),
    top: left.top + right.top - lost,
  };
}

/**
 * The sign of an exact sum: -1, 0 or 1. Adds from the largest downwards and stops as soon as what is
 * left cannot turn the sign, so a gap between exponents (1e400000 + 1) is never filled with zeros.
 */
export function signOfSum(terms: readonly Decimal[]): -1 | 0 | 1 {
  const falling = terms.filter(({ digits }) => digits !== '').sort((a, b) => (a.top < b.top ? 1 : -1));
  let sum = 0n;
  /** The power of ten that one unit of `sum` stands for. */
  let unit = 0n;
  for (const { negative, digits, top } of falling) {
    // Each later term is below 10^top; three of them cannot outweigh ten units.
    if (sum !== 0n && top + 1n < unit) break;
    const low = top - BigInt(digits.length);
    const term = negative ? -BigInt(digits) : BigInt(digits);
    if (sum === 0n) {
      sum = term;
      unit = low;
    } else if (low < unit) {
      sum = sum * 10n ** (unit - low) + term;
      unit = low;
    } else {
      sum += term * 10n ** (low - unit);
    }
  }
  return sum === 0n ? 0 : sum < 0n ? -1 : 1;
}

/** |left − right| ≤ tolerance, exactly; the edge belongs to it. */
export function isWithin(left: Decimal, right: Decimal, tolerance: Decimal): boolean {
  const gap = [left, negate(right)];
  const distance = signOfSum(gap) < 0 ? gap.map(negate) : gap;
  return signOfSum([...distance, negate(tolerance)]) <= 0;
}
