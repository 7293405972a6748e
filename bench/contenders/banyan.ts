import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answering } from '../process/answering.js';
import type { Child } from '../process/children.js';
import { freePort } from '../process/free-port.js';
import type { CandidateMode } from '../upstream/answers.js';
import type { ContenderKind, Ground } from './contender.js';
import { readEvidence } from './evidence.js';

const program = fileURLToPath(new URL('../../cli/banyan.js', import.meta.url));
const route = 'items';

/** How the candidate behaves; `dead`: nobody listens. */
export type Candidate = CandidateMode | 'dead';
const broken: ReadonlySet<Candidate> = new Set(['hung', 'dripping', 'dead']);

/** A path that no route matches. */
export const banyanPassThrough = (name: string): ContenderKind => ({
  name,
  async start(ground) {
    const { child, proxy } = await startBanyan(name, ground, 'equal');
    return { name, origin: proxy, path: '/other/', pid: child.pid };
  },
});

/** A route in shadow, every request of it read from both sides and compared. */
export const banyanDualRead = (name: string, candidate: Candidate): ContenderKind => ({
  name,
  async start(ground) {
    const { child, proxy, admin } = await startBanyan(name, ground, candidate);
    return {
      name,
      origin: proxy,
      path: '/items/',
      pid: child.pid,
      evidence: () => readEvidence(admin, route),
    };
  },
});

/** A Banyan that runs as its users run it. */
export async function startBanyan(
  name: string,
  ground: Ground,
  candidate: Candidate,
): Promise<{ child: Child; proxy: string; admin: string }> {
  const spawned = await spawnBanyan(name, ground, candidate);
  await answering(`${spawned.admin}/readyz`, spawned.child);
  return spawned;
}

/** The same, without waiting until it is ready. */
export async function spawnBanyan(
  name: string,
  { children, folder, upstreams }: Ground,
  candidate: Candidate,
): Promise<{ child: Child; proxy: string; admin: string }> {
  const [proxyPort, adminPort] = [await freePort(), await freePort()];
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'banyan.yaml');
  const dead = candidate === 'dead';
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const configuration = {
    proxy: { listen: `127.0.0.1:${proxyPort}` },
    admin: { listen: `127.0.0.1:${adminPort}` },
    store: join(folder, 'banyan.db'),
    upstreams: {
      legacy: { url: url(upstreams.legacy) },
      candidate: {
        url: url(dead ? upstreams.dead : upstreams.candidate),
        ...(broken.has(candidate) ? { timeout: '1s' } : {}),
      },
    },
    passthrough: 'legacy',
    routes: {
      [route]: {
        match: { path: '/items/:id' },
        legacy: 'legacy',
        candidate: { upstream: 'candidate', path: dead ? '/items/:id' : `/${candidate}/:id` },
        key: 'path:id',
        // The default of 64 would shed at 256 connections; a broken candidate meets the default.
        shadow: { sample: '100%', ...(broken.has(candidate) ? {} : { concurrency: 512 }) },
      },
    },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configuration, null, 2));
  const child = children.start(name, process.execPath, [program, 'serve', file]);
  return { child, proxy: url(proxyPort), admin: url(adminPort) };
}
