import { setTimeout as sleep } from 'node:timers/promises';

/** What Banyan's API tells of a route, as far as the bench reads it. */
export interface Evidence {
  readonly requests: number;
  /** Those that settle yet are compared. */
  readonly compared: number;
  readonly mismatched: Readonly<Record<string, number>>;
  /** Those that differ too, and are in no class yet. */
  readonly settling: number;
  /** By reason. */
  readonly skipped: Readonly<Record<string, number>>;
}

const askEvery = 100;
/** Counts leave Banyan's data plane every 200 ms; what stands still for longer has been told. */
const stillFor = 300;

/** Reads what a route's evidence says now. */
export async function readEvidence(admin: string, route: string): Promise<Evidence> {
  const answer = await fetch(`${admin}/api/v1/routes/${route}`, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${admin} tells nothing of ${route}: ${answer.status}`);
  return (await answer.json()) as Evidence;
}

/**
 * Waits until every request that was counted is compared or skipped, so that the work of one round does
 * not run into the next, but for the few re-reads of what differs. Resolves to the evidence then; throws when that does not come within `within` ms.
 */
export async function settledEvidence(read: () => Promise<Evidence>, within = 30_000): Promise<Evidence> {
  const deadline = performance.now() + within;
  let last = await read();
  let since = performance.now();
  for (;;) {
    await sleep(askEvery);
    const now = await read();
    if (now.requests !== last.requests || outcomes(now) !== outcomes(last)) since = performance.now();
    last = now;
    if (outcomes(now) === now.requests && performance.now() - since >= stillFor) return now;
    if (performance.now() > deadline)
      throw new Error(
        `${now.requests - outcomes(now)} requests are neither compared nor skipped after a wait`,
      );
  }
}

/** What was added between two readings. */
export function evidenceSince(before: Evidence, after: Evidence): Evidence {
  return {
    requests: after.requests - before.requests,
    compared: after.compared - before.compared,
    mismatched: difference(before.mismatched, after.mismatched),
    settling: after.settling - before.settling,
    skipped: difference(before.skipped, after.skipped),
  };
}

/** The share of comparisons among all that were to be made: what the client broke off was not. */
export function comparedShare({ compared, skipped }: Evidence): number {
  const wanted = compared + sum(skipped) - (skipped['aborted'] ?? 0);
  return wanted === 0 ? 0 : compared / wanted;
}

/** Comparisons that found a difference. */
export const differing = ({ mismatched, settling }: Evidence): number => sum(mismatched) + settling;

const outcomes = ({ compared, skipped }: Evidence): number => compared + sum(skipped);

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function difference(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  );
}
