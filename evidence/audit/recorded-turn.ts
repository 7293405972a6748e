import { z } from 'zod';
import type { AlarmGrounds } from '../../routing-rules/alarm.js';
import type { Turn, TurnContext } from '../../routing-rules/dial-table.js';
import type { Dial } from '../../routing-rules/dial.js';
import { stages } from '../../routing-rules/dial.js';
import type { GuardEvidence, GuardSettings } from '../../routing-rules/guards/guard.js';
import type { DialRequest } from '../desk.js';
import { dialSchema } from '../last-dials.js';

/**
 * The rules by which turns are judged now. Another number whenever the dial's table, a guard or a formula would
 * judge recorded evidence otherwise, or what is recorded has another shape: an entry is judged again by its own
 * rules or not at all.
 */
export const turnRules = 4;

/**
 * How a turn was judged, beside what its entry tells anyway (who, when, why, the action, the evidence, the
 * thresholds): with this, `turnDial` can be run again on the entry alone (design: evidence §5).
 */
export interface RecordedTurn {
  readonly rules: typeof turnRules;
  readonly before: Dial;
  readonly after: Dial;
  /** The position that was asked for; empty where the action says where it leads. */
  readonly asked: Pick<Extract<Turn, { action: 'turn' }>, 'stage' | 'share'>;
  readonly force: boolean;
  readonly plan: readonly number[];
  readonly hasCandidate: boolean;
  readonly hasCohort: boolean;
  /** Why nothing could rise then; null outside of a freeze window. */
  readonly frozen: string | null;
  /** What was to be proven: rules and candidate. */
  readonly subject: string;
  /** What brought the dial down by itself; null where somebody asked for the turn, or the guards did. */
  readonly grounds: AlarmGrounds | null;
}

/** Records how a turn was judged. */
export function recordTurn(
  before: Dial,
  request: DialRequest,
  context: TurnContext,
  after: Dial,
): RecordedTurn {
  const { grounds = null } = request;
  const asked = request.action === 'turn' ? { stage: request.stage, share: request.share } : {};
  const { force, plan, hasCandidate, hasCohort, frozen = null, subject } = context;
  const judged = { force, plan, hasCandidate, hasCohort, frozen, subject };
  return { rules: turnRules, before, after, asked, ...judged, grounds };
}

const count = z.int().min(0);
const seconds = z.number().min(0);
const ratio = z.number().min(0).max(1);
const proper = z.number().gt(0).lt(1);
const paired = { pairs: count, candidateOnlyBad: count, legacyOnlyBad: count };

const readings = z.array(
  z.object({
    name: z.string(),
    statistic: z.number(),
    quietBelow: z.number(),
    alarmsAt: z.number(),
  }),
);

const evidenceSchema: z.ZodType<GuardEvidence> = z.object({
  entities: z.object({ compared: count, bad: count }),
  late: count,
  draws: z.object({ draws: count, bad: count }),
  lateDraws: z.object({ draws: count, badOrNew: count }),
  met: count,
  compared: count,
  unsettled: count,
  dropped: count,
  mostly: z.object({ unsettled: z.string().nullable(), dropped: z.string().nullable() }).optional(),
  fields: z
    .object({
      equal: count,
      ignored: count,
      neverEqual: z.array(z.string()),
      neverPresent: z.array(z.string()),
    })
    .nullable(),
  forgiven: z.array(z.string()),
  errors: z.object(paired),
  latency: z.record(
    z.string(),
    z.object({
      ...paired,
      bothBad: count,
      reference: seconds.nullable(),
      windowLeft: z.number(),
      timed: count,
      overMax: count,
    }),
  ),
  detectors: readings,
  dwelt: seconds,
  sinceCompared: z.number().nullable(),
  fewEntities: z.boolean(),
});

const settingsSchema: z.ZodType<GuardSettings> = z.object({
  leavesShadow: z.boolean(),
  below: proper,
  traffic: proper,
  firstAlpha: proper,
  alpha: proper,
  keys: count,
  dropped: ratio,
  errors: proper,
  latency: z.array(
    z.object({
      name: z.string(),
      quantile: proper,
      worseBy: z.number().min(0).nullable(),
      max: z.number().gt(0).nullable(),
      margin: proper,
    }),
  ),
  within: proper.nullable(),
  shapeAccepted: z.boolean(),
  dwell: seconds,
  soaks: z.boolean(),
  rollback: z.object({ told: z.string(), coolsFor: seconds, answeredFor: z.boolean() }).nullable(),
});

const groundsSchema: z.ZodType<AlarmGrounds> = z.object({
  detectors: readings,
  last: z.object({ bad: count, of: count, classes: z.record(z.string(), count).optional() }),
  lately: z.object({ judged: count, turnedBad: count, knownBad: count }),
  failing: z.object({ legacy: ratio, candidate: ratio }),
});

const turnSchema: z.ZodType<RecordedTurn> = z.object({
  rules: z.literal(turnRules),
  before: dialSchema,
  after: dialSchema,
  asked: z.object({ stage: z.enum(stages).optional(), share: ratio.optional() }),
  force: z.boolean(),
  plan: z.array(ratio),
  hasCandidate: z.boolean(),
  hasCohort: z.boolean(),
  frozen: z.string().nullable(),
  subject: z.string(),
  grounds: groundsSchema.nullable(),
});

/** What the evidence of an entry must hold for its turn to be judged again. */
export const judgedSchema = z.object({
  key: z.string(),
  attempt: z.int().min(1),
  versions: z.object({ legacy: z.string().nullable(), candidate: z.string().nullable() }).nullable(),
  evidence: evidenceSchema,
  settings: settingsSchema,
  // As it was written: it is held against what comes out, and so need not be well-formed.
  guards: z.array(z.unknown()),
  turn: turnSchema,
  late: z.literal(true).optional(),
});
