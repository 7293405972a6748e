import { setImmediate as turn } from 'node:timers/promises';
import { Analyst } from '../../evidence/analyst.js';
import type { FreshnessRule } from '../../comparators/classes/freshness.js';
import { whyNotComparable } from '../../evidence/pair.js';
import { EntityMemory } from '../../evidence/settling/entity-memory.js';
import type { Again } from '../../evidence/settling/rereader.js';
import { Settler } from '../../evidence/settling/settler.js';
import type { Finding, Side } from '../../evidence/tally.js';
import type { Observation } from '../../comparators/observation.js';
import { Deploys } from './deploys.js';
import { type Difference, type Look, heldAgainstTruth } from './judged.js';
import { Seen } from './seen.js';
import { type Arrival, traffic } from './traffic.js';
import { VirtualClock } from './virtual-clock.js';
import type { Settings } from './world/settings.js';
import { type World, createWorld } from './world/world.js';

/** What is tried: a world, how it is asked, and what re-reading may cost. */
export interface Trial {
  readonly world: Settings;
  readonly perSecond: number;
  /** As `settle.extraLoad`. */
  readonly extraLoad: number;
  /** Fields with a freshness of their own. */
  readonly fields?: FreshnessRule['fields'];
  /** The exponent of Zipf's law by which customers are asked for: the greater, the more of the traffic is of few. */
  readonly skew?: number;
}

/** What came of it. */
export interface Outcome {
  /** Differences of suspects that were read again. */
  readonly settled: readonly Difference[];
  /** Those for which there was no budget, or that needed none. */
  readonly unread: readonly Difference[];
  readonly pairs: number;
  readonly mismatches: number;
  /** Reads again of each side, as a part of the pairs. */
  readonly load: Readonly<Record<Side, number>>;
}

/** A pair that is to be settled, and when it was read again. */
interface Suspect {
  readonly pair: Arrival;
  readonly looks: Look[];
}

/** As the rereader tells it; it says nothing of the evidence that settles. */
const anotherVersion: Observation = {
  kind: 'failure',
  reason: 'aborted',
  detail: 'another version answered',
};

/** Milliseconds that one read takes. */
const takes: Readonly<Record<Side, number>> = { legacy: 120, candidate: 8 };

/** Runs the analyst, as it is, over a world on a clock of its own, and holds each verdict against the truth. */
export async function run({
  world: settings,
  perSecond,
  extraLoad,
  fields = [],
  skew = 0.8,
}: Trial): Promise<Outcome> {
  const world = createWorld(settings);
  const clock = new VirtualClock();
  const books = { settled: [] as Difference[], unread: [] as Difference[], pairs: 0, mismatches: 0 };
  const reads = { legacy: 0, candidate: 0 };
  const looks = new WeakMap<Again, Look[]>();
  const suspects = new Map<string, Suspect>();
  const seen = new Seen(world);
  let ids = 0;
  const settler = new Settler({
    clock,
    rereader: {
      async read(again, side) {
        reads[side] += 1;
        looks.get(again)?.push({ side, at: clock.now() });
        const observation = world.read(side, again.legacy.path, clock.now());
        await new Promise<void>((resolve) => void clock.after(takes[side], resolve));
        return side === 'legacy' || deploys.isKnown(observation) ? observation : anotherVersion;
      },
    },
    tell: (finding) => {
      if (finding.verdict !== 'settled') return;
      const suspect = suspects.get(finding.suspect);
      suspects.delete(finding.suspect);
      if (!suspect) return;
      const { fields, why } = finding;
      books.settled.push(...heldAgainstTruth(world, suspect.pair, fields, suspect.looks, seen, why));
    },
    onBug: (error) => {
      throw error;
    },
  });
  const settle = { freshness: { default: settings.freshness, fields }, extraLoad, legacy: true };
  const compare = { lists: { '$.orders': { by: 'orderId' } } };
  const route = { name: 'r', compare, redact: [], settle };
  const analyst = new Analyst([], () => '000000', {
    settler,
    memory: new EntityMemory(),
    newId: () => String((ids += 1)),
    now: clock.now,
  });
  let edition = 0;
  const deploys = new Deploys((candidate) =>
    analyst.learn((edition += 1), [{ ...route, versions: { legacy: null, candidate } }]),
  );
  const compareAt = (pair: Arrival): void => {
    const again = againOf(pair);
    const suspect: Suspect = { pair, looks: [] };
    looks.set(again, suspect.looks);
    const finding = examine(analyst, deploys, world, pair, again);
    if (!finding) return;
    books.pairs += 1;
    seen.note(pair);
    if (finding.verdict === 'settling') suspects.set(finding.suspect, suspect);
    if (finding.verdict === 'mismatch')
      books.unread.push(...heldAgainstTruth(world, pair, finding.fields, [], seen, finding.why));
    if (finding.verdict !== 'match') books.mismatches += 1;
  };
  const { seed, duration } = settings;
  const asked = traffic({
    seed,
    entities: world.entities,
    perSecond,
    until: duration,
    skew,
    gap: [3, 40],
  });
  for (const pair of asked) clock.after(pair.at.candidate, () => compareAt(pair));
  await clock.run(duration + 20 * settings.freshness);
  await turn();
  const load = { legacy: reads.legacy / books.pairs, candidate: reads.candidate / books.pairs };
  return { ...books, load };
}

function againOf({ entity }: Arrival): Again {
  const sent = { upstream: 'u', path: entity, headers: [] };
  return { method: 'GET', legacy: sent, candidate: sent, body: undefined };
}

/** Hands a pair over as the data plane does; undefined where it would not be compared. */
function examine(
  analyst: Analyst,
  deploys: Deploys,
  world: World,
  { entity, at }: Arrival,
  again: Again,
): Finding | undefined {
  const [legacy, candidate] = [
    world.read('legacy', entity, at.legacy),
    world.read('candidate', entity, at.candidate),
  ];
  if (whyNotComparable(raw(legacy), raw(candidate), 'legacy') !== undefined) return undefined;
  if (!deploys.hear(candidate, at.candidate)) return undefined;
  return analyst.examine({
    route: 'r',
    entity,
    key: entity,
    request: 'GET /',
    servedBy: 'legacy',
    legacy: { observation: legacy, duration: takes.legacy / 1000 },
    candidate: { observation: candidate, duration: takes.candidate / 1000 },
    again,
  });
}

const raw = (observation: Observation) =>
  observation.kind === 'answer' ? { ...observation, headers: [], body: null } : observation;
