import { expect, it } from 'vitest';
import type { BreakerNews } from '../dashboards/breaker-news.js';
import { CircuitBreaker } from '../proxy/circuit-breaker.js';
import type { Upstream } from '../proxy/upstream.js';
import { BreakerLog } from './breaker-log.js';

it('an upstream that is not asked any more is told once, and again for each probe that fails, and when it is asked', () => {
  const lines: string[] = [];
  const told: (readonly BreakerNews[])[] = [];
  const write = (what: { probedEvery?: number }, text = ''): void =>
    void lines.push(`${text.split(' ').slice(0, 2).join(' ')} ${what.probedEvery ?? ''}`.trim());
  const log = new BreakerLog({ warn: write, info: write } as never, (news) => told.push(news));
  const breaker = new CircuitBreaker(1_000);
  const upstreams = [{ rule: { name: 'candidate' }, breaker } as unknown as Upstream];
  const look = (): void => log.note(upstreams);

  look();
  look();
  expect([lines, told]).toEqual([[], [[{ upstream: 'candidate', probedEvery: null }]]]);
  for (let i = 0; i < 5; i++) breaker.admit(0)?.failed(0);
  look();
  look();
  breaker.admit(10_000)?.failed(10_000);
  look();
  breaker.admit(30_000)?.succeeded();
  look();
  expect(lines).toEqual(['upstream failed 10', 'upstream failed 20', 'upstream answers']);
  expect(told.slice(1).map(([news]) => news?.probedEvery)).toEqual([10, 20, null]);
});

it('whoever takes the place of the one that was told is told at once', () => {
  const told: (readonly BreakerNews[])[] = [];
  const log = new BreakerLog({ warn() {}, info() {} } as never, (news) => told.push(news));
  log.note([{ rule: { name: 'u' }, breaker: new CircuitBreaker(1_000) } as unknown as Upstream]);
  log.again();
  expect(told[1]).toEqual(told[0]);
});
