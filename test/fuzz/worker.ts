// Examines case after case in a thread of its own, so that one that never ends can be told, and ended.
import { parentPort, workerData } from 'node:worker_threads';
import { explorationOf, explorations, seedOf } from './explorations.js';
import { type Counts, count, noCounts } from './counts.js';
import type { Fault } from './exploration.js';

/** What the worker is to do. */
export interface Work {
  readonly seed: number;
  readonly from: number;
  /** One past the last. */
  readonly to: number;
  readonly milliseconds: number;
  /** The number of the case at hand, and how many comparisons were begun. */
  readonly beats: SharedArrayBuffer;
}

/** What it tells: its counts now and then and at the end, or the first case that does not hold. */
export type Word =
  | { readonly kind: 'counts'; readonly counts: Counts; readonly done: boolean }
  | ({ readonly kind: 'fault'; readonly number: number; readonly exploration: string } & Fault);

const { seed, from, to, milliseconds, beats } = workerData as Work;
const beat = new Int32Array(beats);
const all = explorations(() => void Atomics.add(beat, 1, 1));
const end = performance.now() + milliseconds;
const tellEvery = 1_000;

const tell = (word: Word): void => parentPort?.postMessage(word);

function work(): void {
  const counts = noCounts();
  let told = performance.now();
  for (let number = from; number < to && performance.now() < end; number += 1) {
    Atomics.store(beat, 0, number);
    const exploration = explorationOf(all, number);
    const result = exploration.examine(seedOf(seed, number));
    if ('fault' in result) {
      tell({ kind: 'fault', number, exploration: exploration.name, ...result });
      return;
    }
    count(counts, result);
    if (performance.now() - told > tellEvery) {
      told = performance.now();
      tell({ kind: 'counts', counts, done: false });
    }
  }
  tell({ kind: 'counts', counts, done: true });
}

work();
