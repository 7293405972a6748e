import { afterEach, expect } from 'vitest';
import type { Pair } from '../evidence/pair.js';
import { Analyst } from '../evidence/analyst.js';
import { settle, settlingWith } from '../evidence/settling/settling.cases.js';
import type { Finding } from '../evidence/tally.js';
import { connectRaw, type RawClient } from '../test/raw-client.js';
import { type RawUpstream, type Script, startRawUpstream } from '../test/raw-upstream.js';
import type { WireAnswer } from '../test/wire-message.js';
import { startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

/** A data plane between a client and two upstreams of raw bytes. */
export interface WireSides extends TwoSides {
  readonly legacy: RawUpstream;
  readonly candidate: RawUpstream;
  /** A client connected to the data plane; closed with the rest. */
  client(): Promise<RawClient>;
}

/** How both sides answer, where a test cares. */
export interface WireSidesOptions extends Omit<TwoSidesOptions, 'legacy' | 'candidate'> {
  readonly legacy?: Script;
  readonly candidate?: Script;
}

const document = '{"a":1,"odd":"\xe9"}';

/** An answer that shows every liberty HTTP allows: it must come through as it is. */
export const plainAnswer = [
  'HTTP/1.1 200 Quite OK, Thanks',
  'X-Odd-CASE: one',
  'Set-Cookie: a=1; Path=/',
  'x-odd-case:   two\t ',
  'Set-Cookie: b=2',
  'content-TYPE: text/plain; charset=latin1',
  'X-Empty:',
  `Content-Length: ${document.length}`,
  '',
  document,
].join('\r\n');

/** How an answer in JSON begins; its framing is still to be said. */
export const jsonHead = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** Answers so, and HEAD with the head alone. */
export const plainly: Script = async ({ request, body, send }) => {
  await body();
  await send(request.method === 'HEAD' ? plainAnswer.slice(0, -document.length) : plainAnswer);
};

/** A request for an entity of the route. */
export const asking = (id: string, method = 'GET'): string =>
  `${method} /items/${id} HTTP/1.1\r\nHost: shop.example\r\n\r\n`;

export async function startWireSides({
  legacy,
  candidate,
  ...options
}: WireSidesOptions = {}): Promise<WireSides> {
  const upstreams = {
    legacy: await startRawUpstream(legacy ?? plainly),
    candidate: await startRawUpstream(candidate ?? plainly),
  };
  const sides = await startTwoSides({
    timeout: 1_000,
    ...options,
    route: { concurrency: 1, ...options.route },
    settings: { expose: false, ...options.settings },
    legacyUpstream: { url: upstreams.legacy.url, ...options.legacyUpstream },
    candidateUpstream: { url: upstreams.candidate.url, ...options.candidateUpstream },
  });
  const clients: RawClient[] = [];
  return {
    ...sides,
    ...upstreams,
    async client() {
      const client = await connectRaw(sides.port);
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.close();
      await sides.close();
      await Promise.all([upstreams.legacy.close(), upstreams.candidate.close()]);
    },
  };
}

/** Where the tests of one file play; whatever was started there is closed after each. */
export interface Stage {
  /** What was started last. */
  readonly sides: WireSides;
  start(options?: WireSidesOptions): Promise<WireSides>;
  /** Starts, and asks through a fault of the shadow. */
  meet(fault: Fault, options?: FaultOptions & WireSidesOptions): Promise<Outcome>;
  /** Closed when the sides are, last first. */
  alsoClose(close: () => unknown): void;
}

export function stageOfWires(): Stage {
  let sides: WireSides | undefined;
  const others: (() => unknown)[] = [];
  afterEach(async () => {
    const { bugs } = sides ?? { bugs: [] };
    await sides?.close();
    sides = undefined;
    for (const close of others.splice(0).reverse()) await close();
    expect(bugs).toEqual([]);
  });
  const stage: Stage = {
    get sides() {
      if (!sides) throw new Error('nothing was started');
      return sides;
    },
    async start(options = {}) {
      sides = await startWireSides(options);
      return sides;
    },
    meet: async (fault, { method, recovers, stalls, ...options } = {}) =>
      throughFault(await stage.start(options), fault, { method, recovers, stalls }),
    alsoClose: (close) => others.push(close),
  };
  return stage;
}

const betweenHops = /^(?:connection|keep-alive|transfer-encoding)$/i;

/** What a client may rely on: everything of an answer but what belongs to one connection alone. */
export function endToEnd(answer: WireAnswer): object {
  const { status, reason, headers, body } = answer;
  return {
    status,
    reason,
    headers: headers.filter(([name]) => !betweenHops.test(name)),
    body: body.toString('latin1'),
  };
}

/** What legacy answers to whoever asks it without Banyan between. */
export async function askDirectly(upstream: RawUpstream, bytes: string): Promise<object> {
  const client = await connectRaw(upstream.port);
  try {
    return endToEnd(await client.ask(bytes));
  } finally {
    client.close();
    await client.closed;
  }
}

/**
 * Connections open at each end that Banyan speaks with. For a read that was given up undici connects anew
 * before it sees that nobody waits: one spare connection to the candidate is where it was.
 */
export async function connections({ legacy, candidate, server }: WireSides): Promise<object> {
  const clients = await new Promise<number>((resolve) =>
    server.getConnections((_error, count) => resolve(count)),
  );
  return { legacy: legacy.open, candidate: candidate.open <= 2 ? 'few' : candidate.open, clients };
}

/** What the analyst says of a pair, without asking the sides again. */
const examine = (pair: Pair): Finding =>
  new Analyst([{ name: 'r', compare: {}, redact: [], settle }], () => '000000', settlingWith()).examine({
    ...pair,
    again: undefined,
  });

/** What became of the request that met the fault. */
export interface Outcome {
  /** What was handed over, and what the analyst says of it; undefined when it was skipped. */
  readonly pair: Pair | undefined;
  readonly finding: Finding | undefined;
  /** Why no pair was handed over. */
  readonly skipped: string | undefined;
}

/** The outcome of a shadow that failed for this reason. */
export const failed = (reason: string): object => ({
  pair: { candidate: { observation: { kind: 'failure', reason } } },
  finding: { verdict: 'mismatch', class: 'failed' },
  skipped: undefined,
});

/** What goes wrong with the shadow, and how it is well again; a script stands for an answer that is wrong. */
export type Fault =
  | Script
  | { readonly begin: () => void | Promise<void>; readonly end: () => void | Promise<void> };

/** An entity that stays sampled however small the share gets that the route has places for. */
const alwaysSampled = '374';

/** How a fault is met. */
export interface FaultOptions {
  readonly method?: string | undefined;
  /** The candidate is well again afterwards; it is, unless said otherwise. */
  readonly recovers?: boolean | undefined;
  /** The candidate is silent: the client has its answer before the shadow's read is over. */
  readonly stalls?: boolean | undefined;
}

/**
 * Asks on one connection before, during and after a fault of the shadow, and checks what must hold whatever
 * the fault is: the live answer is legacy's own to the byte and does not wait, every request has exactly one
 * outcome, nothing impossible happened, the connection goes on, the route's only shadow place is free again,
 * and sockets and captured bytes are back where they were.
 */
export async function throughFault(
  sides: WireSides,
  fault: Fault,
  { method = 'GET', recovers = true, stalls = false }: FaultOptions = {},
): Promise<Outcome> {
  const bytes = asking(alwaysSampled, method);
  const legacysOwn = await askDirectly(sides.legacy, bytes);
  const { begin, end } = typeof fault === 'function' ? swapped(sides, fault) : fault;
  const client = await sides.client();
  let asked = 0;
  const ask = async (): Promise<void> => {
    expect(endToEnd(await client.ask(bytes))).toEqual(legacysOwn);
    asked += 1;
  };
  const askAndSettle = async (): Promise<void> => {
    await ask();
    await sides.settled(asked);
    const { requests, handed, skipped } = sides.outcomes();
    expect([requests, handed + sumOf(skipped)]).toEqual([asked, asked]);
  };

  await askAndSettle();
  const before = await connections(sides);
  const handed = sides.pairs.length;
  await begin();
  await ask();
  if (stalls) expect(sides.pairs).toHaveLength(handed);
  await sides.settled(asked);
  const pair = sides.pairs[handed];
  const [skipped] = Object.keys(sides.outcomes().skipped);
  await end();

  for (let i = 0; i < 2; i += 1) {
    await askAndSettle();
    if (recovers) expect(examine(sides.pairs.at(-1)!)).toMatchObject({ verdict: 'match' });
  }
  expect(sides.outcomes().served).toEqual({ 'legacy 2xx': asked });
  expect(sides.bugs).toEqual([]);
  await expect.poll(() => sides.budget.used).toBe(0);
  await expect.poll(() => connections(sides), { timeout: 5_000 }).toEqual(before);
  return { pair, finding: pair && examine(pair), skipped };
}

function swapped({ candidate }: WireSides, fault: Script): Exclude<Fault, Script> {
  const wellBehaved = candidate.script;
  return {
    begin: () => void (candidate.script = fault),
    end: () => void (candidate.script = wellBehaved),
  };
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
