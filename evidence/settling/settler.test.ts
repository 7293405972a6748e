import { describe, expect, it } from 'vitest';
import { type Answers, classes, ended, refusal, stage } from './stage.cases.js';

describe('a pair that differs', () => {
  it('is read again at once, legacy first, then both at ¼, ½, 1 and 2 × freshness', async () => {
    const { clock, asked, examine } = stage((side, now) => ({ a: side === 'legacy' || now > 1_500 ? 1 : 0 }));
    expect(examine()).toMatchObject({ verdict: 'settling', fields: [{ pattern: '$.a', kind: 'value' }] });
    await clock.until(ended);
    expect(asked.map(({ side, at }) => `${side} ${at}`)).toEqual(
      [0, 1_000, 2_000, 4_000, 8_000].flatMap((at) => [`legacy ${at}`, `candidate ${at}`]),
    );
  });

  it('is stale when the candidate catches up, with the lag of the step in which it did', async () => {
    const { clock, told, examine } = stage((side, now) => ({ a: side === 'legacy' || now > 1_500 ? 1 : 0 }));
    examine();
    await clock.until(ended);
    expect(told).toMatchObject([
      {
        verdict: 'settled',
        suspect: 'suspect-1',
        key: '1',
        class: 'stale',
        fields: [{ pattern: '$.a', kind: 'value', class: 'stale' }],
        lags: [2],
      },
    ]);
  });

  it.each<[string, Answers, object]>([
    [
      'volatile, when legacy differs from itself at every read',
      (side, now) => ({ a: `${side} ${now} ${Math.random()}` }),
      { class: 'volatile', lags: [] },
    ],
    [
      'stale but late, when it heals by 12 × freshness',
      (side, now) => ({ a: side === 'legacy' || now > 20_000 ? 1 : 0 }),
      { class: 'stale', fields: [{ class: 'stale', late: true }], lags: [48] },
    ],
    ['semantic, when it stays and nothing else explains it', (side) => ({ a: side }), { class: 'semantic' }],
    [
      'missing, when legacy moved on and the candidate did not',
      (side, now) => ({ a: side === 'legacy' ? Number(now > 3_000) : 7 }),
      { class: 'missing' },
    ],
    [
      'missing, when the candidate flaps between old and new',
      (side, now) => ({ a: side === 'legacy' || now % 3_000 === 2_000 ? 1 : 0 }),
      { class: 'missing' },
    ],
    [
      'stale, when it caught up in time, though the read at 1 × freshness failed',
      (side, now) =>
        side === 'candidate' && now === 4_000 ? 503 : { a: side === 'legacy' || now > 3_000 ? 1 : 0 },
      { class: 'stale', fields: [{ class: 'stale' }], lags: [8] },
    ],
    [
      'stale, when it caught up in time, though the read at 2 × freshness failed',
      (side, now) =>
        side === 'candidate' && now === 8_000 ? 503 : { a: side === 'legacy' || now > 3_000 ? 1 : 0 },
      { class: 'stale', fields: [{ class: 'stale' }], lags: [4] },
    ],
    [
      'semantic, though the reads at 1 and 2 × freshness failed',
      (side, now) => (side === 'candidate' && (now === 4_000 || now === 8_000) ? 503 : { a: side }),
      { class: 'semantic' },
    ],
    [
      'unsettled, when both stop telling of it: it has not caught up',
      (side, now) => (now > 3_000 ? { b: 1 } : { a: side, b: 1 }),
      { class: 'unsettled', why: 'unclear' },
    ],
    [
      'unsettled, when what it is in goes away on both sides',
      (side, now) => (now > 3_000 ? refusal(404, {}) : { a: side }),
      { class: 'unsettled', why: 'unclear' },
    ],
    ...[404, refusal(404, {}), refusal(410, { error: 1 })].map((gone): [string, Answers, object] => [
      `unsettled, when the candidate lacks it, and then both answer ${JSON.stringify(gone)}`,
      (side, now) => (now > 3_000 ? gone : side === 'legacy' ? { a: 1, b: 1 } : { b: 1 }),
      { class: 'unsettled', why: 'unclear' },
    ]),
    [
      'unsettled, when a part of which the candidate lacks something goes away on both sides',
      (side, now) => (now > 3_000 ? {} : { part: side === 'legacy' ? { a: 1, b: 1 } : { b: 1 } }),
      { class: 'unsettled', why: 'unclear' },
    ],
    [
      'stale, when the candidate hears later that all of it is gone',
      (side, now) => (side === 'legacy' || now > 1_500 ? 404 : { a: 1 }),
      { class: 'stale' },
    ],
    [
      'semantic, though both stop telling of it before the last look',
      (side, now) => (now > 9_000 ? 404 : { a: side }),
      { class: 'semantic' },
    ],
    [
      'stale, when the candidate hears later that it is gone',
      (side, now) => (side === 'legacy' || now > 1_500 ? { b: 1 } : { a: 1, b: 1 }),
      { class: 'stale' },
    ],
    [
      'unsettled, when both send to a login, as when a session has ended',
      (side, now) => (now > 2_500 ? refusal(302, {}) : { a: side }),
      { class: 'unsettled', why: 'no-answer' },
    ],
    [
      'unsettled, when it caught up, and then is gone on the candidate alone',
      (side, now) =>
        side === 'candidate' && now > 5_000 ? 404 : { a: side === 'legacy' || now > 500 ? 1 : 0 },
      { class: 'unsettled' },
    ],
    [
      'missing, when both are turned over while they are looked at, and never agree: it shows what legacy has left',
      (side, now) => ({ a: (side === 'legacy') === now > 1_500 }),
      { class: 'missing' },
    ],
    [
      'unsettled, when neither can be read',
      (_, now) => (now === 0 ? { a: Math.random() } : 503),
      { class: 'unsettled', why: 'no-answer' },
    ],
    [
      'unsettled, when the candidate refuses the re-reads',
      (side, now) => (side === 'candidate' && now > 0 ? 403 : { a: side }),
      { class: 'unsettled', why: 'no-answer' },
    ],
    [
      'semantic, when legacy goes on to ask for credentials where the candidate does not',
      (side) => (side === 'legacy' ? 401 : { a: 1 }),
      { class: 'semantic' },
    ],
    [
      'volatile, when both refuse it alike, with other words each time',
      (_, now) => refusal(401, { a: `${now} ${Math.random()}` }),
      { class: 'volatile' },
    ],
  ])('is %s', async (_, answers, expected) => {
    const { clock, told, examine } = stage(answers);
    examine();
    await clock.until(ended + 1_000);
    expect(told).toMatchObject([expected]);
  });

  it('has the worst class of its differences, each by its own', async () => {
    const { clock, told, examine } = stage((side, now) => ({
      late: side === 'legacy' || now > 500 ? 1 : 0,
      noise: Math.random(),
      total: side === 'legacy' ? 10.5 : 10,
    }));
    examine();
    await clock.until(ended);
    expect(told).toMatchObject([{ class: 'semantic' }]);
    const [settled] = told;
    expect(
      settled?.verdict === 'settled' &&
        Object.fromEntries(settled.fields.map((one) => [one.pattern, one.class])),
    ).toEqual({ '$.late': 'stale', '$.noise': 'volatile', '$.total': 'semantic' });
  });

  it('follows a keyed member by its key, and a missing one whatever changes inside it', async () => {
    const { clock, told, examine } = stage(
      (side, now) => ({
        orders: [
          { id: `new ${now}` },
          { id: 'a', total: side === 'legacy' ? 1 : 2 },
          ...(side === 'legacy' ? [{ id: 'b', seen: Math.random() }] : []),
        ],
      }),
      { compare: { lists: { '$.orders': { by: 'id' } } } },
    );
    for (const entity of ['1', '2', '3']) examine(entity);
    await clock.until(ended);
    const [settled] = told;
    expect(
      settled?.verdict === 'settled' &&
        settled.fields.map((one) => `${one.pattern} ${one.kind} ${one.class}`),
    ).toEqual(['$.orders[*].total value semantic', '$.orders[*] absent semantic']);
  });

  it.each<[string, Answers, object]>([
    [
      'an entity that was absent at first and then shows what is wrong',
      (side, now) => (side === 'candidate' && now < 1_500 ? 404 : { total: side === 'legacy' ? 500 : 5 }),
      {},
    ],
    [
      'a part that was absent at first and then shows what is wrong',
      (side, now) =>
        side === 'candidate' && now < 1_500 ? {} : { o: { total: side === 'legacy' ? 500 : 5 } },
      {},
    ],
    [
      'more members than can be followed, of which the first ones catch up',
      (side, now) => ({
        l: Array.from({ length: 80 }, (_, id) => ({
          id,
          n: side === 'legacy' || (id < 64 && now > 1_500) ? 1 : 0,
        })),
      }),
      { lists: { '$.l': { by: 'id' } } },
    ],
  ])('has not caught up as long as anything else stays wrong: %s', async (_, answers, compare) => {
    const { clock, told, examine } = stage(answers, { compare });
    examine();
    await clock.until(ended);
    expect(told).toMatchObject([{ class: 'unsettled', why: 'unclear' }]);
  });

  it('is stale though something else is written before its last look', async () => {
    const { clock, told, examine } = stage((side, now) => ({
      a: side === 'legacy' || now > 1_500 ? 1 : 0,
      b: side === 'legacy' && now > 7_000 ? 1 : 0,
    }));
    examine();
    await clock.until(ended);
    expect(told).toMatchObject([{ class: 'stale' }]);
  });

  it('is unsettled when it catches up and something else in it stays wrong, however noisy that is for others', async () => {
    const { clock, told, examine } = stage((side, now, path) =>
      path === 'late'
        ? side === 'legacy' || now > 100_600
          ? { o: { t: side } }
          : {}
        : { o: { t: Math.random() } },
    );
    for (let i = 0; i < 25; i += 1) examine(String(i));
    await clock.until(100_000);
    expect(new Set(classes(told.splice(0)))).toEqual(new Set(['volatile']));
    examine('late');
    await clock.until(200_000);
    expect(told).toMatchObject([{ class: 'unsettled', why: 'unclear' }]);
  });

  it('is unsettled when it catches up and a value in it stands still that legacy moves', async () => {
    const { clock, told, examine } = stage((side, now) =>
      side === 'candidate' && now < 1_500 ? 404 : { a: side === 'legacy' ? Math.floor(now / 1_990) : -1 },
    );
    examine();
    await clock.until(ended);
    expect(told).toMatchObject([{ class: 'unsettled', why: 'unclear' }]);
  });

  it('is unsettled when it catches up and a header stays wrong, whatever moves in the body', async () => {
    const { clock, told, examine } = stage(
      (side, now) =>
        side === 'candidate' && now < 600
          ? 404
          : {
              ...refusal(200, { t: Math.random() }),
              headers: [
                ['content-type', 'application/json'],
                ['content-language', side],
              ],
            },
      { compare: { ignore: ['$.t'], headers: ['content-language'] } },
    );
    examine();
    await clock.until(ended);
    expect(told).toMatchObject([{ class: 'unsettled', why: 'unclear' }]);
  });

  it('is stale when it catches up and legacy differs from itself in what came with it', async () => {
    const { clock, told, examine } = stage((side, now) =>
      side === 'legacy' || now > 600 ? { o: { t: Math.random() } } : {},
    );
    examine();
    await clock.until(ended);
    expect(classes(told)).toEqual(['stale']);
  });

  it('has another freshness where the route says so', async () => {
    const { clock, told, asked, examine } = stage((side) => ({ fraud: side }), {
      more: { freshness: { default: 4_000, fields: [['$.fraud', 0]] } },
    });
    examine();
    await clock.until(100);
    expect(classes(told)).toEqual(['semantic']);
    expect(asked).toHaveLength(4);
  });

  it('is given the time of each place, whenever another one is looked at', async () => {
    const { clock, told, examine } = stage(
      (side, now) => ({ quick: side, slow: side === 'legacy' || now > 6_000 ? 1 : 0 }),
      { more: { freshness: { default: 1_000, fields: [['$.slow', 8_000]] } } },
    );
    examine();
    await clock.until(12 * 8_000);
    expect(told).toMatchObject([
      {
        fields: [
          { pattern: '$.quick', class: 'semantic' },
          { pattern: '$.slow', class: 'stale' },
        ],
        lags: [8],
      },
    ]);
  });

  it('is missing where copies take turns, though nearly every look meets the same one', async () => {
    const isCurrent = (now: number): boolean => now >= 10 && Math.floor((now - 10) / 1_000) % 2 === 0;
    const { clock, told, examine } = stage(
      (side, now) => ({ a: side === 'legacy' || isCurrent(now) ? 1 : 0 }),
      { takes: () => 20 },
    );
    examine();
    await clock.until(ended);
    expect(classes(told)).toEqual(['missing']);
  });
});

describe('a route that was seen to flap', () => {
  it('has what caught up looked at closer as well: looks may meet the current copy by chance', async () => {
    const begin = 60_000;
    const met: Answers = (side, now, entity) => {
      const isOld =
        entity === 'turns'
          ? now % 3_000 < 2_000 || now % 3_000 > 2_010
          : now <= begin || Math.abs(now - begin - 8_500) < 300;
      return { a: side === 'legacy' || !isOld ? 1 : 0 };
    };
    const { clock, told, examine } = stage(met, { takes: () => 1 });
    examine('turns');
    await clock.until(begin);
    examine('chance');
    await clock.until(2 * begin);
    expect(classes(told)).toEqual(['missing', 'missing']);
  });
});
