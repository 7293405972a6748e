import { type FaultyWire, layWire, type NewConnection, type Toxics } from '../../faulty-wire.js';

/** A line that is slow in one way or another, and loses nothing. */
export function slowToxics({ random }: NewConnection): Toxics {
  const draw = random();
  if (draw < 0.2) return { towardsClient: [{ kind: 'latency', milliseconds: 15, jitter: 10 }] };
  if (draw < 0.3) return { towardsUpstream: [{ kind: 'latency', milliseconds: 10, jitter: 5 }] };
  if (draw < 0.4) return { towardsClient: [{ kind: 'slice', bytes: 700, pause: 1 }] };
  if (draw < 0.5) return { towardsClient: [{ kind: 'bandwidth', bytesPerSecond: 1_000_000 }] };
  if (draw < 0.6) return { towardsUpstream: [{ kind: 'slice', bytes: 500, pause: 1 }] };
  return {};
}

/** A line that breaks as well. */
export function roughToxics(connection: NewConnection): Toxics {
  const draw = connection.random();
  const bytes = Math.ceil(connection.random() * 40_000);
  if (draw < 0.1) return { towardsClient: [{ kind: 'reset', bytes }] };
  if (draw < 0.15) return { towardsClient: [{ kind: 'reset', milliseconds: bytes / 20 }] };
  if (draw < 0.2) return { towardsClient: [{ kind: 'half-close', bytes }] };
  if (draw < 0.25) return { towardsClient: [{ kind: 'limit', bytes }] };
  if (draw < 0.28) return { towardsUpstream: [{ kind: 'half-close', bytes: bytes / 20 }] };
  if (draw < 0.31) return { towardsClient: [{ kind: 'silence' }] };
  if (draw < 0.34) return { blackHole: true };
  return slowToxics(connection);
}

/** Lays both to one port of loopback. */
export async function layWires(port: number, seed: number): Promise<{ slow: FaultyWire; rough: FaultyWire }> {
  return {
    slow: await layWire({ port, seed, toxics: slowToxics }),
    rough: await layWire({ port, seed: seed + 1, toxics: roughToxics }),
  };
}
