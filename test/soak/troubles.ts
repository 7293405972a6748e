import { setTimeout as sleep } from 'node:timers/promises';
import { restless, turned } from './banyan/configuration.js';
import type { Soaked } from './banyan/soaked.js';
import type { UpstreamChild } from './upstreams.js';

/** Milliseconds for which the rough wire refuses, and for which it is silent. */
const refusedFor = 400;
const stalledFor = 1_500;
const dialEvery = 7;
const mostEvery = 20;

/** What happens beside the requests: dials turn, the configuration changes, a whole upstream goes and comes back. */
export class Troubles {
  readonly counts = { turned: 0, reloaded: 0, spoilt: 0, refused: 0, stalled: 0 };
  #second = 0;
  #running: Promise<void> = Promise.resolve();
  readonly #every: number;

  constructor(
    private readonly banyan: Soaked,
    private readonly candidate: UpstreamChild,
    /** Of the load: in a short one everything happens more often. */
    seconds: number,
  ) {
    this.#every = Math.min(mostEvery, Math.max(5, Math.floor(seconds / 3)));
  }

  /** To be called each second; what is due begins, one after the other. */
  tick(): void {
    const second = this.#second;
    this.#second += 1;
    if (second % dialEvery === 3) this.#due(() => this.#turn());
    if (second % this.#every === 2) this.#due(() => this.#reload());
    if (second % this.#every === 4) this.#due(() => this.#refuse());
    if (second % (2 * this.#every) === this.#every) this.#due(() => this.#stall());
  }

  /** Resolves when what began is over. @throws Error when Banyan did not do what it was told */
  async over(): Promise<void> {
    await this.#running;
  }

  #due(trouble: () => Promise<void>): void {
    const before = this.#running;
    this.#running = (async () => {
      await before;
      await trouble();
    })();
    // Told by `over`; until then nobody listens.
    this.#running.catch(() => undefined);
  }

  async #turn(): Promise<void> {
    const shares = ['25%', '0%', '75%', '50%'];
    await this.banyan.turn(turned, shares[this.counts.turned % shares.length] ?? '50%');
    // The route that begins its evidence anew keeps its dial.
    if (this.counts.turned % 3 === 2) {
      await this.banyan.turn(restless, '50%');
      await sleep(300);
      await this.banyan.turn(restless, '100%');
    }
    this.counts.turned += 1;
  }

  async #reload(): Promise<void> {
    if (this.counts.reloaded % 2 === 1) {
      await this.banyan.spoil();
      this.counts.spoilt += 1;
    }
    await this.banyan.reload();
    this.counts.reloaded += 1;
  }

  async #refuse(): Promise<void> {
    this.candidate.order('refuse');
    await sleep(refusedFor);
    this.candidate.order('recover');
    this.counts.refused += 1;
  }

  async #stall(): Promise<void> {
    this.candidate.order('stall');
    await sleep(stalledFor);
    this.candidate.order('recover');
    this.counts.stalled += 1;
  }
}
