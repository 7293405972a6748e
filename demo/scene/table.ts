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
  /** The dial moves by itself: all that keeps it from rising is told, and until when. */
  readonly auto: boolean;
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

/** What is missing for the next step: the first of it, or all where the dial moves by itself; empty where nothing is. */
function missingFor({ next }: Scorecard, auto: boolean, now: Date): readonly string[] {
  if (!next) return [];
  const missing = auto ? next.missing : next.missing.slice(0, 1);
  if (!auto || !next.earliest) return missing;
  const seconds = Math.max(0, Math.ceil((Date.parse(next.earliest.at) - now.getTime()) / 1_000));
  return [`in ${seconds} s at the earliest, for ${next.earliest.because}`, ...missing];
}

/** The live table, line by line. */
export function drawTable(
  { card, fields, faults, traffic, auto }: Scene,
  colour: boolean,
  now = new Date(),
): readonly string[] {
  const { bold, dim, green, yellow } = createColors(colour);
  const next = card.next;
  const [first, ...others] = missingFor(card, auto, now);
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
      dim(first ? `   ${first}` : ''),
    ...others.map((missing) => dim(`             ${missing}`)),
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
export function drawLine({ card, faults, traffic, auto }: Scene, now = new Date()): string {
  const { legacy, candidate } = card.latency;
  const missing = auto ? missingFor(card, auto, now).map((each) => `; ${each}`) : [];
  return (
    `${card.name} ${card.stage} ${percent(card.share)}: ${card.compared} compared, ${card.matched} matched, ` +
    `${classesOf(card.mismatched)}, ${card.settling} settling; p50 ${time(legacy.p50)} legacy, ` +
    `${time(candidate.p50)} candidate; faults ${faults.join(',') || 'none'}; ${traffic.failed} calls failed` +
    missing.join('')
  );
}

/** Cuts a line to the width of the terminal, so that a redraw never meets a wrapped line. */
export function fit(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : `${plain.slice(0, columns - 1)}…`;
}
