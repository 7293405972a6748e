import { describe, expect, it } from 'vitest';
import { type Aim, judgeAims } from './aims.js';
import { names } from './contenders/all.js';
import { aSummary } from './summary.cases.js';
import type { Summary } from './summary.js';
import { mainTrial, openTrial } from './trials.js';

const judged = (trial: string, ...summaries: Summary[]): readonly Aim[] =>
  judgeAims({ trials: new Map([[trial, summaries]]), start: undefined });
const one = (aims: readonly Aim[], text: RegExp): Aim => aims.find(({ aim }) => text.test(aim))!;

describe('an aim', () => {
  it('is met at its ratio, and not below it', () => {
    const mirror = aSummary(names.mirror, { perSecond: 1_000 });
    const at = (perSecond: number): boolean | undefined =>
      one(
        judged(mainTrial, mirror, aSummary(names.reordered, { perSecond, compared: 1 })),
        /reordered ≥ 1\.00 × nginx mirror/,
      ).met;
    expect([at(999), at(1_000)]).toEqual([false, true]);
  });

  it('is not met by dual-read that sheds what it should compare', () => {
    const aim = one(
      judged(
        mainTrial,
        aSummary(names.mirror),
        aSummary(names.reordered, { perSecond: 9_000, compared: 0.41 }),
      ),
      /reordered ≥ 1\.00 × nginx mirror/,
    );
    expect(aim).toMatchObject({ met: false, found: '9.00 ×; but only 41.0 % was compared' });
  });

  it('of latency is met up to its ratio to pass-through', () => {
    const aims = judged(
      openTrial,
      aSummary(names.passThrough, { p99: 2 }),
      aSummary(names.reordered, { p99: 2.2 }),
      aSummary(names.dead, { p99: 2.2 }),
    );
    expect(one(aims, /reordered ≤ 1\.10/).met).toBe(true);
    expect(one(aims, /dead ≤ 1\.05/).met).toBe(false);
  });

  it('of memory is judged by the hungriest Banyan', () => {
    const aims = judged(
      mainTrial,
      aSummary(names.httpProxy, { peak: 900e6 }),
      aSummary(names.passThrough, { peak: 200e6 }),
      aSummary(names.equal, { peak: 257e6 }),
    );
    expect(one(aims, /peak memory/)).toMatchObject({ met: false, found: `257 MB, ${names.equal}` });
  });

  it('is neither met nor missed where its part was not measured', () => {
    const aims = judgeAims({ trials: new Map(), start: undefined });
    expect(aims.map(({ met }) => met)).toEqual(aims.map(() => undefined));
    expect(one(judgeAims({ trials: new Map(), start: 0.4 }), /first answered/)).toMatchObject({ met: true });
  });
});
