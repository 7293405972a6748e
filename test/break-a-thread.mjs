// Loaded by NODE_OPTIONS=--import into every thread of a Banyan under test: on SIGUSR2 it breaks the
// thread that the file BREAK names, in the way that it names. Banyan itself knows nothing of it.
import { readFileSync } from 'node:fs';
import { BroadcastChannel, isMainThread, workerData } from 'node:worker_threads';

const ways = {
  throw() {
    setImmediate(() => {
      throw new Error('broken by a test');
    });
  },
  loop() {
    for (;;);
  },
  memory() {
    const held = [];
    for (;;) held.push(Array.from({ length: 1_000_000 }, () => held.length + 0.5));
  },
};

const channel = new BroadcastChannel('break-a-thread');
if (isMainThread) {
  channel.unref();
  process.on('SIGUSR2', () => channel.postMessage(readFileSync(process.env.BREAK, 'utf8')));
} else {
  const own = workerData?.line ? 'analyst' : workerData?.configuration ? 'control' : 'other';
  channel.addEventListener('message', ({ data }) => {
    const [thread, way] = data.split(' ');
    if (thread === own) ways[way]();
  });
  // Listening holds a thread that is told to end.
  channel.unref();
}
