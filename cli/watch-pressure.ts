import { readdir, readFile } from 'node:fs/promises';
import type { Pressure } from '../proxy/pressure.js';

/** How often the event loop's lateness and the descriptors are looked at, in milliseconds. */
const tick = 100;
const countEvery = 1_000;

/** Tells how much this process has to do and how much it has left, until stopped. Descriptors on Linux alone. */
export function watchPressure(pressure: Pressure): { stop(): void } {
  let due = performance.now() + tick;
  const ticking = setInterval(() => {
    const now = performance.now();
    pressure.late(now - due);
    due = now + tick;
  }, tick).unref();
  const counting = setInterval(() => void count(pressure), countEvery).unref();
  return {
    stop() {
      clearInterval(ticking);
      clearInterval(counting);
    },
  };
}

async function count(pressure: Pressure): Promise<void> {
  try {
    const [open, limits] = await Promise.all([
      readdir('/proc/self/fd'),
      readFile('/proc/self/limits', 'utf8'),
    ]);
    const permitted = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
    pressure.descriptors(open.length, permitted);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // There is none left to count them with. Elsewhere than on Linux there is nothing to read.
    if (code === 'EMFILE' || code === 'ENFILE') pressure.descriptors(1, 1);
  }
}
