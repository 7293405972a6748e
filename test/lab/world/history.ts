import type { Chance } from '../../../demo/chance.js';
import type { Place, Value } from './fields.js';
import type { Lag } from './lag.js';
import type { LogEvent, Mark } from './log.js';
import { Track } from './track.js';

/** What legacy shows at a place from an instant on. */
export interface Version {
  readonly at: number;
  /** Which value of this place it is, from 0. */
  readonly index: number;
  readonly value: Value;
  /** What becomes of its event on the way to the projection. */
  readonly mark: Mark | undefined;
}

/** What the projection knows of a place from an instant on. */
export interface Applied {
  readonly at: number;
  /** The version that was applied. */
  readonly index: number;
  readonly value: Value;
}

/** What one place was and will be on both sides. */
export interface Course {
  readonly legacy: Track<Version>;
  readonly candidate: Track<Applied>;
}

/** All of one customer's life. */
export interface History {
  readonly courses: ReadonlyMap<Place, Course>;
  /** Every order there ever was, in order of its id. */
  readonly orders: readonly string[];
}

/**
 * Folds the log of one customer into what each side shows from when on. Events are applied in order, each not
 * before `event.at` + lag, unless its mark says otherwise; `hold` may let the stream stand still.
 */
export function historyOf(
  log: readonly LogEvent[],
  lag: Lag,
  chance: Chance,
  hold: (at: number) => number,
): History {
  const fold = new Fold();
  if ((log[0]?.at ?? 0) > -Infinity) fold.absentSoFar();
  let ready = -Infinity;
  let late: readonly (() => void)[] = [];
  for (const event of log) {
    const apply = fold.happen(event);
    const arrives = hold(event.at + lag(chance));
    if (event.mark === 'dropped') continue;
    ready = Math.max(ready, arrives);
    const now = ready;
    if (event.mark === 'late') {
      late = [...late, () => apply(ready)];
      continue;
    }
    apply(now);
    if (event.mark === 'twice') apply(now);
    if (event.mark === 'buried') {
      for (const applyAfter of late) applyAfter();
      late = [];
    }
  }
  return fold.history();
}

class Fold {
  private readonly courses = new Map<Place, Course>();

  /** Before it was created there was no such customer on either side. */
  absentSoFar(): void {
    this.happen({ at: -Infinity, changes: [{ place: 'answer', value: false }] })(-Infinity);
  }

  /** Legacy shows it at once; what is returned lets the projection apply it. */
  happen({ at, changes, mark }: LogEvent): (appliedAt: number) => void {
    const applications = changes.map(({ place, value, adds }) => {
      const { legacy, candidate } = this.course(place);
      const index = legacy.steps.length;
      legacy.push({ at, index, value, mark });
      return (appliedAt: number): void => {
        const known = candidate.steps.at(-1)?.value;
        candidate.push({ at: appliedAt, index, value: adds === undefined ? value : Number(known) + adds });
      };
    });
    return (appliedAt) => {
      for (const apply of applications) apply(appliedAt);
    };
  }

  history(): History {
    const orders = [...this.courses.keys()]
      .filter((place) => place.startsWith('orders@'))
      .map((place) => place.slice('orders@'.length));
    return { courses: this.courses, orders: orders.sort() };
  }

  private course(place: Place): Course {
    const known = this.courses.get(place);
    if (known !== undefined) return known;
    const course: Course = { legacy: new Track(), candidate: new Track() };
    this.courses.set(place, course);
    // An order, or taking part in something, is absent before it is first told of.
    if (isPresence(place)) {
      course.legacy.push({ at: -Infinity, index: 0, value: false, mark: undefined });
      course.candidate.push({ at: -Infinity, index: 0, value: false });
    }
    return course;
  }
}

const isPresence = (place: Place): boolean => place === 'loyalty' || place.startsWith('orders@');
