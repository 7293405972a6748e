import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBanyan } from './banyan-process.js';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-process-'));
  program = join(folder, 'stand-in.mjs');
  // Stands in for Banyan: the config names its port and what it does.
  await writeFile(
    program,
    `import { createServer } from 'node:http';
     const [, , , config] = process.argv;
     const { port, dies } = JSON.parse(config);
     process.once('disconnect', () => process.exit());
     if (dies === 'early') { console.error('no such upstream'); process.exit(3); }
     createServer((request, response) => response.end('ok')).listen(port, '127.0.0.1');
     if (dies === 'late') setTimeout(() => { console.error('out of memory'); process.exit(4); }, 400);`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function start(dies: string, from = program) {
  const port = await freePort();
  const { signal } = new AbortController();
  const config = JSON.stringify({ port, dies });
  return startBanyan({ config, admin: `http://127.0.0.1:${port}`, signal, program: from });
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('it is started when it is ready, and gone when it was stopped', async () => {
  const banyan = await start('never');
  expect(isAlive(banyan.pid)).toBe(true);
  await banyan.stop();
  expect(isAlive(banyan.pid)).toBe(false);
  await banyan.stop();
});

test('a start that fails says what Banyan said', async () => {
  await expect(start('early')).rejects.toThrow(/exit code 3[^]*no such upstream/);
});

test('a death that nobody asked for is told with the last lines', async () => {
  const banyan = await start('late');
  expect(await banyan.died).toMatch(/exit code 4[^]*out of memory/);
});

test('a program that is not there is told with the way out', async () => {
  await expect(start('never', '/nowhere/banyan.js')).rejects.toThrow(/npm run build/);
});
