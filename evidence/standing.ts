import { alphaOfAttempt } from '../routing-rules/attempt.js';
import type { TurnContext, Turner } from '../routing-rules/dial-table.js';
import { frozenUntil } from '../routing-rules/freeze/frozen-until.js';
import { examine } from '../routing-rules/guards/guards.js';
import type {
  GuardEvidence,
  GuardFinding,
  GuardSettings,
  RollbackStanding,
} from '../routing-rules/guards/guard.js';
import { passesAsFew } from '../routing-rules/guards/mismatch.js';
import { coolDown, isAnsweredFor, rollbacksOf, tellRolledBack } from '../routing-rules/rolled-back.js';
import { mainReasons } from './main-reasons.js';
import { candidateOf, type RouteBooks, subjectOf } from './route-books.js';

/** The books that guards look at. */
export type GuardedBooks = Pick<RouteBooks, 'rule' | 'dial' | 'ledger' | 'standing'>;

/** What the guards of a route look at, and by which thresholds. */
export interface Standing {
  readonly evidence: GuardEvidence;
  readonly settings: GuardSettings;
  readonly guards: readonly GuardFinding[];
}

/** How a route stands: what every guard says of its evidence. */
export function standingOf(books: GuardedBooks): Standing {
  const settings = settingsOf(books);
  const evidence = evidenceOf(books, settings);
  return { evidence, settings, guards: examine(evidence, settings) };
}

/** One sentence for each guard that keeps the dial from rising. */
export const missingOf = (guards: readonly GuardFinding[]): readonly string[] =>
  guards.filter(({ verdict }) => verdict !== 'pass').map(({ name, detail }) => `${name}: ${detail}`);

/** Who asks for a turn, and how. */
export interface Asker {
  readonly by: Turner;
  readonly reason: string;
  readonly force: boolean;
}

/** What a turn of the route's dial is judged by now. */
export function contextOf(
  books: GuardedBooks,
  asker: Asker,
  now: Date,
  { evidence, settings, guards }: Standing = standingOf(books),
): TurnContext {
  const { rule, ledger } = books;
  return {
    ...asker,
    at: now,
    hasCandidate: rule.candidate !== null,
    hasCohort: Object.keys(rule.only).length > 0,
    plan: rule.dial.plan,
    missing: missingOf(guards),
    frozen: frozenOf(rule, now),
    key: ledger.id.evidenceKey,
    candidate: candidateOf(ledger.id),
    subject: subjectOf(ledger),
    leavesShadow: settings.leavesShadow,
    met: evidence.met,
    passesAsFew: passesAsFew(evidence, settings),
  };
}

/** Why nothing rises now, as a sentence; undefined outside of a freeze window. */
function frozenOf({ dial: { freeze } }: GuardedBooks['rule'], now: Date): string | undefined {
  const until = frozenUntil(freeze, now);
  if (until === null) return undefined;
  if (until === 'always') return 'The dial is frozen for good: its freeze windows leave no gap.';
  const zone = freeze[0]?.zone ?? 'UTC';
  return `The dial is frozen until ${until.toLocaleString('en-GB', { ...readable, timeZone: zone })} (${zone}).`;
}

const readable = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
} as const;

/** Seconds in which caches warm and connections are made: times in them tell of the start, not of the sides. */
const longestBurnIn = 60;

/** Whether the dial has stood where it does for as long as the route asks. */
export const isDwellOver = ({ rule, dial, standing }: GuardedBooks): boolean =>
  standing.dwelt >= dwellOf(rule.dial, dial);

/** What of the time that a dial stands is reached. */
export function passedOf({ rule, dial, ledger, standing: { dwelt } }: GuardedBooks) {
  const dwell = dwellOf(rule.dial, dial);
  // A process that begins, or other evidence, begins cold wherever the dial stands.
  const warm = Math.min(dwelt, ledger.watch.ticks);
  return { burntIn: warm >= Math.min(longestBurnIn, dwell / 4), isLate: dwelt >= dwell / 4 };
}

function evidenceOf(
  { dial, ledger, standing }: GuardedBooks,
  settings: Pick<GuardSettings, 'leavesShadow'>,
): GuardEvidence {
  const { entities, draws, outcomes, watch } = ledger;
  const few = !settings.leavesShadow && dial.leftShadow?.asFew === true ? dial.leftShadow : null;
  const { late, ...step } = entities.stepCounts;
  const drawn = draws.counts.step;
  return {
    entities: step,
    late,
    draws: { draws: drawn?.draws ?? 0, bad: drawn?.bad ?? 0 },
    lateDraws: drawn?.late ?? { draws: 0, badOrNew: 0 },
    // Who has few is asked for all of them; after a deploy of legacy those that came first are not all.
    met: Math.max(entities.counts.compared, few?.entities ?? 0),
    compared: outcomes.step.compared,
    unsettled: outcomes.step.unsettled,
    dropped: outcomes.step.dropped,
    mostly: mainReasons(outcomes.counts),
    fields: ledger.coverage.covered,
    forgiven: ledger.forgiven,
    errors: watch.pairs.errors,
    latency: watch.pairs.latency,
    detectors: watch.readings,
    dwelt: standing.dwelt,
    sinceCompared: watch.sinceCompared,
    fewEntities: few !== null,
  };
}

function settingsOf(books: GuardedBooks): GuardSettings {
  const { rule, dial } = books;
  const { below, traffic, keys, dropped, errors, latency, within } = rule.guards;
  return {
    leavesShadow: isLeavingShadow(books),
    below,
    traffic,
    firstAlpha: firstAlphaOf(books),
    alpha: alphaOf(books),
    keys,
    dropped,
    errors,
    latency,
    within,
    shapeAccepted: rule.dial.shapeAccepted,
    dwell: dwellOf(rule.dial, dial),
    soaks: dial.stage === 'live',
    rollback: rollbackOf(books),
  };
}

/** Whether these rules and this candidate are still to prove what leaving shadow asks for, wherever the dial stands. */
const isLeavingShadow = ({ dial, ledger }: Pick<GuardedBooks, 'dial' | 'ledger'>): boolean =>
  dial.leftShadow?.subject !== subjectOf(ledger);

/** The error accepted for the next raise: leaving shadow asks for more than a further step, and so does trying again. */
export const alphaOf = (books: GuardedBooks): number => alphaOfAttempt(firstAlphaOf(books), attemptOf(books));

/** 1 − 99 % is 1 %, and no digit beside it. */
const firstAlphaOf = (books: GuardedBooks): number =>
  Number((1 - books.rule.guards.confidence[isLeavingShadow(books) ? 'shadow' : 'step']).toPrecision(12));

/** Which attempt on this version of the candidate it is: an edit, a restart by hand, or a lowering begins a further one. */
export const attemptOf = ({ dial, ledger }: Pick<GuardedBooks, 'dial' | 'ledger'>): number =>
  ledger.attempt + rollbacksOf(dial, candidateOf(ledger.id));

/** Whether no rollback of the route is left for somebody, or for another candidate, to answer for. */
export const answeredFor = ({ dial, ledger, standing }: GuardedBooks): boolean =>
  isAnsweredFor(dial.rolledBack, candidateOf(ledger.id), (candidate) =>
    standing.sinceRollback.isEarly(candidate),
  );

function rollbackOf(books: GuardedBooks): RollbackStanding | null {
  const { rule, dial, standing } = books;
  const { rolledBack } = dial;
  // What somebody lowered, somebody may raise.
  if (!rolledBack?.automatic) return null;
  const left = coolDown(dial, rule.dial.coolDown) - standing.sinceRollback.passed;
  return {
    told: tellRolledBack(rolledBack),
    coolsFor: Math.max(0, Math.ceil(left)),
    answeredFor: answeredFor(books),
  };
}

function dwellOf(
  { dwell }: GuardedBooks['rule']['dial'],
  { stage }: Pick<GuardedBooks['dial'], 'stage'>,
): number {
  if (stage === 'live') return dwell.live;
  return stage === 'split' ? dwell.step : dwell.shadow;
}
