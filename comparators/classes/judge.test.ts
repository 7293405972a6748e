import { describe, expect, it } from 'vitest';
import { compileRules } from '../rules/compile-rules.js';
import { hasHealed, judge } from './judge.js';
import type { Glimpse } from './timeline.js';
import type { Place } from './place.js';
import type { View } from './view.js';

const rules = compileRules({ numbers: { '$.n': { absolute: 0.5 } } });
const place: Place = {
  id: 'value $.a',
  pattern: '$.a',
  kind: 'value',
  steps: [{ to: 'member', name: 'a' }],
  state: rules.root.member('a'),
};
const freshness = 4_000;
/** The pair, at once, ¼, ½, 1 and 2 × freshness. */
const times = [0, 10, 1_000, 2_000, 4_000, 8_000];
const view = (value: unknown): View => ({ of: 'scalar', value });
/** Looks as `legacy/candidate`; `-` where a read failed. */
const looks = (story: string, at = times): Glimpse[] =>
  story.split(' ').flatMap((look, i) => {
    if (look === '-') return [];
    const [legacy, candidate] = look.split('/');
    return [{ at: at[i]!, agrees: legacy === candidate, legacy: view(legacy), candidate: view(candidate) }];
  });
const judged = (story: string, closer = '') =>
  judge(
    looks(story),
    closer === ''
      ? []
      : looks(
          closer,
          times.map((_, i) => 8_010 + i),
        ),
    {
      place,
      rules,
      freshness,
      readsLegacy: true,
    },
  );
const stale = (lag: number, side = 'candidate', late = false) => ({ is: 'stale', side, lag, late });

describe('what is seen of a place over time', () => {
  it.each([
    ['it catches up at once', 'b/a b/b b/b b/b b/b b/b', stale(10)],
    ['it catches up by freshness', 'b/a b/a b/a b/a b/b b/b', stale(4_000)],
    [
      'it catches up only at 2 ×: not proven yet',
      'b/a b/a b/a b/a b/a b/b',
      { is: 'persistent', leftBehind: false },
    ],
    ['legacy moves on and the candidate follows', 'b/a c/a c/b c/c d/c d/d', stale(1_000)],
    ['a field written ever again is followed', 'b/a c/b d/c e/d f/e g/f', stale(10)],
    ['legacy was behind, a cache', 'a/b a/b a/b b/b b/b b/b', stale(2_000, 'legacy')],
    ['it stays', 'b/a b/a b/a b/a b/a b/a', { is: 'persistent', leftBehind: false }],
    [
      'legacy moves and the candidate stands still',
      'b/a b/a c/a c/a c/a c/a',
      { is: 'persistent', leftBehind: true },
    ],
    [
      'the candidate moves but never to legacy’s',
      'b/a c/a c/x c/x c/x c/x',
      { is: 'persistent', leftBehind: false },
    ],
    [
      'the candidate stays one write behind, longer than it may lag',
      'b/a b/a c/b c/b c/b c/b',
      { is: 'persistent', leftBehind: false },
    ],
    ['the candidate shows ever something else', 'b/1 b/2 b/3 b/4 b/5 b/6', { is: 'unstable' }],
    ['both show ever something else', '1/a 2/b 3/c 4/d 5/e 6/f', { is: 'volatile' }],
    [
      'it agreed, and differs past freshness though legacy stood still',
      'b/a b/b b/b b/b b/a b/b',
      { is: 'flapping' },
    ],
    [
      'it agreed, and at the last look the candidate is ahead of legacy, which is read first',
      'b/a b/b b/b b/b b/b b/c',
      { is: 'unsteady', side: 'candidate' },
    ],
    ['it agreed, and a write came while legacy composed an answer', 'b/a b/b b/b b/b b/c c/c', stale(10)],
    ['a lagging replica among others', 'b/a b/b b/a b/b b/b b/b', { is: 'unsteady', side: 'candidate' }],
    [
      'the candidate was given less than freshness to follow once more',
      'b/a b/b c/a c/c c/a c/c',
      { is: 'unsteady', side: 'candidate' },
    ],
    ['legacy comes back to what it had left', 'a/x b/x a/x b/x a/x b/x', { is: 'unsteady', side: 'legacy' }],
    [
      'legacy comes back, and by chance the sides agree now and then',
      'a/b b/b a/c b/c b/b b/a',
      { is: 'unsteady', side: 'legacy' },
    ],
    [
      'neither side rests but for one look: noise that repeats itself by chance',
      '1/a 2/b 3/c 4/d 5/e 5/f',
      { is: 'unsteady', side: 'legacy' },
    ],
    [
      'legacy moves shortly before the last look: the candidate may still follow',
      'b/a b/a b/a b/a b/a c/a',
      { is: 'persistent', leftBehind: false },
    ],
    ['a read in between failed', 'b/a - b/a - b/b b/b', stale(4_000)],
    [
      'the last read failed: it need not have healed for good',
      'b/a b/a b/b b/b b/b -',
      { is: 'unknown', why: 'no-answer' },
    ],
    [
      'legacy came to what the candidate had shown, which had moved on, and both stood still since',
      'b/a a/b a/b a/b a/b a/b',
      { is: 'persistent', leftBehind: false },
    ],
    ['the last two failed', 'b/a b/a b/b b/b - -', { is: 'unknown', why: 'no-answer' }],
    ['nothing could be read', 'b/a - - - - -', { is: 'unknown', why: 'no-answer' }],
    ['legacy moves too fast to say', 'b/a b/a d/c f/e h/g k/i', { is: 'moving' }],
  ])('%s', (_, story, expected) => expect(judged(story)).toEqual(expected));

  it.each([
    [
      'legacy differs from itself: a shuffled list',
      'a/x b/x a/x b/x a/x b/x',
      'a/x b/x a/x',
      { is: 'volatile' },
    ],
    [
      'legacy differs from itself, though the sides agree by chance',
      'a/x b/x a/x b/x a/x b/x',
      'a/x b/a c/c c/b b/b',
      { is: 'volatile' },
    ],
    [
      'legacy moves however soon it is read again, though the sides met by chance',
      '1/a 2/b 3/c 4/3 5/e 6/f',
      '7/g 8/7 9/h',
      { is: 'volatile' },
    ],
    [
      'legacy moves on at once: nothing stays that is never seen to stand still',
      '1/a 2/b 3/c 4/d 5/e 5/f',
      '5/f 5/f 6/f 6/f 7/f',
      { is: 'volatile' },
    ],
    [
      'too few of the reads were answered',
      'b/a b/a d/c f/e h/g k/i',
      'l/k m/l',
      { is: 'unknown', why: 'no-answer' },
    ],
    [
      'it is written while it is looked at, and the candidate has not stood still either',
      'b/a b/a d/c f/e h/g k/i',
      'k/z m/z m/z n/z',
      { is: 'unknown', why: 'unclear' },
    ],
    [
      'the candidate differs from itself, written again meanwhile: not for long enough to say so',
      'b/a b/b b/a b/b b/b b/b',
      'b/b c/b c/c c/b c/c',
      { is: 'stale' },
    ],
    [
      'the candidate differs from itself: two copies',
      'b/a b/b b/a b/b b/b b/b',
      'b/b b/a b/b',
      { is: 'flapping' },
    ],
    [
      'it had caught up, and shows the older one again',
      'b/a b/b b/b b/b b/b b/b',
      'b/b b/a',
      { is: 'flapping' },
    ],
    [
      'it had caught up, and is ahead of legacy at the last look',
      'b/a b/b b/b b/b b/b b/b',
      'b/b b/c',
      stale(10),
    ],
    ['it had caught up, and is written again', 'b/a b/b b/b b/b b/b b/b', 'b/b c/b', stale(10)],
    ['nothing moves any more: it lagged', 'b/a b/b b/a b/b b/b b/b', 'b/b b/b b/b b/b b/b', stale(2_000)],
    [
      'nothing moves and it differs',
      'a/x b/x a/x b/x a/x b/x',
      'a/x a/x a/x',
      { is: 'persistent', leftBehind: true },
    ],
    ['it follows what moves fast', 'b/a b/a d/c f/e h/g k/i', 'k/h k/i m/k n/m', { is: 'stale' }],
  ])('a closer look tells: %s', (_, story, closer, expected) =>
    expect(judged(story, closer)).toMatchObject(expected),
  );

  it.each([
    ['the sides agree', 'b/a b/a', 'b/b', true],
    ['they agreed before, and it was written since', 'b/a b/b', 'c/b', true],
    ['they agreed before, and the candidate went back', 'b/a b/b', 'b/a', false],
    ['they never agreed, whatever is written', 'b/a b/a', 'c/a', false],
  ])('long after it has healed or not: %s', (_, story, now, healed) => {
    const [last] = looks(now, [48_000]);
    expect(hasHealed(looks(story), last!, { place, rules, freshness, readsLegacy: true })).toBe(healed);
  });

  it('what tolerance lets pass is no move of legacy’s', () => {
    const n: Place = { ...place, state: rules.root.member('n') };
    const jitter = [1, 1.1, 1.2, 1.1, 1.3, 1.05].map((legacy, i) => ({
      at: times[i]!,
      agrees: false,
      legacy: view(legacy),
      candidate: view(7),
    }));
    const terms = { place: n, rules, freshness, readsLegacy: true };
    expect(judge(jitter, [], terms)).toEqual({ is: 'persistent', leftBehind: false });
  });

  it('without reading legacy again, what agreed and then moved may be a write to both', () => {
    const terms = { place, rules, freshness, readsLegacy: false };
    expect(judge(looks('b/a b/a b/a b/b b/b b/c'), [], terms)).toEqual({
      is: 'unknown',
      why: 'legacy-unread',
    });
    expect(judge(looks('b/a b/a b/a b/a b/b b/b'), [], terms)).toMatchObject({ is: 'stale' });
  });

  it('without reading legacy again its noise cannot be told from the candidate’s', () => {
    const terms = { place, rules, freshness, readsLegacy: false };
    expect(judge(looks('b/1 b/2 b/3 b/4 b/5 b/6'), [], terms)).toEqual({
      is: 'unknown',
      why: 'legacy-unread',
    });
  });

  it('a freshness of 0 asks only whether the immediate re-read agrees', () => {
    const terms = { place, rules, freshness: 0, readsLegacy: true };
    expect(judge(looks('b/a b/b'), [], terms)).toEqual(stale(10));
    expect(judge(looks('b/a b/a'), [], terms)).toEqual({ is: 'persistent', leftBehind: false });
    expect(judge(looks('b/a c/x'), [], terms)).toEqual({ is: 'unsteady', side: 'legacy' });
  });
});
