// A thread: wakes its owner at a steady pace. Timers of Node are a millisecond coarse, as long as an answer takes.
import { parentPort, workerData } from 'node:worker_threads';

const every = Number(workerData);
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

for (let next = performance.now(); ; next += every) {
  Atomics.wait(nobodyWakes, 0, 0, Math.max(0, next - performance.now()));
  parentPort?.postMessage(undefined);
}
