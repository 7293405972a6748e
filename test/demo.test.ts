import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scorecard } from '../evidence/scorecard.js';
import { answering, banyan, bin, freePort } from './running-banyan.cases.js';

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
  let ports: { proxy: number; admin: number; base: number };
  let demo: ReturnType<typeof spawn>;
  let ended: Promise<number | null>;
  let said = '';
  beforeAll(async () => {
    // The demo's own services take a dozen ports in a row.
    ports = { proxy: await freePort(), admin: await freePort(), base: await freePort(13) };
    demo = spawn(
      process.execPath,
      [
        bin,
        'demo',
        '--proxy-port',
        String(ports.proxy),
        '--admin-port',
        String(ports.admin),
        '--port-base',
        String(ports.base),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    demo.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    demo.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    ended = new Promise((resolve) => demo.on('exit', resolve));
    await answering(`http://127.0.0.1:${ports.admin}/readyz`, () => demo.exitCode !== null).catch(
      (error: unknown) => {
        throw new Error(`the demo did not start:\n${said}`, { cause: error });
      },
    );
  });
  afterAll(() => demo.kill('SIGKILL'));

  const admin = (): string => `http://127.0.0.1:${ports.admin}`;
  const scorecard = async (): Promise<Scorecard> =>
    (await fetch(`${admin()}/api/v1/routes/customer-overview`)).json() as Promise<Scorecard>;

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
      const { code, stdout, stderr } = await banyan(command, { BANYAN_ADMIN: admin() });
      expect(stderr).toBe('');
      // 1 says "no": a guard has failed, something differs. 2 would mean that it could not be done.
      expect([0, 1]).toContain(code);
      outcomes.push(stdout);
    }
    expect(outcomes[0]).toMatch(/customer-overview +shadow/);
    expect(outcomes[1]).toMatch(/\$\.orders\[\*\]\.total +value/);
    expect(outcomes[2]).toMatch(/shadow → 5 % \(forced\)/);
    expect(outcomes[3]).toMatch(/5 % \(forced\) → shadow/);
  });

  it('a fault that is switched off heals: its difference is seen no more', async () => {
    const faults = `http://127.0.0.1:${ports.base}/faults`;
    const off = await fetch(`${faults}/mapping-bug`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"on":false}',
    });
    expect(off.ok).toBe(true);
    const mismatched = async (pattern: string): Promise<number> => {
      const answer = await fetch(`${admin()}/api/v1/routes/customer-overview/fields`);
      const { fields } = (await answer.json()) as {
        fields: { pattern: string; kind: string; mismatched: number }[];
      };
      return fields.find((field) => field.pattern === pattern && field.kind === 'value')?.mismatched ?? 0;
    };
    // Reads that began before the switch are counted for another moment.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const [before, others] = [await mismatched('$.payments.failed'), await mismatched('$.orders[*].total')];
    await expect
      .poll(() => mismatched('$.orders[*].total'), { timeout: 15_000 })
      .toBeGreaterThan(others + 30);
    expect((await mismatched('$.payments.failed')) - before).toBeLessThanOrEqual(2);
  }, 30_000);

  it('ends on SIGTERM and leaves no listener behind', async () => {
    demo.kill('SIGTERM');
    expect(await ended, said).toBe(0);
    const all = [ports.proxy, ports.admin, ...Array.from({ length: 13 }, (_, i) => ports.base + i)];
    expect(await Promise.all(all.map(isFree))).toEqual(all.map(() => true));
  }, 40_000);
});
