import type { Freshness } from '../../comparators/classes/freshness.js';
import { type Place, placeOf } from '../../comparators/classes/place.js';
import type { Looked } from '../../comparators/classes/look.js';
import { type Sight, sightsAt } from '../../comparators/classes/sight.js';
import type { Difference } from '../../comparators/difference.js';
import type { CompiledRules } from '../../comparators/rules/compile-rules.js';
import { fingerprintOf } from '../field-book.js';
import { badClasses, type MismatchClass, worstOf } from '../mismatch-class.js';
import type { ClassedField, FoundField } from '../tally.js';
import type { UnsettledReason } from '../unsettled-reason.js';
import { Bystanders } from './bystanders.js';
import type { SettlingRoute } from './settling-route.js';
import { Watched } from './watched.js';

/** Places of one pair that are followed; what is beyond shares the class of its fingerprint. */
const mostPlaces = 64;

/** How a pair's differences are followed. */
export interface CaseTerms {
  readonly rules: CompiledRules;
  readonly freshness: Freshness;
  readonly readsLegacy: boolean;
  /** Whether the route's candidate was seen to flap. */
  readonly flaps: boolean;
  /** Milliseconds for which the pair waited before it was looked at again. */
  readonly waited: () => number;
}

/** What a pair came to. */
export interface Settled {
  readonly class: MismatchClass;
  /** Of `unsettled` alone. */
  readonly why: UnsettledReason | undefined;
  readonly fields: readonly ClassedField[];
  /** Seconds. */
  readonly lags: readonly number[];
}

/** All differences of one pair while they settle, each at a place of its own. */
export class Case {
  readonly fields: readonly FoundField[];
  readonly #places: readonly Place[];
  readonly #watched: readonly Watched[];
  readonly #bystanders: Bystanders;
  readonly #statuses: Looked['statuses'];

  constructor(looked: Looked, terms: CaseTerms) {
    this.#statuses = looked.statuses;
    const { differences } = looked.comparison;
    this.fields = fieldsOf(differences);
    this.#places = placesOf(differences, looked);
    this.#bystanders = new Bystanders(this.#places, terms.freshness);
    this.#bystanders.look(looked, 0);
    const sights = sightsAt(this.#places, looked);
    const governing = looked.read?.rules ?? terms.rules;
    this.#watched = this.#places.map((place, at) => {
      const sight = sights[at] ?? nothingSeen;
      const { freshness, readsLegacy, waited } = terms;
      const judged = { place, rules: governing, freshness: freshness(place), readsLegacy, waited };
      return new Watched({ ...sight, agrees: false }, judged, terms.flaps);
    });
  }

  /** What is followed, whatever was found there. */
  get placeIds(): readonly string[] {
    return this.#places.map(({ id }) => id).toSorted();
  }

  /** Milliseconds after the pair at which to look again; undefined when all classes are known. */
  get due(): number | undefined {
    const due = this.#watched.flatMap((one) => one.due ?? []);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Whether only the name of a class is still open, of what is bad for certain. */
  get isConfirmed(): boolean {
    return this.#watched.every((one) => one.due === undefined || one.isConfirmed);
  }

  /** Both sides were read again, `at` milliseconds after the pair; undefined where that told nothing. */
  look(looked: Looked | undefined, at: number): void {
    const sights = looked && sightsAt(this.#places, looked);
    if (looked) this.#bystanders.look(looked, at);
    // What is gone as a whole has not caught up in its parts.
    const isGone = looked && areGone(looked.statuses) && !areGone(this.#statuses);
    for (const [i, watched] of this.#watched.entries())
      watched.look(isGone && watched.terms.place.steps ? undefined : sights?.[i], at);
  }

  /** The classes, once no look is due. */
  settle(entity: string, route: SettlingRoute): Settled {
    const { knowledge } = route;
    const lags: number[] = [];
    const whys: UnsettledReason[] = [];
    const classes = this.#places.map((place, i) => {
      const { judgement, last } = this.#watched[i]?.outcome ?? unknown;
      const { pattern, kind } = place;
      const known = { pattern, kind };
      switch (judgement.is) {
        case 'stale':
          knowledge.healed(entity, place, last);
          if (judgement.side === 'candidate') lags.push(judgement.lag / 1000);
          return { ...known, class: 'stale', ...(judgement.late && { late: true }) } as const;
        case 'volatile':
          return { ...known, class: 'volatile' } as const;
        case 'flapping':
          knowledge.flaps = true;
          return { ...known, class: 'missing' } as const;
        case 'unstable':
          return { ...known, class: 'semantic' } as const;
        case 'persistent':
          return { ...known, class: knowledge.classOf(entity, place, last, judgement.leftBehind) } as const;
        default:
          whys.push(judgement.is === 'unknown' ? judgement.why : 'unclear');
          return { ...known, class: 'unsettled' } as const;
      }
    });
    const followed = [...classes, ...this.#beyond(classes)];
    const beside = followed.some(isBadClass) ? [] : this.#beside(route);
    const fields = [...followed, ...beside];
    const worst = worstOf(fields.map((field) => field.class));
    const why = worst === 'unsettled' ? (whys[0] ?? (beside.length > 0 ? 'unclear' : 'too-many')) : undefined;
    return { class: worst, why, fields, lags };
  }

  /** What lasted elsewhere, which nobody would hear of where what was followed is harmless. */
  #beside(route: SettlingRoute): readonly ClassedField[] {
    const inPair = new Set(this.fields.map(({ pattern, kind }) => fingerprintOf(pattern, kind)));
    return route
      .withoutReading(this.#bystanders.lasting)
      .map((field) => ({ ...field, beside: !inPair.has(fingerprintOf(field.pattern, field.kind)) }));
  }

  /** Differences that were not followed, of fingerprints of which none was. */
  #beyond(followed: readonly ClassedField[]): readonly ClassedField[] {
    const known = new Set(followed.map(({ pattern, kind }) => fingerprintOf(pattern, kind)));
    const left = this.fields.filter(({ pattern, kind }) => !known.has(fingerprintOf(pattern, kind)));
    return left.map((field) => ({ ...field, class: 'unsettled' }));
  }
}

/** Each pattern and kind once. */
export function fieldsOf(differences: readonly Difference[]): readonly FoundField[] {
  const once = differences.map(
    ({ pattern, kind }) => [fingerprintOf(pattern, kind), { pattern, kind }] as const,
  );
  return [...new Map(once).values()];
}

const gone = new Set([404, 410]);
const areGone = ({ legacy, candidate }: Looked['statuses']): boolean =>
  gone.has(legacy) && gone.has(candidate);

const isBadClass = (field: ClassedField): boolean => badClasses.has(field.class);
const nothingSeen: Sight = { agrees: false, legacy: undefined, candidate: undefined };
const unknown = { judgement: { is: 'unknown', why: 'no-answer' }, last: nothingSeen } as const;

/** Each place once: members of a list without a key are one. */
function placesOf(differences: readonly Difference[], { read }: Looked): readonly Place[] {
  const places = fewOfEach(differences).map((difference) => placeOf(difference, read));
  return [...new Map(places.map((place) => [place.id, place])).values()];
}

/** One of each fingerprint first, so that none goes unfollowed because another stands at many places. */
function fewOfEach(differences: readonly Difference[]): readonly Difference[] {
  const first = new Map<string, Difference>();
  for (const one of differences) {
    const fingerprint = fingerprintOf(one.pattern, one.kind);
    if (!first.has(fingerprint)) first.set(fingerprint, one);
    if (first.size >= mostPlaces) break;
  }
  const chosen = new Set(first.values());
  for (const one of differences) {
    if (chosen.size >= mostPlaces) break;
    chosen.add(one);
  }
  return [...chosen];
}
