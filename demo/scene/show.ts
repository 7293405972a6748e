import { setTimeout as sleep } from 'node:timers/promises';
import picocolors from 'picocolors';
import type { DemoOptions } from './options.js';
import { banyanAt, faultsAt } from './advice.js';
import { Changes, isFall, tellChange, wayBack } from './changes.js';
import type { Demo } from './demo.js';
import { readFields, readScorecard, ROUTE } from './scorecard.js';
import { drawLine, drawTable, fit, type Scene } from './table.js';

const REDRAW_MS = 1_000;
const LINE_MS = 5_000;

/** How the route stands; undefined while Banyan's API does not answer. */
async function sceneOf({ admin, faults, traffic }: Demo, { auto }: DemoOptions): Promise<Scene | undefined> {
  try {
    const [card, fields] = await Promise.all([readScorecard(admin), readFields(admin)]);
    return { card, fields, faults: faults.on(), traffic: traffic.counts, auto };
  } catch {
    // Shown as such: that the page is away for a moment must not end the demo.
    return undefined;
  }
}

/** Lines on what became of the dial since the last time; none while Banyan's API does not answer. */
async function newsOf({ admin }: Demo, { ports }: DemoOptions, changes: Changes): Promise<readonly string[]> {
  try {
    const { rolledBack, versions } = await readScorecard(admin);
    const way = { faults: faultsAt(ports), banyan: banyanAt(ports), route: ROUTE };
    const back = wayBack(way, versions.candidate, rolledBack?.latched ?? false);
    return (await changes.news()).flatMap((change) => [tellChange(change), ...(isFall(change) ? back : [])]);
  } catch {
    // Told with the next ones.
    return [];
  }
}

/**
 * Shows the route until the signal: redrawn in place on a terminal, otherwise a line every few seconds. What becomes
 * of its dial is told as it happens, and stays.
 */
export async function show(demo: Demo, options: DemoOptions, signal: AbortSignal): Promise<void> {
  const live = !options.headless && process.stdout.isTTY;
  const changes = new Changes(demo.admin);
  let drawn = 0;
  for (let beat = 0; !signal.aborted; beat++) {
    const [changed, scene] = [await newsOf(demo, options, changes), await sceneOf(demo, options)];
    if (live) {
      const { columns, rows } = process.stdout;
      const all = scene ? drawTable(scene, picocolors.isColorSupported) : ['Banyan does not answer'];
      // What has scrolled away cannot be redrawn: on a low terminal the last lines are left out.
      const lines = all.slice(0, Math.max(1, (rows || 24) - 1)).map((line) => fit(line, columns || 80));
      const back = drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '';
      process.stdout.write(`${back}${[...changed, ...lines].join('\n')}\n`);
      drawn = lines.length;
    } else {
      const isDue = beat % (LINE_MS / REDRAW_MS) === 0;
      const line = scene ? drawLine(scene) : 'Banyan does not answer';
      for (const each of [...changed, ...(isDue ? [line] : [])]) process.stdout.write(`${each}\n`);
    }
    // Rejects only when it is over, and then the loop ends by itself.
    await sleep(REDRAW_MS, undefined, { signal }).catch(() => undefined);
  }
  // The last change may be what it ends with.
  for (const each of await newsOf(demo, options, changes)) process.stdout.write(`${each}\n`);
}
