import type { Pair } from '../evidence/pair.js';
import type { Capture } from './capture.js';

/** Pairs that cross to the analyst in one message. */
export interface PairBatch {
  readonly id: number;
  readonly pairs: readonly Pair[];
}

/** How a batch leaves the main thread; the transfer list moves the bodies without a copy. */
export type SendBatch = (batch: PairBatch, transfer: readonly ArrayBuffer[]) => void;

const maxPairsWaiting = 4_000;
const maxPairsPerBatch = 64;
const longestWait = 10;

/**
 * Hands pairs to the analyst in batches. What the analyst has not acknowledged is bounded in count
 * here and in bytes by the capture budget; beyond that the newest pair is refused.
 */
export class Handover {
  #nextBatch = 1;
  #waiting: { pair: Pair; captures: readonly Capture[] }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #pairsOut = 0;
  readonly #out = new Map<number, { routes: readonly string[]; captures: readonly Capture[] }>();

  constructor(private readonly send: SendBatch) {}

  /** Takes a pair with the captures that hold its bytes; false when there is no room for it. */
  offer(pair: Pair, captures: readonly Capture[]): boolean {
    if (this.#pairsOut + this.#waiting.length >= maxPairsWaiting) return false;
    this.#waiting.push({ pair, captures });
    if (this.#waiting.length >= maxPairsPerBatch) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), longestWait);
    return true;
  }

  /** Sends what waits now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const batch = { id: this.#nextBatch++, pairs: this.#waiting.map(({ pair }) => pair) };
    const captures = this.#waiting.flatMap((waiting) => waiting.captures);
    this.#waiting = [];
    this.#out.set(batch.id, { routes: batch.pairs.map(({ route }) => route), captures });
    this.#pairsOut += batch.pairs.length;
    this.send(batch, bodies(batch.pairs));
  }

  /** The analyst is done with a batch. */
  acknowledged(id: number): void {
    const out = this.#out.get(id);
    if (!out) return;
    this.#out.delete(id);
    this.#pairsOut -= out.routes.length;
    for (const capture of out.captures) capture.release();
  }

  /** The analyst is gone, and every batch with it: how many pairs of each route. */
  lost(): ReadonlyMap<string, number> {
    const pairs = new Map<string, number>();
    for (const [id, { routes }] of this.#out) {
      for (const route of routes) pairs.set(route, (pairs.get(route) ?? 0) + 1);
      this.acknowledged(id);
    }
    return pairs;
  }

  /** Pairs not yet acknowledged. */
  get pending(): number {
    return this.#pairsOut + this.#waiting.length;
  }
}

function bodies(pairs: readonly Pair[]): ArrayBuffer[] {
  return pairs
    .flatMap((pair) => [pair.legacy.observation, pair.candidate.observation])
    .flatMap((observation) =>
      observation.kind === 'answer' && observation.body ? [observation.body.buffer as ArrayBuffer] : [],
    );
}
