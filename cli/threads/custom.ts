import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type CustomCompare, CustomError, judgeOf, placeOf } from '../../comparators/custom.js';
import type { CustomAsked, CustomTold } from './custom-line.js';

// A process for one custom comparator. What it does, it does to itself.
const [, , file = ''] = process.argv;
const send = process.send?.bind(process);
// A package that finds a channel may use it; this one is taken.
delete process.send;

function tell(told: CustomTold): void {
  send?.(told);
}

/** Where memory runs out for all, this process is ended before the proxy. */
function goFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not a Linux: nothing chooses by this number there.
  }
}

/** Ends this process, even one that loops, when nobody is left who asks: its input ends with its relay. */
function endWithRelay(): void {
  new Worker(new URL('./custom-watch.js', import.meta.url)).unref();
}

/** A CommonJS module has its exports under `default` as well. */
function comparatorOf(module: unknown): CustomCompare {
  const { compare, default: exports } = module as { compare?: unknown; default?: { compare?: unknown } };
  const found = compare ?? exports?.compare;
  if (typeof found === 'function') return found as CustomCompare;
  throw new CustomError(
    `${file} exports no compare: write \`export function compare(legacy, candidate, context)\`, in CommonJS \`exports.compare = …\``,
  );
}

/** How a stack may name the file: as it was given, where a link leads, and as modules name it. */
function namesOfFile(): readonly string[] {
  const real = existsSync(file) ? realpathSync(file) : file;
  return [file, real, pathToFileURL(file).href, pathToFileURL(real).href];
}

function failure({ message, detail }: CustomError): CustomTold {
  return { kind: 'failed', message, detail };
}

function cannotBeLoaded(error: unknown): CustomError {
  if (error instanceof CustomError) return error;
  const [said = ''] = error instanceof Error ? error.message.split('\n') : [typeof error];
  const why = `${said.slice(0, 300)}${placeOf(error, namesOfFile())}`;
  return new CustomError(`${file} cannot be loaded: ${why}`);
}

// Whoever waits for a module that does not finish loading is to see that, not the end of an idle process.
process.channel?.ref();
goFirst();
// A terminal's or a service manager's signal is meant for Banyan, which may still be draining.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
endWithRelay();
try {
  const judge = judgeOf(comparatorOf(await import(pathToFileURL(file).href)), namesOfFile());
  process.on('message', (question: string) => {
    let told: CustomTold;
    try {
      const { legacy, candidate, context } = JSON.parse(question) as CustomAsked;
      told = { kind: 'answer', answer: judge(legacy, candidate, context) };
    } catch (error) {
      if (!(error instanceof CustomError)) throw error;
      told = failure(error);
    }
    tell(told);
  });
  tell({ kind: 'ready' });
} catch (error) {
  tell(failure(cannotBeLoaded(error)));
}
