import { sampledFlag } from './trace-context.js';

/** How it is decided whether a trace is recorded, by the names that OTEL_TRACES_SAMPLER knows. */
export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
/** One of {@link samplerNames}. */
export type SamplerName = (typeof samplerNames)[number];

/** @param flags those of a valid `traceparent`; undefined where the trace begins here */
export type Sampler = (trace: string, flags: number | undefined) => boolean;

/**
 * Decides before anything else is known of a request whether its trace is recorded.
 * @param ratio of `traceidratio`, 0–1
 */
export function samplerOf(name: SamplerName, ratio: number): Sampler {
  const root = name.replace('parentbased_', '');
  const decides = (trace: string): boolean =>
    root === 'traceidratio' ? isWithinRatio(trace, ratio) : root === 'always_on';
  if (!name.startsWith('parentbased_')) return decides;
  return (trace, flags) => (flags === undefined ? decides(trace) : (flags & sampledFlag) !== 0);
}

/** Digits of the trace's end that are random by W3C Trace Context Level 2, as many of them as a number holds exactly. */
const digits = 13;

/** By the trace alone, so that all who ask with the same ratio, or a larger one, agree (OpenTelemetry, TraceIdRatioBased). */
const isWithinRatio = (trace: string, ratio: number): boolean =>
  Number.parseInt(trace.slice(-digits), 16) / 16 ** digits >= 1 - ratio;
