import { describe, expect, it } from 'vitest';
import type { Line } from '../wire-message.js';
import { type Answer, plainAnswer } from './answer.js';
import { type Asked, expectedFrom, judge, type Seen } from './judge.js';
import { faultNamed } from './upstream/faults.js';

const reading: Asked = {
  scene: { name: 'read', weight: 1, route: 'r', path: '/items/', method: 'GET', faulty: [] },
  path: '/items/1',
  sent: Buffer.alloc(0),
  legacyFault: undefined,
  candidateFault: undefined,
};
const live: Asked = { ...reading, scene: { ...reading.scene, mayBeLive: 'candidate' } };
const plain = plainAnswer('/items/1', reading.sent);

const seen = (answer: Answer, ...more: Line[]): Seen => ({
  kind: 'answer',
  answer: {
    ...answer,
    version: '1.1',
    interim: [],
    trailers: [],
    headers: [...answer.headers, ...more],
  },
});

describe('what a client saw', () => {
  it('is right when it is legacy’s own, but for what belongs to one connection', () => {
    expect(judge(reading, seen(plain))).toBeUndefined();
    expect(
      judge(reading, seen(plain, ['Connection', 'keep-alive'], ['Transfer-Encoding', 'chunked'])),
    ).toBeUndefined();
  });

  it.each<[string, Partial<Answer>]>([
    ['status', { status: 201 }],
    ['reason', { reason: 'OK' }],
    ['header line', { headers: plain.headers.slice(1) }],
    ['order of header lines', { headers: plain.headers.toReversed() }],
    ['body', { body: Buffer.from('{}') }],
  ])('is wrong with another %s', (_, change) => {
    expect(judge(reading, seen({ ...plain, ...change }))).toBeDefined();
  });

  it('is wrong when the candidate answered who is legacy’s', () => {
    expect(judge(reading, seen(plain, ['x-banyan-served-by', 'candidate']))).toMatchObject({
      expected: 'no answer of the candidate',
    });
  });

  it('is wrong when it breaks off, or never ends, though nothing was the matter', () => {
    expect(judge(reading, { kind: 'broken', how: 'reset' })).toBeDefined();
    expect(judge(reading, { kind: 'late' })).toBeDefined();
  });

  it('must break off where legacy does, and be told by Banyan where legacy says nothing', () => {
    const broken = { ...reading, legacyFault: faultNamed('end in a chunk') };
    expect(judge(broken, { kind: 'broken', how: 'ended' })).toBeUndefined();
    expect(judge(broken, seen(plain))).toBeDefined();
    const silent = { ...reading, legacyFault: faultNamed('no head ever') };
    const own = { ...plain, status: 504, body: Buffer.from('Banyan: the upstream did not answer\n') };
    expect(judge(silent, seen(own))).toBeUndefined();
    expect(judge(silent, seen({ ...own, body: plain.body }))).toBeDefined();
  });
});

describe('what is expected of a live candidate', () => {
  it('is legacy’s answer when it gives none, or a 5xx', () => {
    for (const name of ['reset before the head', '503']) {
      const asked = { ...live, candidateFault: faultNamed(name) };
      expect(expectedFrom('candidate', asked)).toEqual({ kind: 'answer', answer: plain });
    }
  });

  it('is its own when it is merely odd', () => {
    const asked = { ...live, candidateFault: faultNamed('HTML') };
    expect(expectedFrom('candidate', asked)).toMatchObject({
      answer: { body: Buffer.from('<html><body>Not here</body></html>') },
    });
  });
});
