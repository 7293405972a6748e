import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import { type CustomTold, heapMegabytes, posted, type RelayAsked, type RelayStart } from './custom-line.js';

// A thread between a room, which waits for answers as threads can wait for threads, and the process of its
// comparator. It owns that process: it hands over what is asked and answered, says how the process ended, and
// ends it when nobody is left to ask.
const { file, isHeard, shared, port } = workerData as RelayStart;

function tell(told: CustomTold): void {
  port.postMessage(told);
  // Whoever waits for the number finds the message there.
  Atomics.add(shared, posted, 1);
  Atomics.notify(shared, posted);
}

function ended(how: string): void {
  tell({ kind: 'ended', how });
  port.close();
}

function start(): ChildProcess | undefined {
  const heard = isHeard ? 2 : 'ignore';
  try {
    return fork(fileURLToPath(new URL('./custom.js', import.meta.url)), [file], {
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      serialization: 'advanced',
      // Its input is never written to: it ends when this thread does.
      stdio: ['pipe', heard, heard, 'ipc'],
    });
  } catch (error) {
    ended(`cannot be started: ${codeOf(error)}`);
    return undefined;
  }
}

function serve(comparator: ChildProcess): void {
  comparator.on('message', (told) => tell(told as CustomTold));
  comparator.on('error', (error) => {
    if (comparator.pid === undefined) ended(`cannot be started: ${codeOf(error)}`);
  });
  comparator.on('exit', (code, signal) => ended(howItEnded(code, signal)));
  // A process that ends while it is asked says so by its end.
  comparator.stdin?.on('error', () => undefined);
  port.on('message', (asked: RelayAsked) => {
    if (asked !== 'here') comparator.send(asked.question, () => undefined);
  });
  port.on('close', () => comparator.kill('SIGKILL'));
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT') return `ended by SIGABRT, as when its ${heapMegabytes} MB of memory are full`;
  return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error);

const comparator = start();
if (comparator) serve(comparator);
