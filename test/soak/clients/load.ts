import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../../faulty-wire.js';
import { drawPlan, type Plan } from '../plan.js';
import { ClientLedger } from './ledger.js';
import type { Lanes } from './lanes.js';
import { play } from './play.js';

const tickEvery = 5;
/** Each fault meets this share of all requests. */
export const shareOfEach = 0.01;

/** Asks at a steady rate whatever was answered, as long as not too much is under way. */
export class Load {
  readonly ledger = new ClientLedger();
  readonly #random: () => number;
  readonly #running = new Set<Promise<void>>();
  #number = 0;
  /** Requests that were due while too many were under way. */
  heldBack = 0;

  constructor(
    private readonly lanes: Lanes,
    private readonly perSecond: number,
    seed: number,
  ) {
    this.#random = seeded(seed);
  }

  /** Plays under way now. */
  get running(): number {
    return this.#running.size;
  }

  /** Asks for so long. */
  async run(seconds: number): Promise<void> {
    const began = performance.now();
    const total = Math.round(seconds * this.perSecond);
    for (let due = 0; due < total; ) {
      const now = (performance.now() - began) / 1_000;
      for (; due < total && due / this.perSecond <= now; due += 1) this.#begin();
      await sleep(tickEvery);
    }
  }

  /** Resolves when every play has ended, and closes what connections they left. */
  async rest(): Promise<void> {
    await Promise.all(this.#running);
    this.lanes.closeIdle();
  }

  #begin(): void {
    if (this.#running.size >= this.perSecond * 3) {
      this.heldBack += 1;
      return;
    }
    const plan = drawPlan(this.#number, shareOfEach, this.#random);
    this.#number += 1;
    const playing = this.#play(plan).finally(() => this.#running.delete(playing));
    this.#running.add(playing);
  }

  async #play(plan: Plan): Promise<void> {
    this.ledger.note(plan, await play(plan, this.lanes));
  }
}
