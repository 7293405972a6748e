import { z } from 'zod';

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const sizeUnits: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `250ms`, `5s`, `15m`, `1h`, `7d` → milliseconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text) ?? [];
  return withUnit(amount, durationUnits[unit ?? '']);
}

/** `0.5%` → 0.005; undefined when it is no share of 0–100 %. */
export function parseShare(text: string): number | undefined {
  const [, amount] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text) ?? [];
  const share = amount === undefined ? Number.NaN : Number(amount) / 100;
  return share >= 0 && share <= 1 ? share : undefined;
}

/** `64KiB`, `1MiB`, `512B` → bytes; undefined when it is none of these. */
export function parseSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)\s*(B|KiB|MiB|GiB)$/.exec(text) ?? [];
  return withUnit(amount, sizeUnits[unit ?? '']);
}

function withUnit(amount: string | undefined, factor: number | undefined): number | undefined {
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

/** A duration in the configuration, in milliseconds once read. */
export const duration = unit(parseDuration, 'duration', 'a duration like 250ms, 5s, 15m, 1h or 7d');

/** A size in the configuration, in bytes once read. */
export const size = unit(parseSize, 'size', 'a size like 64KiB or 1MiB');

/** A duration or a share that must be more than nothing. */
export const positive = <T extends z.ZodType<number, unknown>>(value: T) =>
  value.refine((read) => read > 0, { error: 'must be more than 0' });

/** A share that proves something: more than 0 and less than 100 %. */
export const properShare = () =>
  share.refine((ratio) => ratio > 0 && ratio < 1, { error: 'must be more than 0 % and less than 100 %' });

const shareText = 'must be a share of 0–100 %, like 5% or 0.05';

/** A share in the configuration: `0.5%`, or a ratio 0–1; a ratio once read. */
export const share = z
  .union([z.string(), z.number()], { error: shareText })
  .transform((value, context) => {
    const ratio = typeof value === 'number' ? value : parseShare(value);
    if (ratio !== undefined && ratio >= 0 && ratio <= 1) return ratio;
    context.addIssue({ code: 'custom', message: shareText });
    return z.NEVER;
  })
  .meta({ title: 'share', description: 'A share like 0.5% (or a ratio 0–1).' });

/** One value for all of a dial's way, or one for leaving shadow and one for each further step. */
export const forStages = <T extends z.ZodType>(value: T) =>
  z.union([
    value,
    z.strictObject({
      shadow: value.optional().meta({ description: 'For leaving shadow. Default as above.' }),
      step: value.optional().meta({ description: 'For each further step. Default as above.' }),
    }),
  ]);

/** What {@link forStages} read says of leaving shadow, or of a step; undefined where it says nothing. */
export function ofStage(
  value: number | { readonly shadow?: number | undefined; readonly step?: number | undefined } | undefined,
  stage: 'shadow' | 'step',
): number | undefined {
  return typeof value === 'object' ? value[stage] : value;
}

function unit(parse: (text: string) => number | undefined, title: string, what: string) {
  return z
    .string({ error: `must be ${what}` })
    .transform((text, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: `must be ${what}` });
      return z.NEVER;
    })
    .meta({ title, description: `${what.charAt(0).toUpperCase()}${what.slice(1)}.` });
}

/** 0.05 → `5 %`, 0.00125 → `0.125 %`: as people read it. */
export function formatShare(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(4))} %`;
}

/** Milliseconds in the largest unit that keeps the number short: 90_000 → `1.5 m`. */
export function formatDuration(milliseconds: number): string {
  const [unit, factor] =
    Object.entries(durationUnits)
      .toReversed()
      .find(([, size]) => milliseconds >= size) ?? (['ms', 1] as const);
  return `${Number((milliseconds / factor).toPrecision(3))} ${unit}`;
}

/**
 * Milliseconds as people say them: 86_400_000 → `1 day`, 5_400_000 → `1.5 hours`, 90_000 → `1.5 min`, 9_000 → `9 s`.
 * In banyan.yaml `m` is minutes; in a sentence nobody need know that.
 */
export function spanOf(milliseconds: number): string {
  const [unit, size] = longSpans.find(([, least]) => milliseconds >= least * 1000) ?? [];
  if (unit === undefined) return formatDuration(milliseconds);
  const count = Number((milliseconds / 1000 / size).toFixed(1));
  return `${count.toLocaleString('en-US')} ${unit}${unit === 'min' || count === 1 ? '' : 's'}`;
}

const longSpans = [
  ['day', 86_400],
  ['hour', 3_600],
  ['min', 60],
] as const;

/** `about 40 minutes`: how long something takes, as exactly as anybody wants to know. */
export function roughly(seconds: number): string {
  const [unit, size] = spans.find(([, least]) => seconds >= 1.5 * least) ?? smallest;
  const count = Math.max(1, Math.round(seconds / size));
  return `about ${count.toLocaleString('en-US')} ${unit}${count === 1 ? '' : 's'}`;
}

const smallest = ['second', 1] as const;
const spans = [['day', 86_400], ['hour', 3_600], ['minute', 60], smallest] as const;
