import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetEntities } from './met-entities.js';

describe('entities since the dial was last turned', () => {
  it('are counted from its turn on, once each; bad ones only where they are bad since', () => {
    const met = new MetEntities();
    for (const [hash, bad] of [
      ['a', true],
      ['b', false],
    ] as const)
      met.meet(hash, bad, false);
    met.beginStep(1);
    expect(met.stepCounts).toEqual({ compared: 0, bad: 0, late: 0 });
    for (const hash of ['a', 'a', 'c']) met.meet(hash, false, false);
    met.meet('c', true, false);
    expect(met.stepCounts).toEqual({ compared: 2, bad: 1, late: 0 });
    expect(met.counts).toEqual({ compared: 3, bad: 2 });
  });

  it('are bad while they settle, and what was compared before the turn tells of the step before', () => {
    const met = new MetEntities();
    for (const hash of ['early', 'again']) {
      met.meet(hash, false, false);
      met.settles(hash);
    }
    expect(met.stepCounts).toEqual({ compared: 2, bad: 2, late: 0 });
    met.beginStep(1);
    met.meet('again', false, false);
    expect(met.stepCounts).toEqual({ compared: 1, bad: 1, late: 0 });
    met.settled('early', true, false);
    met.settled('again', false, false);
    expect(met.stepCounts).toEqual({ compared: 1, bad: 0, late: 0 });
    expect(met.counts).toEqual({ compared: 2, bad: 1 });
  });

  it('are what they were after a restart, whenever the dial is read', () => {
    const before = new MetEntities();
    before.beginStep(4);
    before.meet('a', true, false);
    before.meet('b', false, false);
    before.settles('b');
    const records = before.takeChanged();
    for (const first of ['dial', 'store']) {
      const after = new MetEntities();
      if (first === 'dial') after.beginStep(4);
      after.resume(records);
      after.beginStep(4);
      expect(after.stepCounts).toEqual({ compared: 2, bad: 2, late: 0 });
      after.beginStep(5);
      expect(after.stepCounts).toEqual({ compared: 0, bad: 0, late: 0 });
    }
  });

  it('beyond a million are those that are bad, or settle: no bug is overlooked because it began late', () => {
    const met = new MetEntities();
    for (let i = 0; i < 1_000_000; i += 1) met.meet(`clean ${i}`, false, false);
    for (const hash of ['one', 'bad', 'clean']) met.meet(hash, hash === 'bad', false);
    met.settles('one');
    expect(met.counts).toEqual({ compared: 1_000_002, bad: 2 });
    met.settled('one', false, false);
    expect(met.counts).toEqual({ compared: 1_000_002, bad: 1 });
    met.beginStep(1);
    for (let i = 0; i < 100; i += 1) met.meet(`bad ${i}`, true, false);
    expect(met.stepCounts).toEqual({ compared: 100, bad: 100, late: 0 });
  });

  it('beyond a million are all there after a restart, in whichever order they come', () => {
    const before = new MetEntities();
    for (let i = 0; i < 1_000_000; i += 1) before.meet(`clean ${i}`, false, false);
    for (let i = 0; i < 50_000; i += 1) before.meet(`bad ${i}`, true, false);
    const after = new MetEntities();
    after.resume(before.takeChanged().toReversed());
    expect(after.counts).toEqual({ compared: 1_050_000, bad: 50_000 });
  });

  it('add up, whatever comes in which order', () => {
    const event = fc.oneof(
      fc.record({ is: fc.constant('meet' as const), hash: fc.nat({ max: 9 }), bad: fc.boolean() }),
      fc.record({ is: fc.constant('turn' as const) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const met = new MetEntities();
        let revision = 0;
        const [all, bad, inStep, badInStep] = [0, 1, 2, 3].map(() => new Set<number>());
        for (const one of events) {
          if (one.is === 'turn') {
            met.beginStep((revision += 1));
            inStep!.clear();
            badInStep!.clear();
            continue;
          }
          met.meet(String(one.hash), one.bad, false);
          all!.add(one.hash);
          inStep!.add(one.hash);
          if (one.bad) for (const set of [bad!, badInStep!]) set.add(one.hash);
        }
        expect(met.counts).toEqual({ compared: all!.size, bad: bad!.size });
        expect(met.stepCounts).toEqual({ compared: inStep!.size, bad: badInStep!.size, late: 0 });
      }),
    );
  });
});
