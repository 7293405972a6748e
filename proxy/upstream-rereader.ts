import { isDeepStrictEqual } from 'node:util';
import type { Failure, HeaderLine, Observation } from '../comparators/observation.js';
import type { RawAnswer } from '../evidence/pair.js';
import type { Again, Rereader } from '../evidence/settling/rereader.js';
import type { Side } from '../evidence/tally.js';
import { Capture, CaptureBudget } from './capture.js';
import { readUpstream } from './dual-read-engine.js';
import { breakerOpen } from './failure.js';
import { Judged } from './judged.js';
import { openUpstreams } from './open-upstreams.js';
import type { Upstream } from './upstream.js';
import type { UpstreamRule } from './upstream-rule.js';
import { versionIn } from './version-reader.js';
import type { ToldVersions } from './watched-versions.js';

/** Bytes of all answers that are being read again. */
const captureBudget = 32 * 1024 * 1024;

/** Asks upstreams again over connections of its own, which no client's request ever waits for. */
export class UpstreamRereader implements Rereader {
  readonly #budget = new CaptureBudget(captureBudget);
  #upstreams: ReadonlyMap<string, Upstream> = new Map();
  /** The edition from which on each of them is reached as it is now. */
  #since: ReadonlyMap<string, number> = new Map();
  #cap = 0;
  #versions: ToldVersions = new Map();

  /**
   * Asks these upstreams from now on; those that were known keep their connections.
   * @param edition whose upstreams they are; each is greater than the one before
   * @param cap largest body in bytes
   * @param versions what evidence is of now, where answers tell it: what another version answers is no evidence of that
   * @throws Error when one cannot be opened
   */
  adopt(edition: number, upstreams: readonly UpstreamRule[], cap: number, versions: ToldVersions): void {
    const before = this.#upstreams;
    this.#upstreams = openUpstreams(upstreams, before);
    const since = this.#since;
    this.#since = new Map(
      upstreams.map((rule) => {
        const known = before.get(rule.name)?.rule;
        return [rule.name, (isReachedAs(rule, known) ? since.get(rule.name) : undefined) ?? edition];
      }),
    );
    this.#cap = cap;
    this.#versions = versions;
    const inUse = new Set(this.#upstreams.values());
    for (const upstream of before.values()) if (!inUse.has(upstream)) void upstream.close();
  }

  async read({ edition, method, body, ...sides }: Again, side: Side): Promise<Observation> {
    const { upstream: name, path, headers } = sides[side];
    const upstream = this.#upstreams.get(name);
    if (!upstream) return { kind: 'failure', reason: 'aborted', detail: `no upstream ${name} any more` };
    // The headers are those that a client sent; another host, or other rules, may not be meant to have them.
    if (edition !== undefined && edition < (this.#since.get(name) ?? edition)) {
      return { kind: 'failure', reason: 'aborted', detail: `${name} is another upstream since it was asked` };
    }
    const capture = new Capture(this.#budget, this.#cap, () => exchange.abort());
    const admission = upstream.breaker.admit(performance.now());
    if (!admission) return breakerOpen;
    const { timeout } = upstream.rule;
    const read = {
      method,
      path,
      headers,
      body: body && Buffer.from(body),
      timeout,
      deadline: 'whole',
    } as const;
    const exchange = readUpstream(upstream.shadow, read, new Judged(admission, false, capture));
    const { observation } = await capture.ended;
    capture.release();
    if (observation.kind === 'given-up')
      return { kind: 'failure', reason: 'aborted', detail: `its copy was given up: ${observation.reason}` };
    if (observation.kind === 'failure') return observation;
    return this.#ofAnother(name, observation) ?? asAnswer(observation);
  }

  #ofAnother(upstream: string, { headers }: RawAnswer): Failure | undefined {
    const is = this.#versions.get(upstream);
    const told = is && versionIn(headers, is.header);
    if (told === undefined || told === is?.version) return undefined;
    return { kind: 'failure', reason: 'aborted', detail: `another version of ${upstream} answers` };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map((upstream) => upstream.close()));
  }
}

/** Whether the same host gets the same by the same ways: how long it may take is no matter. */
const isReachedAs = (rule: UpstreamRule, known: UpstreamRule | undefined): boolean =>
  isDeepStrictEqual({ ...rule, timeout: 0, connectTimeout: 0 }, { ...known, timeout: 0, connectTimeout: 0 });

function asAnswer({ headers, body, ...answer }: RawAnswer): Observation {
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) lines.push([headers[i] ?? '', headers[i + 1] ?? '']);
  return { ...answer, headers: lines, body: Buffer.concat(body ?? []) };
}
