import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Pair } from '../evidence/pair.js';
import { mostBytes, readPairs, writePair } from '../evidence/pair-codec.js';
import { seedDial } from '../evidence/route-books.js';
import type { PairedTimes } from '../evidence/tally.js';
import type { Dial, Position } from '../routing-rules/dial.js';
import { normaliseRoute, type RouteRule } from '../routing-rules/route-rule.js';
import { atShare } from '../routing-rules/positions.js';
import { CaptureBudget } from './capture.js';
import { createDataPlane, type DataPlaneParts, type DataPlaneSettings } from './data-plane.js';
import { Drain } from './drain.js';
import { Pins } from './pins.js';
import { PairDraw } from './pair-draw.js';
import type { Pressure } from './pressure.js';
import type { Tracing } from './request-trace.js';
import { compileRoutes } from './route-table.js';
import { ShadowPlaces } from './shadow-places.js';
import { TrafficCounter } from './traffic-counter.js';
import { Unfinished } from './unfinished.js';
import { openUpstream } from './upstream.js';
import { normaliseUpstream, type UpstreamRule } from './upstream-rule.js';
import type { WatchedVersions } from './watched-versions.js';
import { compileWrites } from './write-table.js';

/** A legacy and a candidate on real sockets, a data plane before them, and what it handed over. */
export interface TwoSides {
  readonly port: number;
  readonly server: Server;
  readonly drain: Drain;
  readonly pairs: Pair[];
  readonly counter: TrafficCounter;
  readonly budget: CaptureBudget;
  readonly bugs: unknown[];
  /** Requests as they arrived at each side. */
  readonly legacySaw: IncomingMessage[];
  readonly candidateSaw: IncomingMessage[];
  turn(to: number | Position): void;
  /** Sums of everything counted so far, by outcome. */
  outcomes(): {
    requests: number;
    handed: number;
    skipped: Record<string, number>;
    served: Record<string, number>;
    paired: PairedTimes[];
  };
  /** Waits until as many requests have an outcome. */
  settled(requests: number): Promise<void>;
  close(): Promise<void>;
}

/** How the sides answer and how the route is set, where a test cares. */
export interface TwoSidesOptions {
  readonly legacy?: RequestListener;
  readonly candidate?: RequestListener | 'refused';
  readonly route?: Partial<RouteRule>;
  /** Routes beside it, on the same dial; what becomes of their requests is not told. */
  readonly others?: readonly RouteRule[];
  readonly pins?: Pins;
  readonly settings?: Partial<DataPlaneSettings>;
  readonly timeout?: number;
  /** What else stands under the upstream's name; with a `url`, the side is asked there and not here. */
  readonly legacyUpstream?: object;
  readonly candidateUpstream?: object;
  /** Upstreams of the test's own, in place of the harness's servers. */
  readonly upstreams?: { readonly legacy?: UpstreamRule; readonly candidate?: UpstreamRule };
  /** What the analyst's line says of an offered pair. */
  readonly accept?: boolean;
  readonly pressure?: () => Pressure;
  readonly draw?: PairDraw;
  /** Whose versions are watched. */
  readonly versions?: WatchedVersions;
  readonly prepareLegacy?: (server: Server) => void;
  /** Who is told spans; off unless said. */
  readonly tracing?: Tracing;
}

/** An answer as JSON. */
export const json =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

export async function startTwoSides(options: TwoSidesOptions = {}): Promise<TwoSides> {
  const legacySaw: IncomingMessage[] = [];
  const candidateSaw: IncomingMessage[] = [];
  const legacy = await listening(options.legacy ?? json({ side: 'same' }), legacySaw, options.prepareLegacy);
  const candidate = await listening(
    options.candidate === 'refused' ? json({}) : (options.candidate ?? json({ side: 'same' })),
    candidateSaw,
  );
  if (options.candidate === 'refused') await closed(candidate);
  const rule: RouteRule = {
    ...normaliseRoute('r', {
      match: { methods: ['GET', 'HEAD', 'POST'], path: '/items/:id' },
      legacy: 'legacy',
      candidate: { upstream: 'candidate', path: '/views/:id' },
      key: { from: 'path', name: 'id' },
      sticky: { from: 'header', name: 'x-user' },
    }),
    ...options.route,
  };
  const rules = [rule, ...(options.others ?? [])];
  let dial: Dial = seedDial(rule);
  const upstream = (name: 'legacy' | 'candidate', port: number, more: object = {}) =>
    openUpstream(
      options.upstreams?.[name] ??
        normaliseUpstream(name, {
          url: `http://127.0.0.1:${port}`,
          timeout: options.timeout ?? 2_000,
          ...more,
        }),
    );
  const upstreams = new Map([
    ['legacy', upstream('legacy', portOf(legacy), options.legacyUpstream)],
    ['candidate', upstream('candidate', candidatePort(candidate), options.candidateUpstream)],
  ]);
  const pairs: Pair[] = [];
  const bugs: unknown[] = [];
  const counter = new TrafficCounter();
  const budget = new CaptureBudget(64 * 1024 * 1024);
  const parts: DataPlaneParts = {
    edition: 1,
    settings: {
      via: 'banyan-test',
      expose: true,
      captureCap: 1024 * 1024,
      overrideToken: 'let-me',
      passthrough: 'legacy',
      headerTimeout: 10_000,
      requestTimeout: 60_000,
      keepAlive: 75_000,
      ...options.settings,
    },
    table: compileRoutes(rules),
    writes: compileWrites(rules),
    upstreams,
    versions: options.versions ?? new Map(),
    counter,
    budget,
    places: new ShadowPlaces(),
    pins: options.pins ?? new Pins(),
    draw: options.draw ?? new PairDraw(),
    pressure: () => options.pressure?.() ?? 'none',
    unfinished: new Unfinished(),
    dial: () => dial,
    tracing: options.tracing,
    compare(pair) {
      if (options.accept === false) return 'shed';
      // As it reaches the analyst.
      const bytes = Buffer.alloc(mostBytes(pair));
      pairs.push(...readPairs(bytes, writePair(pair, bytes, 0) ?? 0));
      return undefined;
    },
    onBug: (error) => bugs.push(error),
  };
  const server = createDataPlane(() => parts);
  const drain = new Drain(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const outcomes = tallies(counter, pairs);
  return {
    port: portOf(server),
    server,
    drain,
    pairs,
    counter,
    budget,
    bugs,
    legacySaw,
    candidateSaw,
    turn: (to) => {
      dial = { ...dial, ...(typeof to === 'number' ? atShare(to) : to) };
    },
    outcomes,
    async settled(requests) {
      for (let i = 0; i < 500; i++) {
        const { handed, skipped, ...seen } = outcomes();
        const ended = handed + Object.values(skipped).reduce((sum, count) => sum + count, 0);
        if (seen.requests >= requests && ended >= requests) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`no ${requests} outcomes: ${JSON.stringify(outcomes())}`);
    },
    async close() {
      drain.breakAll();
      await closed(server);
      await Promise.all([...upstreams.values()].map((one) => one.close()));
      await Promise.all([closed(legacy), closed(candidate)]);
    },
  };
}

function tallies(counter: TrafficCounter, pairs: Pair[]): TwoSides['outcomes'] {
  const skipped: Record<string, number> = {};
  const served: Record<string, number> = {};
  const paired: PairedTimes[] = [];
  let requests = 0;
  return () => {
    const tally = counter.take();
    for (const { route, servedBy, code, count } of tally?.requests ?? []) {
      if (route !== 'r') continue;
      requests += count;
      served[`${servedBy} ${code}`] = (served[`${servedBy} ${code}`] ?? 0) + count;
    }
    for (const { route, reason, count } of tally?.skipped ?? [])
      if (route === 'r') skipped[reason] = (skipped[reason] ?? 0) + count;
    for (const told of tally?.paired ?? []) paired.push(...told.pairs);
    return { requests, handed: pairs.length, skipped, served, paired };
  };
}

async function listening(
  listener: RequestListener,
  saw: IncomingMessage[],
  prepare?: (server: Server) => void,
): Promise<Server> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    saw.push(request);
    listener(request, response);
  });
  prepare?.(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ports.set(server, (server.address() as AddressInfo).port);
  return server;
}

const ports = new WeakMap<Server, number>();
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const candidatePort = (server: Server): number => ports.get(server) ?? portOf(server);

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Sends bytes as they are and reads until the other side closes, or `until` is seen. */
export async function rawRequest(port: number, bytes: string, until?: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  socket.write(bytes, 'latin1');
  let answer = '';
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(5_000, () => reject(new Error(`no end of the answer: ${answer}`)));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (until !== undefined && answer.includes(until)) resolve();
    });
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
  });
  socket.destroy();
  return answer;
}

/** The answer's header lines as they stood on the wire, and its body. */
export function parseRaw(answer: string): { status: string; headers: string[]; body: string } {
  const end = answer.indexOf('\r\n\r\n');
  const [status = '', ...headers] = answer.slice(0, end).split('\r\n');
  return { status, headers, body: answer.slice(end + 4) };
}
