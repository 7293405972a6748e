import { describe, expect, it } from 'vitest';
import { leftWaiting } from '../evidence/watch/failed-sides.js';
import { answering, type Script } from '../test/raw-upstream.js';
import { asking, stageOfWires, type WireSides } from './wire-sides.cases.js';

const stage = stageOfWires();
const ok = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
const silent: Script = ({ pause }) => pause(60_000);
const patient = { timeout: 60_000 };
const crowd = { concurrency: 10 };
/** Milliseconds after which who has not answered has failed, where the other side took next to none. */
const tooLong = 2_500;

/** Clients ask at once, of an entity each, wait so long, and go away. */
async function leaving(sides: WireSides, ids: readonly string[], after: number): Promise<void> {
  const clients = await Promise.all(ids.map(() => sides.client()));
  await Promise.all(clients.map((client, i) => client.send(asking(ids[i]!))));
  await new Promise((resolve) => setTimeout(resolve, after));
  for (const client of clients) client.reset();
  await sides.settled(ids.length);
}

const five = ['1', '2', '3', '4', '5'];
/** Who answers the next client, now that the candidate would. */
async function nextAnswer(sides: WireSides): Promise<string> {
  sides.candidate.script = answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncandidate');
  sides.legacy.script = answering('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nlegacy');
  const client = await sides.client();
  return (await client.ask(asking('next'))).body.toString();
}

/** A live candidate that never answers, beside a legacy that does. */
async function liveAndSilent(): Promise<WireSides> {
  const sides = await stage.start({
    legacy: ok,
    candidate: silent,
    candidateUpstream: patient,
    route: crowd,
  });
  sides.turn(1);
  return sides;
}

describe('43 · a side that is silent until its clients leave', () => {
  it('has failed where it is the candidate, for the pairs and for its breaker: legacy answers the next', async () => {
    const sides = await liveAndSilent();
    await leaving(sides, five, tooLong);
    const { paired, skipped } = sides.outcomes();
    expect(skipped).toEqual({ aborted: 5 });
    expect(paired.map(leftWaiting)).toEqual(five.map(() => ['candidate']));
    expect(await nextAnswer(sides)).toBe('legacy');
  });

  it('has failed just so where it is legacy', async () => {
    const sides = await stage.start({ legacy: silent, candidate: ok, legacyUpstream: patient, route: crowd });
    await leaving(sides, ['1', '2'], tooLong);
    expect(sides.outcomes().paired.map(leftWaiting)).toEqual([['legacy'], ['legacy']]);
  });

  it('says nothing where they leave at once, nor where the other is as slow', async () => {
    const sides = await liveAndSilent();
    await leaving(sides, five, 100);
    expect(sides.outcomes().paired.map(leftWaiting)).toEqual(five.map(() => []));
    expect(await nextAnswer(sides)).toBe('candidate');
    await sides.close();
    const slow = await stage.start({ legacy: silent, candidate: silent, timeout: 60_000, route: crowd });
    slow.turn(1);
    await leaving(slow, five, tooLong);
    expect(slow.outcomes().paired.map(leftWaiting)).toEqual(five.map(() => []));
    expect(await nextAnswer(slow)).toBe('candidate');
  });
});
