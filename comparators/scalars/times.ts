import { type Decimal, multiply, parseDecimal } from './decimal.js';
import { ExactNumber, decimalOf } from './exact-number.js';

const iso =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?)?$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const imfFixdate = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const rfc850 = /^[A-Z][a-z]+, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/** Epoch seconds stay below this until the year 5138; milliseconds are above it since 1973. */
const firstMilliseconds = 100_000_000_000;
const thousandth: Decimal = { negative: false, digits: '1', top: -2n };

/**
 * A time as exact seconds since 1970: ISO 8601 (no zone means UTC), the three dates of RFC 9110 §5.6.7,
 * epoch seconds or milliseconds as number or digits. Undefined for anything else.
 */
export function timeOf(value: unknown): Decimal | undefined {
  if (typeof value === 'number') return epoch(value);
  if (value instanceof ExactNumber) return epoch(value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  if (/^-?\d{9,}(\.\d+)?$/.test(value)) {
    const decimal = parseDecimal(value);
    return decimal === undefined ? undefined : scaled(decimal, Math.abs(Number(value)));
  }
  return isoTime(value) ?? httpTime(value);
}

function epoch(value: number | ExactNumber): Decimal {
  return scaled(decimalOf(value), Math.abs(Number(value instanceof ExactNumber ? value.text : value)));
}

function scaled(decimal: Decimal, size: number): Decimal {
  return size >= firstMilliseconds ? multiply(decimal, thousandth) : decimal;
}

function isoTime(text: string): Decimal | undefined {
  const parts = iso.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', , sign, hours, minutes] =
    parts;
  const base = seconds(
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (base === undefined) return undefined;
  const offset = (sign === '-' ? -60 : 60) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  const whole = base - offset;
  if (/^0*$/.test(fraction)) return parseDecimal(String(whole));
  // Before 1970 the fraction still counts forwards: scale up instead of pasting digits together.
  const scaledUp = BigInt(whole) * 10n ** BigInt(fraction.length) + BigInt(fraction);
  return parseDecimal(`${scaledUp}e-${fraction.length}`);
}

function httpTime(text: string): Decimal | undefined {
  let found = imfFixdate.exec(text);
  if (found !== null) {
    const [, day, month, year, hour, minute, second] = found;
    return named(Number(year), month, Number(day), hour, minute, second);
  }
  found = rfc850.exec(text);
  if (found !== null) {
    const [, day, month, year, hour, minute, second] = found;
    // RFC 9110 would ask the clock; two digits are read as 1970–2069 so that the answer never changes.
    const short = Number(year);
    return named(short < 70 ? 2000 + short : 1900 + short, month, Number(day), hour, minute, second);
  }
  found = asctime.exec(text);
  if (found === null) return undefined;
  const [, month, day, hour, minute, second, year] = found;
  return named(Number(year), month, Number(day), hour, minute, second);
}

type Digits = string | undefined;

function named(
  year: number,
  month: Digits,
  day: number,
  hour: Digits,
  minute: Digits,
  second: Digits,
): Decimal | undefined {
  const number = months.indexOf(month ?? '') + 1;
  const whole = seconds(year, number, day, Number(hour), Number(minute), Number(second));
  return whole === undefined ? undefined : parseDecimal(String(whole));
}

function seconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  // 24:00 and the leap second :60 are ISO 8601; both mean the next moment.
  const ofDay = hour < 24 || (hour === 24 && minute === 0 && second === 0);
  if (!real || !ofDay || minute > 59 || second > 60) return undefined;
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}
