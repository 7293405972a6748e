import { setTimeout as after } from 'node:timers/promises';
import { request } from 'undici';
import type { Answer, HeaderLine } from '../../comparators/observation.js';
import type { Side } from '../../evidence/tally.js';
import type { Example } from './example-paths.js';

/** What one side answered to one read. */
export type ReadOnce =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly milliseconds: number }
  | { readonly kind: 'failure'; readonly why: string };

/** An example as it was read: twice, from both sides each time. */
export interface ReadExample {
  readonly example: Example;
  readonly rounds: readonly { readonly legacy: ReadOnce; readonly candidate: ReadOnce }[];
}

/** Where to read, and as whom. */
export interface Sides {
  /** Addresses with the path that stands before every request's, without a slash at the end. */
  readonly legacy: string;
  readonly candidate: string;
  /** Sent with every read, as the clients of the route send them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Milliseconds until a read is given up. */
const patience = 10_000;
/** Bytes of a body that are read: more is not compared either when rules are tried. */
const largest = 1024 * 1024;
/** Reads of a side that may fail one after the other: then it is left alone. */
const mostFailures = 3;
/** Milliseconds between two reads of one example: a time told in seconds has moved on then. */
const pause = 1_100;

/**
 * Reads each example twice on both sides: one of each side at a time, so that nobody is asked for two things at once.
 * @param progress told before each read of both, which of how many it is
 */
export async function readSides(
  sides: Sides,
  examples: readonly Example[],
  progress: (at: number, of: number) => void,
): Promise<readonly ReadExample[]> {
  const failures = { legacy: 0, candidate: 0 };
  const read = async (side: Side, path: string): Promise<ReadOnce> => {
    if (failures[side] >= mostFailures)
      return { kind: 'failure', why: 'it was left alone after three failures' };
    const once = await readOnce(sides[side] + path, sides.headers);
    failures[side] = once.kind === 'failure' ? failures[side] + 1 : 0;
    return once;
  };
  const rounds = new Map<Example, { legacy: ReadOnce; candidate: ReadOnce }[]>();
  for (const round of [0, 1]) {
    if (round > 0) await after(pause);
    for (const [at, example] of examples.entries()) {
      progress(round * examples.length + at + 1, 2 * examples.length);
      const [legacy, candidate] = await Promise.all([
        read('legacy', example.legacy),
        read('candidate', example.candidate),
      ]);
      rounds.set(example, [...(rounds.get(example) ?? []), { legacy, candidate }]);
    }
  }
  return examples.map((example) => ({ example, rounds: rounds.get(example) ?? [] }));
}

async function readOnce(url: string, headers: Sides['headers']): Promise<ReadOnce> {
  const began = performance.now();
  try {
    const {
      statusCode,
      headers: told,
      body,
    } = await request(url, {
      headers: { accept: '*/*', 'user-agent': 'banyan init', ...headers },
      signal: AbortSignal.timeout(patience),
    });
    const bytes = await bodyOf(body);
    const milliseconds = performance.now() - began;
    if (bytes === undefined) return { kind: 'failure', why: 'its body is larger than 1 MiB' };
    return {
      kind: 'answer',
      answer: { kind: 'answer', status: statusCode, headers: linesOf(told), body: bytes },
      milliseconds,
    };
  } catch (error) {
    return { kind: 'failure', why: whyFailed(error) };
  }
}

async function bodyOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > largest) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const linesOf = (headers: Readonly<Record<string, string | string[] | undefined>>): readonly HeaderLine[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): HeaderLine => [name, one]),
  );

function whyFailed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${patience / 1000} s`;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : error.message;
}
