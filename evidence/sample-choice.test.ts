import { describe, expect, it } from 'vitest';
import { SampleChoice } from './sample-choice.js';

const hour = 3_600_000;
const at = (pattern: string) => ({ pattern, kind: 'value' }) as const;

describe('a comparison becomes a sample', () => {
  it('when it is one of the first of its kind, or twice as many as the last, and no more within the hour', () => {
    const choice = new SampleChoice(() => 0);
    const chosen = Array.from({ length: 64 }, (_, i) => (choice.isWorthKeeping([at('$.a')]) ? i + 1 : 0));
    expect(chosen.filter(Boolean)).toEqual([1, 2, 3, 4, 8, 16, 32, 64]);
  });

  it('when nothing of its kind did for an hour, however often it was seen', () => {
    let time = 0;
    const choice = new SampleChoice(() => time);
    for (let i = 0; i < 100; i++) choice.isWorthKeeping([at('$.a')]);
    time = hour - 1;
    expect(choice.isWorthKeeping([at('$.a')])).toBe(false);
    time = hour;
    expect(choice.isWorthKeeping([at('$.a')])).toBe(true);
    expect(choice.isWorthKeeping([at('$.a')])).toBe(false);
    time = 3 * hour;
    expect(choice.isWorthKeeping([at('$.a')])).toBe(true);
  });

  it('also for a kind that another one was chosen for: it shows both', () => {
    let time = 0;
    const choice = new SampleChoice(() => time);
    for (let i = 0; i < 10; i++) choice.isWorthKeeping([at('$.a'), at('$.b')]);
    time = hour;
    expect(choice.isWorthKeeping([at('$.a'), at('$.b')])).toBe(true);
    expect(choice.isWorthKeeping([at('$.b')])).toBe(false);
  });
});
