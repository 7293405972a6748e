import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultBoard, isFault } from '../faults.js';

const EVERY_MS = 500;
const TIMEOUT_MS = 2_000;

async function copyOnce(control: string, board: FaultBoard): Promise<void> {
  const answer = await fetch(`${control}/faults`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const { faults } = (await answer.json()) as { faults: readonly { name: string; on: boolean }[] };
  for (const { name, on } of faults) if (isFault(name)) board.switch(name, on);
}

/** Keeps a board like the one of a control page elsewhere, until the returned function is called. */
export function copyFaults(control: string, board: FaultBoard): () => Promise<void> {
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    let reachable = true;
    while (!stop.signal.aborted) {
      try {
        await copyOnce(control, board);
        reachable = true;
      } catch (error) {
        // Said once per outage; until the control page is back the switches stay as they are.
        if (reachable) console.error(`faults: ${control} does not answer (${String(error)}); trying on`);
        reachable = false;
      }
      // Rejects only when stopped, and then the loop ends by itself.
      await sleep(EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return () => {
    stop.abort();
    return running;
  };
}
