import type { NextStep, Scorecard, ToldGuard } from '../../evidence/scorecard.js';
import { describe } from '../../routing-rules/positions.js';
import { roughly } from '../../routing-rules/units.js';
import { colour } from '../colour.js';
import { inert } from '../print.js';
import { clockTime } from '../when.js';

/** What every guard says, what it waits for, and how the dial goes on from here. */
export function risingLines(card: Scorecard): readonly string[] {
  const width = Math.max(10, ...card.guards.map(({ name }) => name.length));
  return [
    ...rolledBackLines(card),
    ...card.guards.map((guard) => guardLine(guard, width)),
    ...(card.next ? [waysOn(card, card.next)] : []),
  ];
}

function guardLine({ name, verdict, detail, left }: ToldGuard, width: number): string {
  const wait = (left?.seconds ?? null) === null ? '' : `; ${roughly(left?.seconds ?? 0)}${atThisRate(left)}`;
  return `  ${name.padEnd(width)}  ${colourOf(verdict)(verdict.padEnd(4))}  ${inert(detail)}${wait}`;
}

/** The clock needs no rate. */
const atThisRate = (left: ToldGuard['left']): string => (left?.of === 'seconds' ? ' more' : ' at this rate');

function rolledBackLines({ name, rolledBack }: Scorecard): readonly string[] {
  if (rolledBack === null) return [];
  const { automatic, at, why, latched, acknowledged } = rolledBack;
  const told = `  ${colour.red('rolled back')} ${automatic ? 'by itself ' : ''}at ${clockTime(at)}: ${inert(why)}`;
  if (latched) return [told, `  latched: an admin lets it rise again: banyan unlatch ${name} --reason "…"`];
  if (!automatic || acknowledged) return [told];
  return [told, `  once somebody knows why: banyan acknowledge ${name} --reason "…"`];
}

function waysOn(card: Scorecard, next: NextStep): string {
  if (next.allowed) return `may rise: banyan promote ${card.name} --reason "…"`;
  if (card.held) return `held: banyan resume ${card.name} --reason "…"`;
  // What no force overcomes says so itself.
  if (!card.guards.some(({ verdict }) => verdict !== 'pass')) return inert(next.missing.join(' '));
  const { earliest } = next;
  const when =
    earliest === null ? '' : `, earliest ${clockTime(earliest.at)} because of ${inert(earliest.because)}`;
  const to = describe(next).replace('split ', '').replace(' ', '');
  return `not yet${when}. to raise anyway: banyan dial ${card.name} ${to} --force --reason "…"`;
}

const colourOf = (verdict: 'pass' | 'hold' | 'fail'): ((text: string) => string) =>
  ({ pass: colour.green, hold: colour.yellow, fail: colour.red })[verdict];
