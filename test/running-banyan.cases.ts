import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command; `npm test` builds it first. */
export const bin = fileURLToPath(new URL('../dist/cli/banyan.js', import.meta.url));
if (!existsSync(bin)) throw new Error('dist is missing: run `npm run build`, or `npm test`, which does');

/** A Banyan that runs as its users run it. */
export interface RunningBanyan {
  readonly proxy: string;
  readonly admin: string;
  readonly process: ChildProcess;
  /** Its banyan.yaml. */
  readonly file: string;
  /** Writes another configuration over it; the placeholders mean the same as at its start. */
  rewrite(yaml: string): void;
  /** Everything it logged so far. */
  log(): string;
  /** Ends it with a signal and resolves to its exit code; null when the signal killed it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Where Linux (32768 on) and macOS (49152 on) take no port of their own accord, for a connection or a listen on 0. */
const [FIRST_PORT, LAST_PORT] = [12_000, 32_000];
/** Each worker of the suite has ports of its own, and gives none twice: what was asked for first may not listen yet. */
const WORKERS = 8;
const portsEach = (LAST_PORT - FIRST_PORT) / WORKERS;
const ownFirst = FIRST_PORT + (Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS) * portsEach;
const given = new Set<number>();

/** The first of `count` ports in a row that were free a moment ago. */
export async function freePort(count = 1): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const first = randomInt(ownFirst, ownFirst + portsEach - count);
    const row = Array.from({ length: count }, (_, i) => first + i);
    if (row.some((port) => given.has(port))) continue;
    for (const port of row) given.add(port);
    if ((await Promise.all(row.map(isFree))).every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row between ${ownFirst} and ${ownFirst + portsEach}`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Waits until an address answers with success. */
export async function answering(address: string, isGone: () => boolean = () => false): Promise<void> {
  for (let i = 0; i < 300 && !isGone(); i++) {
    const ok = await fetch(address).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody answers at ${address}`);
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'banyan-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts `banyan serve` over a configuration; `{proxy}`, `{admin}` and `{folder}` in it are filled in. */
export async function startBanyan(
  yaml: string,
  folder: string,
  environment: Record<string, string> = {},
  output: 'pipe' | number = 'pipe',
): Promise<RunningBanyan> {
  const [proxyPort, adminPort] = [await freePort(), await freePort()];
  // Not one for all: a second Banyan in the same folder has a file of its own.
  const file = join(folder, `banyan-${proxyPort}.yaml`);
  const rewrite = (text: string): void =>
    writeFileSync(
      file,
      text
        .replaceAll('{proxy}', `127.0.0.1:${proxyPort}`)
        .replaceAll('{admin}', `127.0.0.1:${adminPort}`)
        .replaceAll('{folder}', folder),
    );
  rewrite(yaml);
  const child = spawn(process.execPath, [bin, 'serve', file], {
    stdio: ['ignore', output, 'pipe'],
    env: { ...process.env, ...environment },
  });
  let log = '';
  child.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const admin = `http://127.0.0.1:${adminPort}`;
  await answering(`${admin}/readyz`, () => child.exitCode !== null).catch((error: unknown) => {
    throw new Error(`banyan did not start:\n${log}`, { cause: error });
  });
  return {
    proxy: `http://127.0.0.1:${proxyPort}`,
    admin,
    process: child,
    file,
    rewrite,
    log: () => log,
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** Runs the command to its end. */
export async function banyan(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

/** Sum of a metric's samples whose labels contain all of `labels`. */
export function metric(text: string, name: string, labels: Record<string, string> = {}): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
