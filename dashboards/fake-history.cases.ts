import type { HistoryAsked, HistoryPoint, RouteHistory } from '../evidence/history/route-history.js';
import { resolutionOf } from '../evidence/history/tiers.js';
import { noClasses } from '../evidence/mismatch-class.js';
import type { AuditEntry } from '../evidence/scorecard.js';

/** When the past of the fake desk ends, epoch seconds. */
export const pastEnds = Date.parse('2026-11-20T15:00:00.000Z') / 1000;

const none = { p50: null, p95: null, p99: null };
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
const times = (p50: number, wave: number) => ({
  p50: p50 * (1 + wave / 20),
  p95: p50 * 2 * (1 + wave / 10),
  p99: p50 * 3 * (1 + wave / 8),
});

/** A route that was raised twice and rolled back once, with a gap in which Banyan was down. */
export function fakeHistory(asked: HistoryAsked, changes: readonly AuditEntry[]): RouteHistory {
  const to = Math.min(asked.to ?? pastEnds, pastEnds);
  const from = asked.from ?? to - (asked.last ?? 3_600);
  const resolution = resolutionOf(from, to, pastEnds, asked.points);
  const points: HistoryPoint[] = [];
  for (let at = Math.ceil(from / resolution + 1) * resolution; at <= to; at += resolution) {
    const part = (at - from) / (to - from);
    if (part > 0.3 && part < 0.36) continue;
    points.push(pointAt(at, part, resolution));
  }
  return {
    from: iso(from),
    to: iso(to),
    resolution,
    points,
    changes: changes.filter(({ time }) => Date.parse(time) / 1000 > from && Date.parse(time) / 1000 <= to),
  };
}

function pointAt(at: number, part: number, resolution: number): HistoryPoint {
  const wave = Math.sin(at / 97) + Math.sin(at / 31) / 2;
  const share = part < 0.2 ? 0 : part < 0.55 ? 0.01 : part < 0.7 ? 0 : 0.05;
  const seen = 40 + part * 4_400;
  const bad = part > 0.55 ? 3 : 0;
  return {
    at: iso(at),
    stage: share > 0 ? 'split' : 'shadow',
    share,
    rate: {
      estimate: bad / seen,
      lower: bad === 0 ? 0 : bad / seen / 4,
      upper: Math.min(1, (bad + 5) / seen),
    },
    threshold: 0.001,
    candidate: part < 0.55 ? '1.4.1' : '1.4.2',
    requests: 4 * resolution,
    compared: 4 * resolution - 1,
    mismatched: {
      ...noClasses(),
      stale: Math.round(Math.abs(wave)),
      semantic: part > 0.55 && part < 0.57 ? 1 : 0,
    },
    latency: { legacy: times(0.54, wave), candidate: share === 0 && part < 0.1 ? none : times(0.006, wave) },
    lag: none,
  };
}
