import { expect, it } from 'vitest';
import { ExportLog } from './export-log.js';

it('lost spans are told at once, then every half minute with their count, and when none were lost for as long', () => {
  const told: unknown[] = [];
  let now = 0;
  const tell = (level: string) => (what: unknown) =>
    told.push([level, now, (what as { lost: unknown }).lost]);
  const log = new ExportLog({ warn: tell('warn'), info: tell('info') } as never, 'http://c', () => now);
  log.arrived();
  for (; now < 45_000; now += 1_000) log.lost('answered 500', 2);
  log.lost('too many wait', 5);
  log.arrived();
  now = 80_000;
  log.arrived();
  log.arrived();
  expect(told).toEqual([
    ['warn', 0, { 'answered 500': 2 }],
    ['warn', 30_000, { 'answered 500': 62 }],
    ['info', 80_000, { 'answered 500': 90, 'too many wait': 5 }],
  ]);
});
