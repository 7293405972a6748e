import { stripVTControlCharacters } from 'node:util';
import { createColors } from 'picocolors';
import type { FaultName } from '../faults.js';
import type { TrafficCounts } from '../traffic/traffic.js';
import { type FieldRow, type Quantiles, type Scorecard, skippedOf } from './scorecard.js';

/** Everything the table shows. */
export interface Scene {
  readonly card: Scorecard;
  readonly fields: readonly FieldRow[];
  readonly faults: readonly FaultName[];
  readonly traffic: TrafficCounts;
}

const FIELD_ROWS = 6;

function time(seconds: number | null): string {
  if (seconds === null) return '–';
  return seconds < 0.01 ? `${(seconds * 1_000).toFixed(1)} ms` : `${Math.round(seconds * 1_000)} ms`;
}

function percent(ratio: number | null): string {
  return ratio === null ? '–' : `${(ratio * 100).toFixed(1)} %`;
}

function latencies({ p50, p95, p99 }: Quantiles): string {
  return [p50, p95, p99].map((value) => time(value).padStart(9)).join(' ');
}

function classesOf(counts: Readonly<Record<string, number>>): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return told.map(([name, count]) => `${name} ${count}`).join(', ') || 'no mismatch';
}

/** The live table, line by line. */
export function drawTable({ card, fields, faults, traffic }: Scene, colour: boolean): readonly string[] {
  const { bold, dim, green, yellow } = createColors(colour);
  const next = card.next;
  const lines = [
    `${bold(card.name)}   ${card.stage}, ${percent(card.share)} of agents on the candidate`,
    `  requests   ${card.requests} = ${card.compared} compared + ${skippedOf(card)} skipped` +
      dim(`   (traffic: ${traffic.reads} reads, ${traffic.writes} writes, ${traffic.failed} failed)`),
    `  compared   ${green(`${card.matched} matched`)}, ${yellow(classesOf(card.mismatched))}, ${card.settling} settling`,
    `  customers  ${percent(card.rate.estimate)} bad ` +
      dim(`(between ${percent(card.rate.lower)} and ${percent(card.rate.upper)})`),
    `  latency    ${dim('      p50       p95       p99')}`,
    `    legacy    ${latencies(card.latency.legacy)}`,
    `    candidate ${latencies(card.latency.candidate)}`,
    `  next step  ${next ? `${percent(next.share)} ${next.allowed ? green('allowed') : yellow('not yet')}` : 'none'}` +
      dim(next?.missing[0] ? `   ${next.missing[0]}` : ''),
    `  faults on  ${faults.join(', ') || 'none'}`,
  ];
  if (fields.length === 0) return lines;
  lines.push(`  differing  ${dim('times  class')}`);
  for (const { pattern, kind, mismatched, classes } of fields.slice(0, FIELD_ROWS))
    lines.push(`    ${String(mismatched).padStart(6)}  ${pattern} (${kind}): ${classesOf(classes)}`);
  if (fields.length > FIELD_ROWS) lines.push(dim(`            and ${fields.length - FIELD_ROWS} more`));
  return lines;
}

/** The same in one line, for logs. */
export function drawLine({ card, faults, traffic }: Scene): string {
  const { legacy, candidate } = card.latency;
  return (
    `${card.name} ${card.stage} ${percent(card.share)}: ${card.compared} compared, ${card.matched} matched, ` +
    `${classesOf(card.mismatched)}, ${card.settling} settling; p50 ${time(legacy.p50)} legacy, ` +
    `${time(candidate.p50)} candidate; faults ${faults.join(',') || 'none'}; ${traffic.failed} calls failed`
  );
}

/** Cuts a line to the width of the terminal, so that a redraw never meets a wrapped line. */
export function fit(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : `${plain.slice(0, columns - 1)}…`;
}
