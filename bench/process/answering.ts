import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './children.js';

const answersWithin = 15_000;
const askEvery = 20;

/** Waits until an address answers with success; throws with the last words of the program if it ends before. */
export async function answering(address: string, program: Child): Promise<void> {
  const ended = program.ended.then((words) => {
    throw new Error(`${program.name} ended instead of answering:\n${words}`);
  });
  await Promise.race([ended, untilItAnswers(address, program.name)]);
}

async function untilItAnswers(address: string, name: string): Promise<void> {
  const deadline = performance.now() + answersWithin;
  while (performance.now() < deadline) {
    const ok = await fetch(address, { signal: AbortSignal.timeout(2_000) }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.ok;
      },
      () => false,
    );
    if (ok) return;
    await sleep(askEvery);
  }
  throw new Error(`${name} does not answer at ${address}`);
}
