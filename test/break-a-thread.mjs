// Loaded by NODE_OPTIONS=--import into every thread of a Banyan under test: on SIGUSR2 it breaks the
// thread that the file BREAK names, in the way that it names, or sets every thread's clock; a file beside
// BREAK says when it does. Banyan itself knows nothing of it.
import { readFileSync, writeFileSync } from 'node:fs';
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
  stall() {
    for (const end = performance.now() + 700; performance.now() < end; );
  },
  memory() {
    const piece = Array.from({ length: 10_000 }, () => 0.5);
    const held = [];
    // Fast, or on a busy machine the watchdog is first; small, or Node aborts the process in place of the thread.
    for (;;) held.push([...piece]);
  },
};

/** Sets the clock of this thread forth, or back, by so many hours. */
let shift = 0;
const Clock = globalThis.Date;
globalThis.Date = class extends Clock {
  constructor(...at) {
    if (at.length > 0) super(...at);
    else super(Clock.now() + shift);
  }
  static now() {
    return Clock.now() + shift;
  }
};

const channel = new BroadcastChannel('break-a-thread');
if (isMainThread) {
  channel.unref();
  process.on('SIGUSR2', () => {
    const fault = readFileSync(process.env.BREAK, 'utf8');
    breakOwn(fault, 'main');
    channel.postMessage(fault);
  });
} else {
  const own = workerData?.line ? 'analyst' : workerData?.configuration ? 'control' : 'other';
  channel.addEventListener('message', ({ data }) => {
    breakOwn(data, own);
  });
  // Listening holds a thread that is told to end.
  channel.unref();
}

function breakOwn(fault, own) {
  const [thread, way] = fault.split(' ');
  const clocks = thread === 'clocks';
  if (clocks) shift += Number(way) * 3_600_000;
  // The main thread hears of it first, and control tells the time of changes.
  if (own === (clocks ? 'control' : thread)) writeFileSync(`${process.env.BREAK}.begun`, '');
  if (own === thread) ways[way]();
}
