import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scorecard } from '../evidence/scorecard.js';
import { banyan } from './running-banyan.cases.js';
import { type RunningDemo, startDemo } from './running-demo.cases.js';

/** Nobody listens there any more. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });

describe('the demo, as the README walks through it', () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await startDemo();
  });
  afterAll(() => demo.end('SIGKILL'));

  const scorecard = async (): Promise<Scorecard> =>
    (await fetch(`${demo.admin}/api/v1/routes/customer-overview`)).json() as Promise<Scorecard>;

  it('compares more than 30 requests, legacy being over three times slower', async () => {
    await expect
      .poll(async () => (await scorecard()).compared, { timeout: 30_000, interval: 500 })
      .toBeGreaterThan(30);
    const { latency } = await scorecard();
    expect(latency.legacy.p50!).toBeGreaterThan(3 * latency.candidate.p50!);
  }, 40_000);

  it('every command of the README’s first two minutes does what it says', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const block = /In another terminal:\n\s+```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const commands = [...block.matchAll(/node dist\/cli\/banyan\.js (.*)/g)].map(([, line]) =>
      [...(line ?? '').matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
    );
    expect(commands.map(([name]) => name)).toEqual(['status', 'mismatches', 'dial', 'rollback']);
    const outcomes: string[] = [];
    for (const command of commands) {
      const { code, stdout, stderr } = await banyan(command, { BANYAN_ADMIN: demo.admin });
      expect(stderr).toBe('');
      // 1 says "no": a guard has failed, something differs. 2 would mean that it could not be done.
      expect([0, 1]).toContain(code);
      outcomes.push(stdout);
    }
    expect(outcomes[0]).toMatch(/customer-overview +shadow/);
    expect(outcomes[1]).toMatch(/\$\.orders\[\*\]\.total +value/);
    expect(outcomes[2]).toMatch(/shadow → 5 % \(forced\)/);
    // Its faults bring it down within seconds; whoever is quicker than that rolls it back.
    expect(outcomes[3]).toMatch(/5 % \(forced\) → shadow|shadow already/);
  });

  it('ends on SIGTERM and leaves no listener behind', async () => {
    expect(await demo.end(), demo.said()).toBe(0);
    expect(await Promise.all(demo.ports.map(isFree))).toEqual(demo.ports.map(() => true));
  }, 40_000);
});
