import type { LastMinute } from '../../routing-rules/blind-spots.js';
import type { SkipReason } from '../skip-reason.js';

/** Ticks, a second each. */
const minute = 60;

const none: LastMinute = { requests: 0, mixed: 0, shed: 0, notSampled: 0 };

const told: Partial<Record<SkipReason, keyof LastMinute>> = {
  'version-mixed': 'mixed',
  shed: 'shed',
  'not-sampled': 'notSampled',
};

/** How many requests of the last minute were left out in ways that blind the alarm. */
export class MinuteBook {
  /** Of each of the last ticks, the open one last. */
  readonly #ticks: LastMinute[] = [none];

  countRequests(count: number): void {
    this.#add('requests', count);
  }

  skip(reason: SkipReason, count: number): void {
    const name = told[reason];
    if (name) this.#add(name, count);
  }

  /** A tick is over. */
  close(): void {
    this.#ticks.push(none);
    if (this.#ticks.length > minute) this.#ticks.shift();
  }

  get counts(): LastMinute {
    return this.#ticks.reduce((sum, one) => ({
      requests: sum.requests + one.requests,
      mixed: sum.mixed + one.mixed,
      shed: sum.shed + one.shed,
      notSampled: sum.notSampled + one.notSampled,
    }));
  }

  #add(name: keyof LastMinute, count: number): void {
    const open = this.#ticks.pop() ?? none;
    this.#ticks.push({ ...open, [name]: open[name] + count });
  }
}
