import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultName } from '../faults.js';
import { isFall } from './changes.js';
import type { Demo } from './demo.js';
import { type Change, readChanges, readScorecard, type Scorecard } from './scorecard.js';
import type { Finding } from './verdict.js';

/** Seconds of a climb that nobody gave a time for. */
const CLIMB_S = 600;
/** So many comparisons with the faults on are enough to see that the dial stays. */
const SEEN = 100;
const SEEN_WITHIN_S = 60;
/** Fails at once, needs nothing to be read again: what a busy machine shows as well. */
const BREAKS: FaultName = 'failing-candidate';
const FALL_WITHIN_S = 180;
const ASK_EVERY_MS = 500;

/** A card as it was when what was waited for held, or when the time was over; and the seconds that took. */
interface Waited {
  readonly card: Scorecard;
  readonly held: boolean;
  readonly took: number;
}

async function until(
  { admin }: Demo,
  holds: (card: Scorecard) => boolean,
  within: number,
  signal: AbortSignal,
): Promise<Waited> {
  const began = performance.now();
  for (;;) {
    // That it does not answer for a moment is no end of the story.
    const card = await readScorecard(admin).catch(() => undefined);
    const took = (performance.now() - began) / 1_000;
    if (card && (holds(card) || took > within)) return { card, held: holds(card), took };
    if (took > within + SEEN_WITHIN_S) throw new Error('Banyan does not answer');
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}

const missing = ({ next }: Scorecard): string => next?.missing.join('; ') || 'nothing is missing';
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/**
 * The story of `--auto --headless`: with its faults the dial stays, without them it climbs to live by itself, and a
 * fault brings it down by itself. Returns what held and what did not, in that order.
 * @param seconds within which it must be live once the faults are off
 * @throws when the signal comes, or Banyan stops answering
 */
export async function climb(demo: Demo, seconds = CLIMB_S, signal: AbortSignal): Promise<readonly Finding[]> {
  const { admin, faults } = demo;
  const findings: Finding[] = [];
  if (faults.on().length > 0) findings.push(await staysDown(demo, signal));
  for (const name of faults.on()) faults.switch(name, false);
  const up = await until(demo, ({ stage }) => stage === 'live', seconds, signal);
  const changes = await readChanges(admin);
  findings.push(judgeClimb(up, seconds), judgeSteps(changes));
  if (!up.held) return findings;
  faults.switch(BREAKS, true);
  const down = await until(demo, ({ share }) => share === 0, FALL_WITHIN_S, signal);
  return [...findings, judgeFall(down, (await readChanges(admin)).findLast(isFall))];
}

async function staysDown(demo: Demo, signal: AbortSignal): Promise<Finding> {
  const names = demo.faults.on().join(', ');
  const { card } = await until(demo, ({ compared }) => compared >= SEEN, SEEN_WITHIN_S, signal);
  const holds = card.share === 0 && card.next?.allowed === false;
  return {
    holds,
    says: `with ${names} the dial stays in shadow: at ${percent(card.share)} after ${card.compared} comparisons; ${missing(card)}`,
  };
}

function judgeClimb({ card, held, took }: Waited, seconds: number): Finding {
  const wanted = `within ${seconds} s wanted`;
  return held
    ? { holds: true, says: `live ${Math.round(took)} s after the faults were off (${wanted})` }
    : {
        holds: false,
        says: `${card.stage} at ${percent(card.share)}, not live, ${Math.round(took)} s after the faults were off (${wanted}); ${missing(card)}`,
      };
}

/** Whether whatever moved the dial until now moved it up, by itself. */
function judgeSteps(changes: readonly Change[]): Finding {
  const moves = changes.filter(({ from, to }) => from.share !== to.share);
  const told = moves.map(({ to, actor }) => `${percent(to.share)} by ${actor}`).join(', ');
  const holds =
    moves.length > 1 && moves.every(({ from, to, role }) => role === 'controller' && to.share > from.share);
  return { holds, says: `step by step, by itself and never down: ${told || 'no step'}` };
}

function judgeFall({ card, held, took }: Waited, fall: Change | undefined): Finding {
  const wanted = `within ${FALL_WITHIN_S} s wanted`;
  return held && fall
    ? {
        holds: true,
        says: `back in shadow ${Math.round(took)} s after ${BREAKS} was switched on (${wanted}), by ${fall.actor}: ${fall.reason}`,
      }
    : {
        holds: false,
        says: `at ${percent(card.share)} ${Math.round(took)} s after ${BREAKS} was switched on, not brought down by itself (${wanted})`,
      };
}
