import type { ReadTrees } from '../../comparators/compare-read.js';
import { type Share, classOfPersistent } from '../../comparators/classes/persistent-class.js';
import type { Place } from '../../comparators/classes/place.js';
import type { Looked } from '../../comparators/classes/look.js';
import type { Sight } from '../../comparators/classes/sight.js';
import { isAtOrBelow } from '../../comparators/pattern.js';
import { placesOf, viewsIn } from '../../comparators/classes/spread.js';
import { type View, textOfView, toldView, viewOf } from '../../comparators/classes/view.js';
import type { ComparedEntities } from '../../comparators/suggest/suggestion.js';
import { fingerprintOf } from '../field-book.js';
import type { FoundField } from '../tally.js';
import type { EntityMemory, Recollection, Remembered } from './entity-memory.js';
import { EntityTally } from './entity-tally.js';
import { hash32 } from './hash.js';
import { Volatility } from './volatility.js';

/** Fingerprints of one route that are watched, and legacy values of one that are told apart. */
const mostWatched = 64;
const mostValues = 64;

/** A fingerprint that differed once: from then on it is looked for in every comparison. */
interface Watch extends FoundField {
  readonly all: EntityTally;
  /** By the hash of legacy's value. */
  readonly byValue: Map<number, EntityTally>;
  readonly volatility: Volatility;
}

const nobody: Share = { entities: 0, differing: 0 };
const noEntities: ComparedEntities = { compared: 0, differing: 0, settled: 0, volatile: 0 };

/**
 * What the comparisons of a route teach beside each one's own difference: which entities share it, and
 * what each entity showed earlier. Fed by pairs that agreed as well (design: evidence §2).
 */
export class RouteKnowledge {
  readonly #watched = new Map<string, Watch>();
  /** Whether the candidate was seen to show now the new and now the old. */
  flaps = false;
  /** What both sides agreed on says nothing of another version of the candidate. */
  readonly #era: number;
  #level = 0;

  constructor(
    private readonly route: string,
    private readonly memory: EntityMemory,
  ) {
    this.#era = memory.begin();
  }

  /**
   * Of pairs with equal bodies those of one entity in 2^level show what they hold: only of these is it known
   * how many agree, so only these are counted. Of a larger part nothing is known of those that were left out:
   * the count of it begins anew.
   */
  sample(level: number): void {
    if (level === this.#level) return;
    const isLarger = level < this.#level;
    this.#level = level;
    for (const { all, byValue, volatility } of this.#watched.values()) {
      if (isLarger) {
        for (const tally of [all, volatility]) tally.startAnew(level);
        byValue.clear();
      } else for (const tally of [all, volatility, ...byValue.values()]) tally.sample(level);
    }
  }

  /** Looks for these from now on. */
  watch(fields: readonly FoundField[]): void {
    for (const { pattern, kind } of fields) {
      const fingerprint = fingerprintOf(pattern, kind);
      if (this.#watched.has(fingerprint) || this.#watched.size >= mostWatched) continue;
      this.#watched.set(fingerprint, {
        pattern,
        kind,
        all: new EntityTally(this.#level),
        byValue: new Map(),
        volatility: new Volatility(this.#level),
      });
    }
  }

  /** Remembers what legacy showed: a pattern that never differed yet may do so next time, and its past will be asked for. */
  remember(entity: string, read: ReadTrees): void {
    const { values } = this.#pastOf(entity);
    for (const [id, view] of viewsIn(read)) values.remember(id, textOfView(view));
  }

  /** Learns from one comparison of an entity what agrees in it, and what legacy shows. */
  learn(entity: string, { comparison: { differences }, read, statuses }: Looked): void {
    const past = this.#pastOf(entity);
    const who = hash32(entity);
    for (const watch of this.#watched.values()) {
      const agrees = !differences.some(({ pattern }) => isAtOrBelow(watch.pattern, pattern));
      const differs = differences.some(({ pattern, kind }) => {
        return pattern === watch.pattern && kind === watch.kind;
      });
      if (differs) watch.volatility.compared(who, true);
      if (watch.kind === 'status' && agrees) {
        const status = toldText(toldView(statuses.legacy));
        this.#note(watch, who, status, false);
        past.others.remember(this.#agreed('status status'), status);
      } else if (!watch.pattern.startsWith('$')) {
        if (agrees) watch.all.note(who, false);
      } else if (read) {
        this.#learnPlaces(who, past, watch, read, agrees);
        if (watch.kind === 'extra' && agrees) this.#note(watch, who, '', false);
      }
    }
  }

  /** The class of a difference that stays at a place of an entity. */
  classOf(entity: string, place: Place, last: Sight, leftBehind: boolean): 'missing' | 'semantic' {
    this.watch([place]);
    const watch = this.#watched.get(fingerprintOf(place.pattern, place.kind));
    const [legacy, candidate] = [toldText(last.legacy), toldText(last.candidate)];
    if (watch) this.#note(watch, hash32(entity), valueOf(place, legacy), true);
    const past = this.#pastOf(entity);
    return classOfPersistent({
      isPresence: isPresence(place, last),
      sharing: watch?.byValue.get(hash32(valueOf(place, legacy)))?.share ?? nobody,
      all: watch?.all.share ?? nobody,
      holdsEarlier:
        (candidate !== '' && shownOf(past, place).knows(place.id, candidate)) ||
        past.others.knows(this.#agreed(place.id), legacy),
      leftBehind,
    });
  }

  /** It healed. */
  healed(entity: string, place: Place, last: Sight): void {
    const watch = this.#watched.get(fingerprintOf(place.pattern, place.kind));
    if (watch) this.#note(watch, hash32(entity), valueOf(place, toldText(last.legacy)), false);
  }

  /** It is known why an entity differs at a fingerprint. */
  settled(entity: string, fingerprint: string, isVolatile: boolean): void {
    this.#watched.get(fingerprint)?.volatility.settled(hash32(entity), isVolatile);
  }

  /** All entities that were compared at a fingerprint since it first differed. */
  entitiesAt(fingerprint: string): ComparedEntities {
    return this.#watched.get(fingerprint)?.volatility.entities ?? noEntities;
  }

  /** What both sides agreed on at a place, by another name than what legacy showed. */
  #agreed(place: string): string {
    return `agreed ${this.#era} ${place}`;
  }

  #pastOf(entity: string): Recollection {
    return this.memory.of(`${this.route} ${entity}`);
  }

  #learnPlaces(who: number, past: Recollection, watch: Watch, read: ReadTrees, agrees: boolean): void {
    for (const place of placesOf(watch.pattern, watch.kind, read)) {
      if (agrees) watch.volatility.compared(who, false);
      const legacy = textOfView(viewOf(place, read, 'legacy'));
      const shown = shownOf(past, place);
      shown.remember(place.id, legacy);
      if (!agrees) continue;
      past.others.remember(this.#agreed(place.id), legacy);
      // Where rules let it write otherwise, the candidate's own words will tell that it holds this.
      shown.remember(place.id, textOfView(viewOf(place, read, 'candidate')));
      if (watch.kind !== 'extra') this.#note(watch, who, valueOf(place, legacy), false);
    }
  }

  #note({ all, byValue }: Watch, entity: number, value: string, differs: boolean): void {
    all.note(entity, differs);
    const hash = hash32(value);
    const known = byValue.get(hash);
    if (known) known.note(entity, differs);
    else if (byValue.size < mostValues) {
      const made = new EntityTally(this.#level);
      made.note(entity, differs);
      byValue.set(hash, made);
    }
  }
}

const shownOf = ({ values, others }: Recollection, { kind }: Place): Remembered =>
  kind === 'value' ? values : others;

const toldText = (view: View | undefined): string => (view === undefined ? '' : textOfView(view));

/** Of what is missing only that it is there is a value to share. */
const valueOf = ({ kind }: Place, legacy: string): string =>
  kind === 'absent' || kind === 'extra' ? '' : legacy;

const gone = /\b(?:404|410)\b/;

/** One side says that there is no such thing: by leaving it out, or by its status. */
function isPresence({ kind }: Place, { legacy, candidate }: Sight): boolean {
  if (kind === 'absent' || kind === 'extra') return true;
  return kind === 'status' && gone.test(toldText(legacy)) !== gone.test(toldText(candidate));
}
