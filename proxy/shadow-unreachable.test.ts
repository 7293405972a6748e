import { execFileSync } from 'node:child_process';
import dns from 'node:dns';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openBlackHole } from '../test/black-hole.js';
import { type FaultyWire, layWire } from '../test/faulty-wire.js';
import { type RawUpstream, startRawUpstream } from '../test/raw-upstream.js';
import {
  asking,
  type Fault,
  failed,
  plainly,
  stageOfWires,
  throughFault,
  type WireSidesOptions,
} from './wire-sides.cases.js';

const stage = stageOfWires();
afterEach(() => vi.restoreAllMocks());

/** A candidate behind a wire, so that its connections can be broken and refused. */
async function behindWire(host = '127.0.0.1', options: WireSidesOptions = {}): Promise<FaultyWire> {
  const candidate: RawUpstream = await startRawUpstream(plainly);
  const wire = await layWire({ port: candidate.port });
  stage.alsoClose(() => candidate.close());
  stage.alsoClose(() => wire.close());
  await stage.start({ ...options, candidateUpstream: { url: `http://${host}:${wire.port}` } });
  return wire;
}

/** Breaks what is connected, so that the next read must connect anew. */
async function breakConnections(wire: FaultyWire): Promise<void> {
  wire.turn({ towardsClient: [{ kind: 'reset', milliseconds: 0 }] });
  await expect.poll(() => wire.open).toBe(0);
  wire.turn({});
}

const { lookup } = dns;
type Answer = (...told: unknown[]) => void;

/** Node asks for names here, so that a test can say what the name server of one name does. */
function answerLookups(answer: (told: Answer, all: boolean) => void): void {
  const stub = (host: string, ...more: unknown[]): void => {
    const told = more.at(-1) as Answer;
    const all = (more[0] as { all?: boolean }).all === true;
    if (host === 'candidate.test') answer(told, all);
    else Reflect.apply(lookup, dns, [host, ...more]);
  };
  vi.spyOn(dns, 'lookup').mockImplementation(stub);
}

const found = (told: Answer, all: boolean): void =>
  all ? told(null, [{ address: '127.0.0.1', family: 4 }]) : told(null, '127.0.0.1', 4);

describe('a shadow that cannot be reached', () => {
  it('1 · refused → failed{refused}, and read again when it is back', async () => {
    const wire = await behindWire();
    const fault: Fault = {
      async begin() {
        await wire.refuse();
        await breakConnections(wire);
      },
      end: () => wire.accept(),
    };
    expect(await throughFault(stage.sides, fault)).toMatchObject(failed('refused'));
    // Nothing is tried twice.
    expect(wire.accepted).toBe(2);
  });

  it('2 · a name that does not exist → failed{dns}, and read again when it does', async () => {
    answerLookups((told) => told(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })));
    await behindWire('candidate.test');
    const client = await stage.sides.client();
    await client.ask(asking('1'));
    await stage.sides.settled(1);
    expect(stage.sides.pairs[0]).toMatchObject({ candidate: { observation: { reason: 'dns' } } });
    answerLookups(found);
    await client.ask(asking('1'));
    await stage.sides.settled(2);
    expect(stage.sides.pairs[1]).toMatchObject({ candidate: { observation: { status: 200 } } });
  });

  it('2 · a name that is not found any more is read where it was last', async () => {
    answerLookups(found);
    const wire = await behindWire('candidate.test');
    const fault: Fault = {
      async begin() {
        await breakConnections(wire);
        answerLookups((told) => told(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })));
      },
      end: () => answerLookups(found),
    };
    expect(await throughFault(stage.sides, fault)).toMatchObject({ finding: { verdict: 'match' } });
  });

  it('3 · a name server that stalls → failed{timeout}, the client does not wait', async () => {
    answerLookups(() => undefined);
    await behindWire('candidate.test', { timeout: 600 });
    const client = await stage.sides.client();
    expect((await client.ask(asking('1'))).status).toBe(200);
    expect(stage.sides.pairs).toHaveLength(0);
    await stage.sides.settled(1);
    expect(stage.sides.pairs[0]).toMatchObject({ candidate: { observation: { reason: 'timeout' } } });
  });

  it('3 · while lookups hold every thread that reads names and files, a connected legacy answers', async () => {
    await stage.start();
    const client = await stage.sides.client();
    await client.ask(asking('1'));
    await stage.sides.settled(1);
    const release = await holdThreads();
    try {
      expect((await client.ask(asking('2'))).status).toBe(200);
    } finally {
      await release();
    }
  });

  it('3 · while lookups hold every thread, a legacy known by name answers on a new connection', async () => {
    const legacy = await startRawUpstream(plainly);
    stage.alsoClose(() => legacy.close());
    await stage.start({ legacyUpstream: { url: `http://localhost:${legacy.port}` }, timeout: 300 });
    const client = await stage.sides.client();
    const release = await holdThreads();
    try {
      expect((await client.ask(asking('1'))).status).toBe(200);
    } finally {
      await release();
    }
  });

  it('4 · a black hole → failed{connect-timeout}, the client does not wait', async () => {
    const hole = await openBlackHole();
    stage.alsoClose(hole.close);
    await stage.start({ candidateUpstream: { url: `http://127.0.0.1:${hole.port}` }, timeout: 5_000 });
    const outcome = await throughFault(
      stage.sides,
      { begin: () => undefined, end: () => undefined },
      { recovers: false, stalls: true },
    );
    expect(outcome).toMatchObject(failed('connect-timeout'));
  });
});

/** Holds the four threads that Node asks names and reads files with, by opening a pipe that nobody writes. */
async function holdThreads(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-test-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const readers = Array.from({ length: 4 }, () => open(pipe, 'r'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  return async () => {
    const writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    for (const reader of await Promise.all(readers)) await reader.close();
    closeSync(writer);
    rmSync(folder, { recursive: true });
  };
}
