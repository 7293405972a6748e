import { type Check, none, within } from './check.js';
import type { Figures } from './figures.js';
import { judgeTrend } from './trend.js';

const megabyte = 1024 * 1024;

/** What a process held when nothing ran; twice the same procedure, so that both compare. */
export interface AtRest {
  readonly figures: Figures;
  /** Requests that an upstream had not done with, though every client was gone. */
  readonly busy: number;
  /** Connections to upstreams: kept for the next request, and after the upstreams closed what idled. */
  readonly pooled: number;
  readonly open: number;
}

/** Ports by which connections are told apart. */
export interface Ports {
  readonly proxy: number;
  readonly admin: number;
}

/** Connections of a process: from its clients, and to its upstreams. */
export function connectionsOf(
  { connections }: Figures,
  ports: Ports,
): { clients: number; upstreams: number } {
  const live = connections.filter(({ state }) => state !== 'LISTEN');
  const clients = live.filter(({ localPort }) => localPort === ports.proxy).length;
  const admin = live.filter(({ localPort }) => localPort === ports.admin).length;
  return { clients, upstreams: live.length - clients - admin };
}

const toUpstreams = ({ connections }: Figures, ports: Ports): readonly string[] =>
  connections
    .filter(({ state, localPort }) => state !== 'LISTEN' && ![ports.proxy, ports.admin].includes(localPort))
    .map(({ remotePort, state }) => `to port ${remotePort}, ${state}`);

/** Whether everything is back to where it was after the warm-up. */
export function checkAtRest(before: AtRest, after: AtRest, ports: Ports): readonly Check[] {
  const [then, now] = [connectionsOf(before.figures, ports), connectionsOf(after.figures, ports)];
  return [
    within('client connections left open', 0, 0, now.clients),
    within('requests an upstream still works on', 0, 0, after.busy),
    {
      name: 'upstream connections after idle ones were closed',
      held: now.upstreams <= then.upstreams,
      expected: `at most ${then.upstreams}`,
      seen: [now.upstreams, ...toUpstreams(after.figures, ports)].join('\n'),
    },
    within('threads', 0, before.figures.threads, after.figures.threads),
    none('descriptors that were not there before', grown(before.figures, after.figures)),
  ];
}

function grown(before: Figures, after: Figures): string[] {
  return Object.entries(after.descriptors).flatMap(([kind, count]) => {
    const known = before.descriptors[kind] ?? 0;
    return count > known ? [`${kind}: ${known} → ${count}`] : [];
  });
}

/**
 * How a Banyan that keeps nothing was seen to swing: its heap between two collections, and its connections
 * with every upstream that stalls for a moment. Connections are counted exactly when all is at rest.
 */
const allowances = {
  memory: { share: 0.15, beside: 16 },
  descriptors: { share: 0.25, beside: 80 },
  threads: { share: 0, beside: 0 },
};

/** Whether what was read each second under load stayed where it was. */
export function checkTrends(readings: readonly Figures[]): readonly Check[] {
  const descriptorsOf = ({ descriptors }: Figures): number =>
    Object.values(descriptors).reduce((sum, count) => sum + count, 0);
  return [
    flat(
      'memory, MB',
      readings.map(({ memory }) => memory / megabyte),
      allowances.memory,
    ),
    flat('descriptors', readings.map(descriptorsOf), allowances.descriptors),
    flat(
      'threads',
      readings.map(({ threads }) => threads),
      allowances.threads,
    ),
  ];
}

function flat(
  name: string,
  readings: readonly number[],
  allowance: { share: number; beside: number },
): Check {
  const { early, late, allowed, isFlat } = judgeTrend(readings, allowance);
  return {
    name: `${name}: flat under load`,
    held: isFlat,
    expected: `at most ${allowed.toFixed(0)}, from ${early.toFixed(0)}`,
    seen: `${late.toFixed(0)}, at most ${Math.max(...readings).toFixed(0)}`,
  };
}
