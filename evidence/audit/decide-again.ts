import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { alphaOfAttempt } from '../../routing-rules/attempt.js';
import { alarmOf } from '../../routing-rules/alarm.js';
import {
  type TurnAction,
  turnActions,
  type TurnContext,
  type Turner,
} from '../../routing-rules/dial-table.js';
import { type Dial, type Position, isSameDial } from '../../routing-rules/dial.js';
import { detectorNames } from '../../routing-rules/guards/detectors.js';
import { examine } from '../../routing-rules/guards/guards.js';
import { passesAsFew } from '../../routing-rules/guards/mismatch.js';
import { describe, isSame } from '../../routing-rules/positions.js';
import { isAnsweredFor, rollbacksOf, tellRolledBack } from '../../routing-rules/rolled-back.js';
import { turnDial } from '../../routing-rules/turn-dial.js';
import { withoutTurn } from '../audit-chain.js';
import { dialSchema } from '../last-dials.js';
import type { AuditEntry } from '../scorecard.js';
import { missingOf } from '../standing.js';
import { guardsDiffer } from './guards-differ.js';
import { judgedSchema, turnRules } from './recorded-turn.js';

/** What came of judging an entry again. */
export type DecidedAgain =
  /** It was judged again; what does not come out as the entry says, one sentence each; and the dials it tells of. */
  | {
      readonly kind: 'judged';
      readonly flaws: readonly string[];
      /** Undefined where the audit was told late: what lay between is not known. */
      readonly before: Dial | undefined;
      readonly after: Dial;
    }
  /** Nothing was decided: an entity was forgotten, or other evidence began. */
  | { readonly kind: 'told'; readonly flaws: readonly string[] }
  /** A dial was found lowered; how that was decided nobody could keep. */
  | { readonly kind: 'found'; readonly flaws: readonly string[]; readonly after: Dial }
  /** Written by a version of Banyan that kept less, or judged by other rules: nothing can be said of it. */
  | { readonly kind: 'earlier' | 'other-rules'; readonly flaws: readonly string[] }
  /** What it was decided on is not what Banyan writes; that is its flaw. */
  | { readonly kind: 'unreadable'; readonly flaws: readonly string[] };

/** Whether an entry can be judged again, and by which rules. */
const ruledSchema = z.object({ turn: z.object({ rules: z.int() }) });
const foundSchema = z.object({ late: z.literal(true), found: dialSchema });
const turners: readonly Turner[] = ['viewer', 'controller', 'operator', 'admin'];

/**
 * Judges the decision of an entry again, from the entry alone: the guards over its evidence and thresholds, then the
 * dial's table (design: evidence §5). It never throws, whatever the entry holds.
 */
export function decideAgain(entry: AuditEntry): DecidedAgain {
  const { action, evidence } = entry;
  if (withoutTurn.some((told) => told === action)) return { kind: 'told', flaws: staysWhereItIs(entry) };
  const ruled = ruledSchema.safeParse(evidence).data;
  if (ruled && ruled.turn.rules !== turnRules) return { kind: 'other-rules', flaws: [] };
  if (ruled) return judge(entry);
  const found = foundSchema.safeParse(evidence).data?.found;
  if (found) return { kind: 'found', after: found, flaws: [...leadsTo(entry, found), ...onlyLowers(entry)] };
  return {
    kind: turnActions.some((known) => known === action) || action === 'turn' ? 'earlier' : 'other-rules',
    flaws: [],
  };
}

function judge(entry: AuditEntry): DecidedAgain {
  const read = judgedSchema.safeParse(entry.evidence);
  const by = turners.find((role) => role === entry.role);
  const action = [...turnActions, 'turn' as const].find((known) => known === entry.action);
  if (!read.success || by === undefined || action === undefined) {
    const [issue] = read.error?.issues ?? [];
    const where = issue
      ? `evidence.${issue.path.join('.')}: ${issue.message}`
      : `${entry.role} cannot ${entry.action}`;
    return { kind: 'unreadable', flaws: [`what it was decided on cannot be read (${where})`] };
  }
  const { turn, late, ...judged } = read.data;
  const guards = examine(judged.evidence, judged.settings);
  const flaws = [
    ...guardsDiffer(judged.guards, guards),
    ...settingsDiffer(read.data),
    ...groundsDiffer(entry, turn.grounds),
    ...(late ? onlyLowers(entry) : beginsAt(entry, turn.before)),
    ...leadsTo(entry, turn.after),
    ...turnDiffers(entry, action, read.data, {
      by,
      reason: entry.reason,
      at: new Date(entry.time),
      hasCandidate: turn.hasCandidate,
      hasCohort: turn.hasCohort,
      plan: turn.plan,
      missing: missingOf(guards),
      frozen: turn.frozen ?? undefined,
      force: turn.force,
      key: judged.key,
      candidate: judged.versions?.candidate ?? null,
      subject: turn.subject,
      leavesShadow: judged.settings.leavesShadow,
      met: judged.evidence.met,
      passesAsFew: passesAsFew(judged.evidence, judged.settings),
    }),
  ];
  return { kind: 'judged', flaws, before: late ? undefined : turn.before, after: turn.after };
}

type Judged = z.output<typeof judgedSchema>;

/** What of the thresholds, and of what is looked at, the dial and the thresholds themselves decide. */
function settingsDiffer(judged: Judged): readonly string[] {
  const { evidence, settings, turn, attempt, versions } = judged;
  const { before, subject } = turn;
  const left = before.leftShadow?.subject === subject ? before.leftShadow : undefined;
  const candidate = versions?.candidate ?? null;
  const agree =
    settings.leavesShadow === (left === undefined) &&
    evidence.fewEntities === (left?.asFew ?? false) &&
    (!left?.asFew || evidence.met >= left.entities) &&
    attempt > rollbacksOf(before, candidate) &&
    settings.alpha === alphaOfAttempt(settings.firstAlpha, attempt) &&
    rollbackAgrees(before, settings.rollback, candidate);
  const watched = evidence.detectors.map(({ name }) => name);
  return [
    ...(agree ? [] : ['its thresholds are not those of a dial that stands where this one stood']),
    ...(isDeepStrictEqual(watched, detectorNames(settings))
      ? []
      : ['its detectors are not those that its guards are watched by']),
  ];
}

/** Whether the guards were told of the rollback that the dial remembers. */
function rollbackAgrees(
  { rolledBack }: Dial,
  told: Judged['settings']['rollback'],
  candidate: string | null,
): boolean {
  if (!rolledBack?.automatic) return told === null;
  if (told?.told !== tellRolledBack(rolledBack)) return false;
  // Which versions took over soon after it the entry does not tell.
  return !told.answeredFor || isAnsweredFor(rolledBack, candidate, () => false);
}

/** What brings a dial down by itself is what its grounds say; and whoever turns it otherwise has other reasons. */
function groundsDiffer(
  { action, role, reason }: AuditEntry,
  grounds: Judged['turn']['grounds'],
): readonly string[] {
  const byItself = action === 'rollback' && role === 'controller';
  if (!byItself) return grounds ? ['it has grounds to come down by itself, and somebody turned it'] : [];
  if (!grounds) return ['nothing in it asks for the dial to come down'];
  const alarm = alarmOf(grounds);
  if (alarm === reason) return [];
  return [`what it came down by says “${alarm ?? 'nothing asks for it'}”, not “${reason}”`];
}

function turnDiffers(
  entry: AuditEntry,
  action: TurnAction | 'turn',
  { turn }: Judged,
  context: TurnContext,
): readonly string[] {
  const again = turnDial(turn.before, action === 'turn' ? { action, ...turn.asked } : { action }, context);
  if (again.kind === 'refused') return [`judged again the turn is refused: ${inOneSentence(again.detail)}`];
  if (!isSame(again.dial, entry.to))
    return [`judged again it leads to ${describe(again.dial)}, not to ${describe(entry.to)}`];
  return isSameDial(again.dial, turn.after)
    ? []
    : [`judged again it leaves another dial: ${differing(again.dial, turn.after)}`];
}

/** A refusal without its line breaks, and without what whoever asked was told to do next. */
function inOneSentence(refusal: string): string {
  const [first = '', ...others] = refusal.split('\n');
  const missing = others.flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : []));
  return [first, missing.join('; ')].join(' ').trim().replace(/\.$/, '');
}

/** Names of the members in which two dials differ. */
const differing = (a: Dial, b: Dial): string =>
  (Object.keys(a) as (keyof Dial)[]).filter((name) => !isDeepStrictEqual(a[name], b[name])).join(', ');

const beginsAt = ({ from }: AuditEntry, before: Position): readonly string[] =>
  isSame(from, before) ? [] : [`it says from ${describe(from)}, but the dial stood at ${describe(before)}`];

const leadsTo = ({ to, forced }: AuditEntry, after: Dial): readonly string[] => [
  ...(isSame(to, after) ? [] : [`it says to ${describe(to)}, but the dial was left at ${describe(after)}`]),
  ...(forced === after.forced
    ? []
    : [`it says ${forced ? 'forced' : 'not forced'}, the dial that it left says otherwise`]),
];

const onlyLowers = ({ from, to }: AuditEntry): readonly string[] =>
  to.share < from.share ? [] : ['it was written late, which only a way down may be, and this is none'];

const staysWhereItIs = ({ action, from, to }: AuditEntry): readonly string[] =>
  isSame(from, to) ? [] : [`${action} moves no dial, but it says from ${describe(from)} to ${describe(to)}`];
