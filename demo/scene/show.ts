import { setTimeout as sleep } from 'node:timers/promises';
import picocolors from 'picocolors';
import type { Demo } from './demo.js';
import { readFields, readScorecard } from './scorecard.js';
import { drawLine, drawTable, fit, type Scene } from './table.js';

const REDRAW_MS = 1_000;
const LINE_MS = 5_000;

/** Reads what there is to show; undefined while Banyan's API does not answer. */
async function sceneOf({ admin, faults, traffic }: Demo): Promise<Scene | undefined> {
  try {
    const [card, fields] = await Promise.all([readScorecard(admin), readFields(admin)]);
    return { card, fields, faults: faults.on(), traffic: traffic.counts };
  } catch {
    // Shown as such: that the page is away for a moment must not end the demo.
    return undefined;
  }
}

/** Shows the route until the signal: redrawn in place on a terminal, otherwise a line every few seconds. */
export async function show(demo: Demo, live: boolean, signal: AbortSignal): Promise<void> {
  let drawn = 0;
  while (!signal.aborted) {
    const scene = await sceneOf(demo);
    if (signal.aborted) return;
    if (live) {
      const { columns, rows } = process.stdout;
      const all = scene ? drawTable(scene, picocolors.isColorSupported) : ['Banyan does not answer'];
      // What has scrolled away cannot be redrawn: on a low terminal the last lines are left out.
      const lines = all.slice(0, Math.max(1, (rows || 24) - 1)).map((line) => fit(line, columns || 80));
      const back = drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '';
      process.stdout.write(`${back}${lines.join('\n')}\n`);
      drawn = lines.length;
    } else {
      process.stdout.write(`${scene ? drawLine(scene) : 'Banyan does not answer'}\n`);
    }
    // Rejects only when it is over, and then the loop ends by itself.
    await sleep(live ? REDRAW_MS : LINE_MS, undefined, { signal }).catch(() => undefined);
  }
}
