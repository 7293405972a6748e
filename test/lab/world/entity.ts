import type { Side } from '../../../evidence/tally.js';
import { chanceFrom } from '../../../demo/chance.js';
import { type Claims, claimsOf } from '../faults/claims.js';
import type { Fault, Moment, ViewFault } from '../faults/fault.js';
import type { FaultName } from '../faults/fault-names.js';
import { faults } from '../faults/faults.js';
import { type Field, type Place, type Value, fieldOf, isSame } from './fields.js';
import { type Course, historyOf } from './history.js';
import { draftOf, logOf } from './log.js';
import type { Settings } from './settings.js';

/** What one side shows at one place. */
export interface Shown {
  /** Which version of the place it rests on. */
  readonly index: number;
  /** When this side's copy learned of that version, in milliseconds. */
  readonly since: number;
  /** What is told of it. */
  readonly value: Value;
}

/** A place with what there is to know of it whenever it is read. */
interface Spot {
  readonly course: Course;
  readonly taken: Fault | undefined;
  /** The copies that each side answers from, unless another fault has this field. */
  readonly view: Readonly<Record<Side, ViewFault | undefined>>;
}

/** One customer on both sides, at every instant. Nothing changes once it is made. */
export class Entity {
  private readonly claims: Claims;
  private readonly spots = new Map<Place, Spot>();
  /** Every order there ever was, in order of its id. */
  readonly orders: readonly string[];

  constructor(
    readonly id: string,
    readonly settings: Settings,
  ) {
    this.claims = claimsOf(id, settings);
    const draft = draftOf(settings, chanceFrom(`${settings.seed}/life/${id}`));
    for (const { fault, fields } of this.claims.deliveries) fault.write(draft, fields);
    const { stream } = this.claims;
    const hold = (at: number): number =>
      stream === undefined || at === -Infinity ? at : stream.held(at, settings);
    const chance = chanceFrom(`${settings.seed}/lag/${id}`);
    const { courses, orders } = historyOf(logOf(id, draft), settings.lag, chance, hold);
    this.orders = orders;
    for (const [place, course] of courses) {
      const field = fieldOf(place);
      const view = { legacy: this.viewOf('legacy', field), candidate: this.viewOf('candidate', field) };
      this.spots.set(place, { course, taken: this.faultOf(field)?.fault, view });
    }
  }

  faultOf(field: Field): { readonly name: FaultName; readonly fault: Fault } | undefined {
    const name = this.claims.takenBy(field);
    return name === undefined ? undefined : { name, fault: faults[name] };
  }

  /** Whether this read ends in 503. */
  fails(side: Side, at: number): boolean {
    return this.claims.failures.some((fault) => fault.side === side && fault.fails(this.moment(side, at)));
  }

  /** What a side shows at a place; undefined where nothing was ever told. */
  shown(side: Side, place: Place, at: number): Shown | undefined {
    const spot = this.spots.get(place);
    if (spot === undefined) return undefined;
    const seenAt = spot.view[side]?.asOf(this.moment(side, at)) ?? at;
    const step = spot.course[side].stepAt(seenAt);
    return step && { index: step.index, since: step.at, value: this.told(side, spot, step.value, at) };
  }

  /** Whether a side shows that something is there: the customer, an order, taking part. */
  has(side: Side, place: Place, at: number): boolean {
    return this.shown(side, place, at)?.value === true;
  }

  /** Whether this value would be told as what it is not, at this instant. */
  isTouched(field: Field, value: Value, at: number): boolean {
    const taken = this.faultOf(field)?.fault;
    if (taken?.kind === 'noise') return taken.touches(value);
    return !isSame(this.toldAs(field, value, at), value);
  }

  /** What the candidate takes this value for, at this instant. */
  toldAs(field: Field, value: Value, at: number): Value {
    const taken = this.faultOf(field)?.fault;
    return taken?.kind === 'meaning' ? taken.told(value, this.moment('candidate', at)) : value;
  }

  /** When every read of a side shows what its current copy shows from `at` on; Infinity for never. */
  everywhereBy(side: Side, field: Field, at: number): number {
    return this.viewOf(side, field)?.everywhereBy(this.moment(side, at)) ?? at;
  }

  course(place: Place): Course {
    const course = this.spots.get(place)?.course;
    if (course === undefined) throw new RangeError(`${this.id} never had ${place}`);
    return course;
  }

  moment(side: Side, at: number): Moment {
    return { settings: this.settings, entity: this.id, side, at };
  }

  private told(side: Side, { taken }: Spot, value: Value, at: number): Value {
    if (taken?.kind === 'meaning' && side === 'candidate') return taken.told(value, this.moment(side, at));
    if (taken?.kind === 'noise' && taken.sides.includes(side))
      return taken.told(value, this.moment(side, at));
    return value;
  }

  private viewOf(side: Side, field: Field): ViewFault | undefined {
    const { view } = this.claims;
    return view?.side === side && this.faultOf(field)?.fault === view ? view : undefined;
  }
}
