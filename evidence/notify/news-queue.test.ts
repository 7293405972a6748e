import { describe, expect, it } from 'vitest';
import { tell, type MismatchNews, type TurnNews } from './news.js';
import { NewsQueue } from './news-queue.js';

const mismatch = (i: number, route = 'items'): MismatchNews => ({
  kind: 'new-mismatch',
  route,
  pattern: `$.p${i}`,
  mismatchKind: 'value',
  class: 'semantic',
  fingerprint: String(i),
  firstSeen: '2026-01-01T00:00:00.000Z',
});
const turn = (reason: string): TurnNews => ({
  kind: 'raise',
  route: 'items',
  time: '2026-01-01T00:00:00.000Z',
  from: { stage: 'shadow', share: 0 },
  to: { stage: 'split', share: 0.05 },
  forced: false,
  actor: 'me',
  role: 'admin',
  reason,
});
/** Everything that may be sent at this moment, in a word each. */
function takeAll(queue: NewsQueue, now: number): readonly string[] {
  const sent: string[] = [];
  for (let next = queue.take(now); next && 'send' in next; next = queue.take(now)) {
    const { send } = next;
    if (send.kind === 'new-mismatch') sent.push(send.pattern);
    else sent.push(send.kind === 'more-new-mismatches' ? tell(send) : send.reason);
  }
  return sent;
}

describe('what waits for a webhook', () => {
  it('of 500 new fingerprints tells twenty, and once how many more there are', () => {
    const queue = new NewsQueue();
    for (let i = 0; i < 500; i++) queue.add(mismatch(i, i % 4 === 0 ? 'others' : 'items'));
    const sent = takeAll(queue, 0);
    expect(sent).toHaveLength(21);
    expect(sent.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => `$.p${i}`));
    expect(sent[20]).toMatch(/^And \d+ more on \w+, \d+ more on \w+ that differ for the first time\.$/);
    const [one = 0, two = 0] = [...sent[20]!.matchAll(/\d+/g)].map(Number);
    expect(one + two).toBe(480);
    expect(queue.waiting).toBe(0);
  });

  it('is told no more within the minute, and goes on in the next', () => {
    const queue = new NewsQueue();
    for (let i = 0; i < 30; i++) queue.add(mismatch(i));
    expect(takeAll(queue, 1_000)).toHaveLength(21);
    for (let i = 0; i < 3; i++) queue.add(mismatch(100 + i));
    expect(queue.take(31_000)).toEqual({ wait: 30_000 });
    expect(takeAll(queue, 61_000)).toEqual(['$.p100', '$.p101', '$.p102']);
  });

  it('tells one that is alone as what it is', () => {
    const queue = new NewsQueue();
    for (let i = 0; i < 21; i++) queue.add(mismatch(i));
    expect(takeAll(queue, 0).at(-1)).toBe('$.p20');
  });

  it('tells turned dials first, however many fingerprints wait', () => {
    const queue = new NewsQueue();
    for (let i = 0; i < 200; i++) queue.add(mismatch(i));
    takeAll(queue, 0);
    for (let i = 0; i < 5; i++) queue.add(mismatch(i));
    queue.add(turn('burns'));
    expect(takeAll(queue, 1)).toEqual(['burns']);
  });

  it('keeps a hundred turned dials, the newest', () => {
    const queue = new NewsQueue();
    const dropped = Array.from({ length: 103 }, (_, i) => queue.add(turn(String(i))));
    expect(dropped.reduce((sum, one) => sum + one)).toBe(3);
    expect(takeAll(queue, 0)[0]).toBe('3');
  });
});
