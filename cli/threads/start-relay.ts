import { Worker } from 'node:worker_threads';
import { posted, type RelayStart, startFailed } from './custom-line.js';

/**
 * Starts the thread between a room and its comparator's process. It must live in a thread that outlives the
 * one that asks: only the thread that started a process can bury it.
 */
export function startRelay(start: RelayStart, tellWhyNot: (why: string) => void): void {
  const failed = (error: unknown): void => {
    tellWhyNot(String(error));
    Atomics.store(start.shared, startFailed, 1);
    Atomics.add(start.shared, posted, 1);
    Atomics.notify(start.shared, posted);
  };
  try {
    const relay = new Worker(new URL('./custom-relay.js', import.meta.url), {
      workerData: start,
      transferList: [start.port],
    });
    relay.on('error', failed);
    relay.unref();
  } catch (error) {
    failed(error);
  }
}
