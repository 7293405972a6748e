import type { RawPair } from '../evidence/pair.js';
import { mostBytes, writePair } from '../evidence/pair-codec.js';
import type { CaptureBudget } from './capture.js';

/** Pairs that cross to the analyst in one message, as bytes; the slab moves, it is not copied. */
export interface PairBatch {
  readonly id: number;
  readonly slab: ArrayBuffer;
  /** How many of the slab's bytes are pairs. */
  readonly length: number;
}

/** How a batch leaves the main thread. */
export type SendBatch = (batch: PairBatch, pairs: Readonly<Record<string, number>>) => void;

/** Most pairs fit many times over; one that does not gets a slab of its own size. */
const slabSize = 1024 * 1024;
/** Slabs kept for the next batch instead of being made anew. */
const maxSpareSlabs = 4;
/** While fewer batches are out, what waits leaves when it is old enough; beyond that slabs are filled first. */
const fewBatches = 3;
const fullBatch = 256;
/** Milliseconds: at 50 the analyst worked in bursts that a client could feel on a machine of two cores. */
const longestWait = 5;

interface OpenSlab {
  readonly slab: ArrayBuffer;
  readonly view: Buffer;
  length: number;
  readonly pairs: Record<string, number>;
  count: number;
}

/**
 * Hands pairs to the analyst in batches. All that the analyst has not acknowledged lies in slabs that the
 * capture budget pays for; beyond half of that budget the newest pair is refused, so that answers in
 * flight still find room.
 */
export class Handover {
  #nextBatch = 1;
  #open: OpenSlab | undefined;
  #timer: NodeJS.Timeout | undefined;
  #held = 0;
  #pairsOut = 0;
  readonly #spare: ArrayBuffer[] = [];
  readonly #out = new Map<
    number,
    { bytes: number; pairs: Readonly<Record<string, number>>; count: number }
  >();

  constructor(
    private readonly budget: CaptureBudget,
    private readonly send: SendBatch,
  ) {}

  /** Takes a copy of a pair; false when there is no room for it. */
  offer(pair: RawPair): boolean {
    const slab = this.#write(pair);
    if (!slab) return false;
    slab.pairs[pair.route] = (slab.pairs[pair.route] ?? 0) + 1;
    slab.count += 1;
    if (slab.count >= fullBatch && this.#out.size < fewBatches) this.flush();
    else this.#timer ??= setTimeout(() => this.#flushWhenQuiet(), longestWait);
    return true;
  }

  /** Sends what waits now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const open = this.#open;
    if (!open || open.count === 0) return;
    this.#open = undefined;
    const { slab, length, pairs, count } = open;
    const id = this.#nextBatch++;
    this.#out.set(id, { bytes: slab.byteLength, pairs, count });
    this.#pairsOut += count;
    this.send({ id, slab, length }, pairs);
  }

  /** The analyst is done with a batch and gives its slab back. */
  acknowledged(id: number, slab: ArrayBuffer): void {
    this.#close(id);
    if (slab.byteLength === slabSize && this.#spare.length < maxSpareSlabs) this.#spare.push(slab);
    // What waits is old enough already when no timer runs for it.
    if (this.#timer === undefined) this.#flushWhenQuiet();
  }

  /** The analyst is gone, and every batch with it: how many pairs of each route. */
  lost(): ReadonlyMap<string, number> {
    const lost = new Map<string, number>();
    for (const [id, { pairs }] of this.#out) {
      for (const [route, count] of Object.entries(pairs)) lost.set(route, (lost.get(route) ?? 0) + count);
      this.#close(id);
    }
    return lost;
  }

  /** Pairs not yet sent. */
  get waiting(): number {
    return this.#open?.count ?? 0;
  }

  /** Pairs that the analyst was sent and has not acknowledged; what still waits here it knows nothing of. */
  get owed(): number {
    return this.#pairsOut;
  }

  #close(id: number): void {
    const out = this.#out.get(id);
    if (!out) return;
    this.#out.delete(id);
    this.#pairsOut -= out.count;
    this.#held -= out.bytes;
    this.budget.give(out.bytes);
  }

  #flushWhenQuiet(): void {
    this.#timer = undefined;
    if (this.#out.size < fewBatches) this.flush();
  }

  /** The slab that the pair was written to; undefined when there is no room for it. */
  #write(pair: RawPair): OpenSlab | undefined {
    this.#open ??= this.#newSlab(slabSize);
    const written = this.#open && writePair(pair, this.#open.view, this.#open.length);
    if (this.#open && written !== undefined) {
      this.#open.length = written;
      return this.#open;
    }
    this.flush();
    if (this.#open) this.#giveBack(this.#open);
    this.#open = this.#newSlab(Math.max(slabSize, mostBytes(pair)));
    if (this.#open) this.#open.length = writePair(pair, this.#open.view, 0) ?? 0;
    return this.#open;
  }

  #newSlab(bytes: number): OpenSlab | undefined {
    if (this.#held + bytes > this.budget.limit / 2) return undefined;
    // Made before it is paid for: memory may be short, and then nothing was taken.
    const slab = (bytes === slabSize ? this.#spare.pop() : undefined) ?? new ArrayBuffer(bytes);
    if (!this.budget.take(bytes)) return undefined;
    this.#held += bytes;
    return { slab, view: Buffer.from(slab), length: 0, pairs: {}, count: 0 };
  }

  #giveBack({ slab }: OpenSlab): void {
    this.#held -= slab.byteLength;
    this.budget.give(slab.byteLength);
  }
}
