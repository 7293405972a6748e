import { expect, it } from 'vitest';
import type { Receiver } from './receiver.js';
import { Replay } from './replay.js';

it('an answer that is given once more waits for the client that takes it', () => {
  const heard: string[] = [];
  let takesMore = true;
  const client: Receiver = {
    interim: () => undefined,
    head: (status, reason) => void heard.push(`${status} ${reason}`),
    data: (piece) => {
      heard.push(Buffer.from(piece).toString());
      return takesMore;
    },
    end: () => void heard.push('end'),
    fail: ({ reason }) => void heard.push(reason),
  };
  const body = ['a', 'b', 'c'].map((text) => Buffer.from(text));
  const answer = { kind: 'answer', status: 200, headers: [], body } as const;
  takesMore = false;
  const replay = new Replay(answer, 'Fine', client);
  expect(heard).toEqual(['200 Fine', 'a']);
  replay.resume();
  expect(heard).toEqual(['200 Fine', 'a', 'b']);
  takesMore = true;
  replay.resume();
  expect(heard).toEqual(['200 Fine', 'a', 'b', 'c', 'end']);
  replay.abort();
  expect(heard).toHaveLength(5);
});
