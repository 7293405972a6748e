import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import { type CustomCompare, CustomError, judgeOf } from '../../comparators/custom.js';
import { answered, type CustomAsked, type CustomStart, type CustomTold, loaded } from './custom-room.js';

// A thread for one custom comparator. What it does, it does to itself; but for one allocation larger than its
// heap, at which V8 ends the process and not the thread.
const { file, shared, port } = workerData as CustomStart;

function tell(told: CustomTold, place: number, value: number): void {
  port.postMessage(told);
  // Whoever waits for the number finds the message there.
  Atomics.store(shared, place, value);
  Atomics.notify(shared, place);
}

/** A CommonJS module has its exports under `default` as well. */
function comparatorOf(module: unknown): CustomCompare {
  const { compare, default: exports } = module as { compare?: unknown; default?: { compare?: unknown } };
  const found = compare ?? exports?.compare;
  if (typeof found === 'function') return found as CustomCompare;
  throw new CustomError(
    `${file} exports no compare: write \`export function compare(legacy, candidate, context)\``,
  );
}

function failure(error: unknown): CustomTold {
  if (error instanceof CustomError) return { kind: 'failed', message: error.message, detail: error.detail };
  const why = error instanceof Error ? error.message : typeof error;
  return { kind: 'failed', message: `${file} cannot be loaded: ${why}`, detail: undefined };
}

try {
  const judge = judgeOf(comparatorOf(await import(pathToFileURL(file).href)), file);
  port.on('message', ({ id, legacy, candidate, context }: CustomAsked) => {
    let told: CustomTold;
    try {
      told = { kind: 'answer', answer: judge(legacy, candidate, context) };
    } catch (error) {
      told = failure(error);
    }
    tell(told, answered, id);
  });
  tell({ kind: 'ready' }, loaded, 1);
} catch (error) {
  tell(failure(error), loaded, 1);
}
