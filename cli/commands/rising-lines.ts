import { isBadForGood } from '../../evidence/bad-for-good.js';
import type { NextStep, Scorecard, ToldGuard } from '../../evidence/scorecard.js';
import { describe } from '../../routing-rules/positions.js';
import { roughly } from '../../routing-rules/units.js';
import { colour } from '../colour.js';
import { hanging, widthOf, wrapped } from '../fitted-text.js';
import { inert } from '../print.js';
import { clockTime } from '../when.js';

/**
 * What every guard says, what it waits for, and how the dial goes on from here.
 * @param width columns of the terminal, within which sentences wrap
 */
export function risingLines(card: Scorecard, width = Number.POSITIVE_INFINITY): readonly string[] {
  const names = Math.max(10, ...card.guards.map(({ name }) => name.length));
  return [
    ...rolledBackLines(card).flatMap((line) => hanging('  ', line, width)),
    ...card.guards.flatMap((guard) => guardLines(guard, names, width)),
    ...card.blindSpots.flatMap((spot) =>
      hanging('  ', `${colour.yellow('watched less')}: ${inert(spot)}`, width),
    ),
    ...badForGoodLines(card).flatMap((line) => hanging('  ', line, width)),
    ...waysOn(card).flatMap((line) => withCommandWhole(line, width)),
  ];
}

/** A command stays in one piece, to be copied: where it finds no room behind what leads to it, it stands below. */
function withCommandWhole(line: string, width: number): readonly string[] {
  const at = line.indexOf(': banyan ');
  if (at < 0 || widthOf(line) <= width) return wrapped(line, width);
  return [...wrapped(line.slice(0, at + 1), width), `  ${line.slice(at + 2)}`];
}

function guardLines(
  { name, verdict, detail, left }: ToldGuard,
  names: number,
  width: number,
): readonly string[] {
  const wait = (left?.seconds ?? null) === null ? '' : `; ${roughly(left?.seconds ?? 0)}${atThisRate(left)}`;
  const label = `  ${name.padEnd(names)}  ${colourOf(verdict)(verdict.padEnd(4))}  `;
  return hanging(label, `${inert(detail)}${wait}`, width);
}

/** The clock needs no rate. */
const atThisRate = (left: ToldGuard['left']): string => (left?.of === 'seconds' ? ' more' : ' at this rate');

function rolledBackLines({ name, rolledBack, raise }: Scorecard): readonly string[] {
  if (rolledBack === null) return [];
  const { automatic, at, why, latched, acknowledged } = rolledBack;
  const seen = acknowledged ? ', acknowledged' : '';
  const told = `${colour.red('rolled back')} ${automatic ? 'by itself ' : ''}at ${clockTime(at)}${seen}: ${inert(why)}`;
  if (latched) return [told, `latched: an admin lets it rise again: banyan unlatch ${name} --reason "…"`];
  if (acknowledged) return [told];
  if (!automatic)
    return raise === 'after-acknowledge'
      ? [told, `it does not rise by itself before: banyan acknowledge ${name} --reason "…"`]
      : [told];
  return [told, `once somebody knows why: banyan acknowledge ${name} --reason "…"`];
}

/** The way out where no time and no clean traffic is one. */
function badForGoodLines(card: Scorecard): readonly string[] {
  if (!isBadForGood(card)) return [];
  const orDeployed = card.versionsFrom.candidate === null ? '' : 'another version of the candidate, or ';
  return [
    `what is bad stays bad in this evidence; once it is mended, ${orDeployed}banyan restart-evidence ${card.name} --reason "…" begins anew`,
  ];
}

/** What somebody may do now, or what keeps them from it. */
function waysOn(card: Scorecard): readonly string[] {
  const { name, stage, next, retiring } = card;
  if (stage === 'retired')
    return [`legacy is not read any more; banyan dial ${name} shadow --reason "…" takes it back`];
  const step = next ?? retiring;
  if (step === null) return [];
  if (card.held) return [`held: banyan resume ${name} --reason "…"`];
  if (step.allowed)
    return [
      next === null
        ? `may be retired, which is for somebody to say: banyan dial ${name} retired --reason "…"`
        : `may rise${card.raise === 'auto' ? ', and does so by itself' : ''}: banyan promote ${name} --reason "…"`,
    ];
  if (!step.yieldsToForce) return [`may not rise, not by force either: ${inert(step.missing.join(' '))}`];
  if (next === null) return [`may not be retired yet${earliestTold(step)}`];
  const to = describe(step).replace('split ', '').replace(' ', '');
  const soonest = step.earliest === null ? '' : ` earliest ${when(step.earliest)}.`;
  return [`not yet.${soonest} to raise anyway: banyan dial ${name} ${to} --force --reason "…"`];
}

const earliestTold = ({ earliest }: NextStep): string =>
  earliest === null ? '' : `, earliest ${when(earliest)}`;

const when = ({ at, because }: NonNullable<NextStep['earliest']>): string =>
  `${clockTime(at)} because of ${inert(because)}`;

const colourOf = (verdict: 'pass' | 'hold' | 'fail'): ((text: string) => string) =>
  ({ pass: colour.green, hold: colour.yellow, fail: colour.red })[verdict];
