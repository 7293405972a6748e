import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { CustomTold, RelayAsked, RelayStart } from './custom-room.js';

// A thread between a room, which waits for answers as threads can wait for threads, and the process of its
// comparator. It owns that process: it hands over what is asked and answered, and says when the process ended.
const { file, posted, port } = workerData as RelayStart;

const heap = 256;

const comparator = fork(fileURLToPath(new URL('./custom.js', import.meta.url)), [file], {
  execArgv: [`--max-old-space-size=${heap}`],
  serialization: 'advanced',
  // What it prints is not for the log. Its input is never written to: it ends when this thread does.
  stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
});

function tell(told: CustomTold): void {
  port.postMessage(told);
  // Whoever waits for the number finds the message there.
  Atomics.add(posted, 0, 1);
  Atomics.notify(posted, 0);
}

comparator.on('message', (told) => tell(told as CustomTold));
comparator.on('error', end);
comparator.on('exit', end);
// A process that ended while something was written to it says so by itself.
comparator.stdin?.on('error', () => undefined);

port.on('message', (asked: RelayAsked) => {
  if (asked === 'close') comparator.kill('SIGKILL');
  // What could not be sent is not answered: how the process ended is told below.
  else comparator.send(asked.question, () => undefined);
});

function end(): void {
  comparator.kill('SIGKILL');
  tell({ kind: 'ended' });
  port.close();
}
