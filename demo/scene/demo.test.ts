import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Closing } from '../closing.js';
import { checkPorts, type Ports, portPlan } from '../ports.js';
import { startDemo } from './demo.js';
import type { DemoOptions } from './options.js';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-scene-'));
  program = join(folder, 'stand-in.mjs');
  // Stands in for Banyan: takes the config's first two ports, and hands every call to legacy (the third).
  await writeFile(
    program,
    `import { readFileSync } from 'node:fs';
     import { createServer, request } from 'node:http';
     const config = readFileSync(process.argv[3], 'utf8');
     const [proxy, admin, legacy] = [...config.matchAll(/127\\.0\\.0\\.1:(\\d+)/g)].map((found) => found[1]);
     process.once('disconnect', () => process.exit());
     createServer((from, to) => {
       const { url: path, method, headers } = from;
       const forward = request({ port: legacy, path, method, headers }, (answer) => {
         to.writeHead(answer.statusCode, answer.headers);
         answer.pipe(to);
       });
       forward.on('error', () => to.destroy());
       from.pipe(forward);
     }).listen(proxy, '127.0.0.1');
     createServer((from, to) => to.end('ok')).listen(admin, '127.0.0.1');`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** A plan of ports that are free now. */
async function freePorts(): Promise<Ports> {
  for (let base = 21_000; base < 31_000; base += 20) {
    const plan = portPlan(base, base + 15, base + 16);
    const free = await checkPorts(plan).then(
      () => true,
      () => false,
    );
    if (free) return plan;
  }
  throw new Error('no free ports');
}

test('the demo starts whole, its traffic is answered, and it leaves nothing behind', async () => {
  const ports = await freePorts();
  const options: DemoOptions = {
    faults: ['mapping-bug'],
    auto: false,
    headless: true,
    seconds: undefined,
    seed: 'scene',
    rate: 30,
    ports,
    keep: undefined,
  };
  const closing = new Closing();
  const told: string[] = [];
  const { signal } = new AbortController();
  const demo = await startDemo(options, { closing, signal, tell: (line) => told.push(line), program });
  expect(told.length).toBeGreaterThan(2);
  expect(existsSync(demo.config)).toBe(true);
  await vi.waitFor(() => expect(demo.traffic.counts.reads).toBeGreaterThan(5), 5_000);
  const faults = await fetch(`http://127.0.0.1:${ports.control}/faults`);
  expect(JSON.stringify(await faults.json())).toContain('"name":"mapping-bug","on":true');
  await demo.traffic.rest();
  expect(demo.traffic.counts.failed).toBe(0);

  await closing.close();
  expect(existsSync(dirname(demo.config))).toBe(false);
  await expect(checkPorts(ports)).resolves.toBeUndefined();
  expect(() => process.kill(demo.banyan.pid, 0)).toThrow(/ESRCH/);
});
