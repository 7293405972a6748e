import { afterEach, expect, it } from 'vitest';
import {
  type FaultyWire,
  layWire,
  type NewConnection,
  type Toxic,
  type Toxics,
} from '../test/faulty-wire.js';
import { connectRaw } from '../test/raw-client.js';
import { type RawUpstream, type Script, startRawUpstream } from '../test/raw-upstream.js';
import type { WireAnswer } from '../test/wire-message.js';
import { startTwoSides, type TwoSides } from './two-sides.cases.js';

const opened: { close(): Promise<void> }[] = [];
const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  opened.push(one);
  return one;
};
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

/** Answers with what belongs to this request alone, in one framing or the other. */
const echoing: Script = async ({ request, body, send }) => {
  const sent = (await body()).body.toString('latin1');
  const id = request.target.split('/').at(-1) ?? '';
  const text = JSON.stringify({ id, sent, filling: id.repeat(400) });
  const half = text.slice(0, 500);
  const rest = text.slice(500);
  const chunk = (part: string): string => `${part.length.toString(16)}\r\n${part}\r\n`;
  const head = `HTTP/1.1 200 OK\r\nX-Id: ${id}\r\nContent-Type: application/json\r\n`;
  if (Number(id) % 2 === 0) await send(`${head}Content-Length: ${text.length}\r\n\r\n`);
  else await send(`${head}Transfer-Encoding: chunked\r\n\r\n`);
  await send(Number(id) % 2 === 0 ? text : `${chunk(half)}${chunk(rest)}0\r\n\r\n`);
};

/** A third of the connections is sick, each in its own way. */
function sick({ random }: NewConnection): Toxics {
  if (random() > 0.33) return {};
  const upTo = (most: number): number => Math.ceil(random() * most);
  const toxics: Toxic[] = [
    { kind: 'latency', milliseconds: upTo(40), jitter: 10 },
    { kind: 'slice', bytes: upTo(200), pause: 1 },
    { kind: 'bandwidth', bytesPerSecond: 20_000 + upTo(100_000) },
    { kind: 'reset', bytes: upTo(3_000) },
    { kind: 'reset', milliseconds: upTo(200) },
    { kind: 'limit', bytes: upTo(3_000) },
    { kind: 'half-close', bytes: upTo(3_000) },
    { kind: 'silence' },
  ];
  const one = toxics[Math.floor(random() * toxics.length)];
  if (!one || random() < 0.05) return { blackHole: true };
  return random() < 0.5 ? { towardsUpstream: [one] } : { towardsClient: [one] };
}

interface Stage {
  readonly sides: TwoSides;
  readonly legacy: RawUpstream;
  readonly wires: readonly FaultyWire[];
  /** Where clients connect. */
  readonly port: number;
}

async function start(seed: number, share: number): Promise<Stage> {
  const legacy = kept(await startRawUpstream(echoing));
  const candidate = kept(await startRawUpstream(echoing));
  const toLegacy = kept(await layWire({ port: legacy.port, seed, toxics: sick }));
  const toCandidate = kept(await layWire({ port: candidate.port, seed: seed + 1, toxics: sick }));
  const sides = kept(
    await startTwoSides({
      legacyUpstream: { url: toLegacy.url },
      candidateUpstream: { url: toCandidate.url },
      timeout: 400,
      settings: { expose: false, headerTimeout: 500, requestTimeout: 1_000 },
    }),
  );
  sides.turn(share);
  const toBanyan = kept(await layWire({ port: sides.port, seed: seed + 2, toxics: sick }));
  return { sides, legacy, wires: [toLegacy, toCandidate, toBanyan], port: toBanyan.port };
}

type Came = 'answered' | 'told' | 'broken';

/** Asks once on a connection of its own: the answer is the request's own and whole, a word of why not, or none. */
async function ask(port: number, id: number): Promise<Came> {
  const client = await connectRaw(port);
  const body = id % 3 === 0 ? `body of ${id}` : '';
  const method = body === '' ? 'GET' : 'POST';
  const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`;
  const more = id % 5 === 0 ? 'If-None-Match: "0"\r\n' : '';
  const gone = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 1_500));
  const asked = client
    .ask(`${method} /items/${id} HTTP/1.1\r\nHost: h\r\nX-User: ${id}\r\n${length}${more}\r\n${body}`)
    .catch((error: unknown) => {
      if (!/missing|ended|broken/.test(String(error))) throw error;
      return undefined;
    });
  const answer: WireAnswer | undefined = await Promise.race([asked, gone]);
  client.close();
  await asked;
  if (!answer) return 'broken';
  if (answer.status !== 200) {
    expect([400, 408, 502, 504]).toContain(answer.status);
    return 'told';
  }
  expect(JSON.parse(answer.body.toString())).toEqual({
    id: String(id),
    sent: body,
    filling: String(id).repeat(400),
  });
  return 'answered';
}

it.each([
  ['legacy answers', 11, 0],
  ['half is answered by the candidate', 23, 0.5],
  ['the candidate answers', 37, 1],
])(
  '85 · with every wire sick by turns, while %s: answers are whole and their own, outcomes add up, nothing is left',
  async (_, seed, share) => {
    const { sides, legacy, wires, port } = await start(seed, share);
    const came: Came[] = [];
    let next = 1;
    const lane = async (): Promise<void> => {
      while (next <= 300) came.push(await ask(port, next++));
    };
    await Promise.all(Array.from({ length: 20 }, lane));
    expect(came.filter((one) => one === 'answered').length).toBeGreaterThan(came.length / 4);
    const sumOf = (counts: Readonly<Record<string, number>>): number =>
      Object.values(counts).reduce((sum, count) => sum + count, 0);
    await expect
      .poll(
        () => {
          const { requests, handed, skipped } = sides.outcomes();
          return requests > 0 && requests - handed - sumOf(skipped);
        },
        { timeout: 10_000 },
      )
      .toBe(0);
    expect(sides.bugs).toEqual([]);
    await expect.poll(() => sides.budget.used).toBe(0);
    // Clients are gone; what the pools keep is idle, and far less than was ever open.
    await expect.poll(() => wires[2]?.open, { timeout: 5_000 }).toBe(0);
    await expect.poll(() => legacy.open, { timeout: 5_000 }).toBeLessThanOrEqual(40);
  },
  60_000,
);
