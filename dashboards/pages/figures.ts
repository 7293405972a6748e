import type { Quantiles } from '../../evidence/scorecard.js';
import type { Position } from '../../routing-rules/dial.js';
import { spanOf } from '../../routing-rules/units.js';

/** What stands where a number would, before there is one. Never NaN, never a 0 that nobody measured. */
export const notMeasured = 'not measured yet';

/** Between a number and its unit: they stay together at the end of a line. */
const nbsp = '\u00a0';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345`. */
export const count = (n: number): string => grouped.format(n);

/** `1 entity`, `2 entities`. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)}${nbsp}${n === 1 ? one : many}`;

/** `0.1 %`: two significant digits below one percent, so that a small rate is not told as none. */
export function percent(ratio: number | null): string {
  if (ratio === null) return notMeasured;
  return `${percentDigits(ratio)}${nbsp}%`;
}

function percentDigits(ratio: number): string {
  const value = ratio * 100;
  if (value === 0 || value === 100) return String(value);
  if (value < 0.0005) return '<\u20090.0005';
  if (value > 99.99 && value < 100) return '>\u200999.99';
  const digits =
    value < 1
      ? Number(value.toPrecision(2))
      : value < 10
        ? Number(value.toFixed(1))
        : Number(value.toFixed(value > 99 ? 2 : 1));
  return String(digits);
}

/** `[0.01 … 0.17 %]`. */
export const interval = (lower: number, upper: number): string =>
  `${percentDigits(lower)}${nbsp}…${nbsp}${percentDigits(upper)}${nbsp}%`;

/** `0.6 ms`, `540 ms`, `12.3 s`; from seconds. */
export function duration(seconds: number | null): string {
  if (seconds === null) return notMeasured;
  const ms = seconds * 1000;
  if (ms < 10) return `${Number(ms.toFixed(1))}${nbsp}ms`;
  if (ms < 10_000) return `${count(ms)}${nbsp}ms`;
  return `${Number(seconds.toFixed(1))}${nbsp}s`;
}

/** `9 s`, `1.5 min`, `3 days`: how long something has lasted; from seconds. */
export const span = (seconds: number): string => spanOf(Math.floor(seconds) * 1000).replace(' ', nbsp);

/** Whether any quantile was measured. */
export const measured = (quantiles: Quantiles): boolean => quantiles.p50 !== null;

/** `2026-11-21 04:45:12 UTC`: one clock for everybody who reads an audit. */
export function instant(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  return `${time.toISOString().slice(0, 19).replace('T', ' ')}${nbsp}UTC`;
}

/** `split 5 %`, `shadow`; a stage that fixes its share is told without it. */
export function position({ stage, share }: Position): string {
  return stage === 'split' ? `split ${percent(share)}` : stage;
}
