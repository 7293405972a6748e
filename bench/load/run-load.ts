import { once } from 'node:events';
import type { Children } from '../process/children.js';
import type { Load, Measured, Target } from './load.js';
import { runWrk } from './wrk.js';

const graceSeconds = 15;

/** Puts a load on a target: a closed loop by wrk where it is installed, all else by the bench's own client. */
export async function runLoad(
  children: Children,
  folder: string,
  wrk: boolean,
  load: Load,
  target: Target,
): Promise<Measured> {
  if (wrk && load.kind === 'closed') return runWrk(children, folder, load, target);
  const client = children.fork('client', new URL('./client.js', import.meta.url), [
    JSON.stringify({ load, target }),
  ]);
  const message = once(client.process, 'message', {
    signal: AbortSignal.timeout((load.seconds + graceSeconds) * 1e3),
  });
  const told = await Promise.race([message, client.ended]);
  if (typeof told === 'string') throw new Error(`the client ended without having measured:\n${told}`);
  await client.ended;
  return told[0] as Measured;
}
