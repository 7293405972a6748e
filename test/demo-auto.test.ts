import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../cli/configuration/read-configuration.js';
import { quietValue } from '../routing-rules/formulas/detector.js';
import { quietWorse } from '../routing-rules/formulas/worse.js';
import { type RunningDemo, startDemo } from './running-demo.cases.js';

/** Seconds that the climb may take: more than twice what it does on an idle machine. */
const CLIMB_S = 480;

const file = (name: string): string => readFileSync(new URL(`../demo/${name}`, import.meta.url), 'utf8');

describe('the settings of a dial that is watched', () => {
  const read = readConfiguration(
    file('banyan.yaml').replace(/^ {4}dial:\n[^]*$/m, () => file('auto-dial.yaml')),
  );
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  const rule = read.configuration.routes.find(({ rule: { name } }) => name === 'customer-overview')!.rule;

  it('are such that detectors that are quiet stay far from their alarm (design: evidence §4, Alarm)', () => {
    const { guards, alarm } = rule;
    expect(guards.latency.every(({ worseBy }) => worseBy === null)).toBe(true);
    for (const quiet of [quietValue(guards.below), quietWorse(guards.errors)])
      expect(quiet).toBeLessThan(alarm / 30);
  });
});

describe('the demo whose dial moves by itself', () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    // Fewer calls than usual: what leaves its share of a busy machine unused is not held up by it.
    demo = await startDemo('--auto', '--headless', '--seconds', String(CLIMB_S), '--rate', '15');
  });
  afterAll(() => demo.end('SIGKILL'));

  it('stays with its faults, climbs to live without them, and comes down with one: it says so itself', async () => {
    expect(await demo.ended, demo.said()).toBe(0);
    const said = demo.said();
    expect(said.match(/^ok {4}.*$/gm), said).toEqual([
      expect.stringMatching(/with lag, .* the dial stays in shadow/),
      expect.stringMatching(/live \d+ s after the faults were off/),
      expect.stringMatching(/1 % by banyan, 5 % by banyan, 25 % by banyan, 50 % by banyan, 100 % by banyan/),
      expect.stringMatching(/back in shadow \d+ s after failing-candidate was switched on/),
    ]);
    // Each change as it happened, with who and why.
    expect(said).toMatch(/shadow → 1 %, by banyan, by itself: every guard passes/);
    expect(said).toMatch(/live → shadow, by banyan, by itself: \w+: /);
    expect(said).toMatch(/switch them off at http:\/\/127/);
  }, 900_000);
});
