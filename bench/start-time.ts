import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnBanyan } from './contenders/banyan.js';
import type { Children } from './process/children.js';
import { startUpstreams } from './run-trial.js';

const askEvery = 5;
const startsWithin = 10_000;

/** Starts `banyan serve` again and again, each with an empty store: seconds until its first answered request. */
export async function startTimes(
  children: Children,
  folder: string,
  times: number,
  progress: (what: string) => void,
): Promise<readonly number[]> {
  const taken: number[] = [];
  try {
    const upstreams = await startUpstreams(children, 3_500);
    for (let time = 1; time <= times; time++) {
      progress(`start of banyan serve: ${time} of ${times}`);
      const ground = { children, folder: join(folder, `start-${time}`), upstreams };
      const started = performance.now();
      const { child, proxy } = await spawnBanyan('banyan serve', ground, 'equal');
      while (!(await answers(`${proxy}/items/1`))) {
        if (performance.now() - started > startsWithin)
          throw new Error(`banyan serve answers nothing after ${startsWithin / 1e3} s`);
        await sleep(askEvery);
      }
      taken.push((performance.now() - started) / 1e3);
      await child.end();
    }
  } finally {
    await children.endAll();
  }
  return taken;
}

/** Whether the address answers with success right now; on a connection of its own. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(address, { agent: new Agent(), timeout: 2_000 }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
      response.once('error', () => resolve(false));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
