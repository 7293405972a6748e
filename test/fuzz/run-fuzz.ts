import { Worker } from 'node:worker_threads';
import { type Counts, noCounts } from './counts.js';
import { explorationOf, explorations, seedOf } from './explorations.js';
import type { FuzzOptions } from './options.js';
import type { Word, Work } from './worker.js';

/** Milliseconds that one comparison of small documents never needs, however busy the machine. */
const hangs = 10_000;

/** A case that does not hold. */
export interface Finding {
  readonly number: number;
  readonly exploration: string;
  readonly fault: string;
  readonly shown: string;
}

/** What a run found. */
export interface FuzzResult {
  readonly counts: Counts;
  readonly finding: Finding | undefined;
}

/** Looks for findings until the time is over, the cases are through, or one is found. */
export async function runFuzz(
  { seconds, cases, seed, only }: FuzzOptions,
  progress: (counts: Counts) => void,
): Promise<FuzzResult> {
  const beats = new SharedArrayBuffer(8);
  const from = only ?? 0;
  const to = only === undefined ? cases : only + 1;
  const work: Work = { seed, from, to, milliseconds: seconds * 1_000, beats };
  const worker = new Worker(new URL('worker.js', import.meta.url), { workerData: work });
  let counts = noCounts();
  let ending: Finding | undefined;
  try {
    ending = await new Promise<Finding | undefined>((resolve, reject) => {
      watch(beats, (number) => resolve(hung(seed, number)), worker);
      worker.on('message', (word: Word) => {
        if (word.kind === 'fault') resolve(word);
        else {
          ({ counts } = word);
          if (word.done) resolve(undefined);
          else progress(counts);
        }
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the worker ended before its work')));
    });
  } finally {
    await worker.terminate();
  }
  return { counts, finding: ending };
}

/** Calls `stuck` with the number of a case that no longer begins new comparisons. */
function watch(beats: SharedArrayBuffer, stuck: (number: number) => void, worker: Worker): void {
  const beat = new Int32Array(beats);
  let last = -1;
  let since = performance.now();
  const timer = setInterval(() => {
    const now = Atomics.load(beat, 0) + Atomics.load(beat, 1);
    if (now !== last) {
      last = now;
      since = performance.now();
    } else if (performance.now() - since > hangs) stuck(Atomics.load(beat, 0));
  }, 500);
  worker.once('exit', () => clearInterval(timer));
}

function hung(seed: number, number: number): Finding {
  const exploration = explorationOf(explorations(), number);
  const fault = `took more than ${hangs / 1_000} s`;
  return { number, exploration: exploration.name, fault, shown: exploration.show(seedOf(seed, number)) };
}
