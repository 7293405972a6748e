import { isDeepStrictEqual } from 'node:util';
import { compareObservations } from '../comparators/compare.js';
import { type CompiledRules, compileRules } from '../comparators/rules/compile-rules.js';
import type { CustomJudge } from '../comparators/custom.js';
import type { Comparison, Difference } from '../comparators/difference.js';
import type { Answer } from '../comparators/observation.js';
import { compileRedaction, type Keyed, type Redaction } from '../comparators/redact.js';
import type { CompareRules } from '../comparators/rules/rules-schema.js';
import { fingerprintOf } from './field-book.js';
import { ignoredOnce } from './ignored-book.js';
import type { MismatchClass } from './mismatch-class.js';
import type { Pair } from './pair.js';
import { sampleOf } from './sample-of.js';
import type { SkipReason } from './skip-reason.js';
import type { Finding } from './tally.js';

/** What the analyst knows of a route. */
export interface AnalystRoute {
  readonly name: string;
  readonly compare: CompareRules;
  readonly redact: readonly string[];
  /** Its custom comparator. */
  readonly custom?: CustomJudge | undefined;
}

interface PreparedRoute {
  readonly from: AnalystRoute;
  readonly rules: CompiledRules;
  readonly redaction: Redaction;
  /** How often each fingerprint was seen: decides which comparisons are kept as samples. */
  readonly seen: Map<string, number>;
}

const maxFingerprints = 10_000;

/** Two observations become a finding: decode, compare, classify, and keep a redacted sample now and then. */
export class Analyst {
  /** The rules that are learnt last, and those of earlier editions of which pairs may still come. */
  #routes: ReadonlyMap<string, PreparedRoute> = new Map();
  readonly #editions = new Map<number, ReadonlyMap<string, PreparedRoute>>();

  constructor(
    routes: readonly AnalystRoute[],
    private readonly keyed: Keyed,
    edition = 0,
  ) {
    this.learn(edition, routes);
  }

  /** Takes up another edition's rules; earlier ones still examine the pairs that began under them. */
  learn(edition: number, routes: readonly AnalystRoute[]): void {
    this.#routes = new Map(
      routes.map((route) => {
        const known = this.#routes.get(route.name);
        return [route.name, known && isDeepStrictEqual(known.from, route) ? known : prepare(route)];
      }),
    );
    this.#editions.set(edition, this.#routes);
  }

  /** No more pairs of this edition are to come; should one come all the same, the newest rules examine it. */
  forget(edition: number): void {
    this.#editions.delete(edition);
  }

  /**
   * What became of a pair; exactly one finding, whatever the pair holds.
   * @throws CustomError when the route's custom comparator fails
   */
  examine(pair: Pair): Finding {
    const of = { route: pair.route, entity: pair.entity, edition: pair.edition };
    const route = this.#rulesOf(pair.edition).get(pair.route);
    const legacy = pair.legacy.observation;
    // Whoever hands over keeps such pairs back; without an opinion of legacy's there is nothing to say.
    if (!route || legacy.kind === 'failure') return { ...of, verdict: 'skipped', reason: 'analysis-lost' };
    const candidate = pair.candidate.observation;
    if (candidate.kind === 'failure') {
      return this.#mismatch(pair, route, 'failed', onlyOne(gaveNone(legacy, candidate.reason)));
    }
    const comparison = compareObservations(legacy, candidate, route.rules);
    if (comparison.verdict === 'unreadable') return this.#unreadable(pair, route, comparison);
    if (comparison.verdict === 'match') {
      return { ...of, verdict: 'match', ignored: silenced(comparison) };
    }
    const failed = isFailure(candidate) && comparison.differences.some(({ kind }) => kind === 'status');
    return this.#mismatch(
      pair,
      route,
      // Until both sides are read again over time, why they differ is not known: it fails closed.
      failed ? 'failed' : 'unsettled',
      comparison,
    );
  }

  #unreadable(pair: Pair, route: PreparedRoute, { why }: Comparison & { verdict: 'unreadable' }): Finding {
    if (why.side === 'candidate' && why.reason === 'undecodable') {
      const difference: Difference = { path: '$', pattern: '$', kind: 'format', candidate: why.detail };
      return this.#mismatch(pair, route, 'failed', onlyOne(difference));
    }
    const reason: SkipReason = why.reason === 'undecodable' ? 'legacy-failed' : why.reason;
    return {
      route: pair.route,
      entity: pair.entity,
      edition: pair.edition,
      verdict: 'skipped',
      reason,
    };
  }

  #rulesOf(edition: number | undefined): ReadonlyMap<string, PreparedRoute> {
    return (edition === undefined ? undefined : this.#editions.get(edition)) ?? this.#routes;
  }

  #mismatch(pair: Pair, route: PreparedRoute, mismatchClass: MismatchClass, compared: Compared): Finding {
    const { differences } = compared;
    return {
      route: pair.route,
      entity: pair.entity,
      edition: pair.edition,
      verdict: 'mismatch',
      class: mismatchClass,
      key: pair.key,
      ignored: silenced(compared),
      fields: differences.map(({ pattern, kind }) => ({ pattern, kind, class: mismatchClass })),
      sample: isWorthKeeping(route.seen, differences)
        ? sampleOf(pair, differences, compared, route.redaction, this.keyed)
        : null,
    };
  }
}

type Compared = Pick<Exclude<Comparison, { verdict: 'unreadable' }>, 'differences' | 'ignored' | 'notes'>;

const onlyOne = (difference: Difference): Compared => ({ differences: [difference], ignored: [], notes: [] });

const silenced = ({ ignored }: Compared) => (ignored.length === 0 ? undefined : ignoredOnce(ignored));

const prepare = (from: AnalystRoute): PreparedRoute => ({
  from,
  rules: compileRules(from.compare, from.custom),
  redaction: compileRedaction(from.redact, from.compare.renames),
  seen: new Map<string, number>(),
});

/** The candidate refuses or breaks where legacy answered; design: evidence §2, `failed`. */
const isFailure = (candidate: Answer): boolean =>
  candidate.status >= 500 || candidate.status === 401 || candidate.status === 403;

const gaveNone = (legacy: Answer, reason: string): Difference => ({
  path: 'status',
  pattern: 'status',
  kind: 'status',
  legacy: legacy.status,
  candidate: reason,
});

/**
 * The first few of each fingerprint, then every doubling: samples cost time and are looked at by
 * people, who need the first at once and the later ones to see whether it still looks the same.
 */
function isWorthKeeping(seen: Map<string, number>, differences: readonly Difference[]): boolean {
  let worth = false;
  for (const { pattern, kind } of differences) {
    const fingerprint = fingerprintOf(pattern, kind);
    const times = (seen.get(fingerprint) ?? 0) + 1;
    if (times === 1 && seen.size >= maxFingerprints) continue;
    seen.set(fingerprint, times);
    worth ||= times <= 3 || Number.isInteger(Math.log2(times));
  }
  return worth;
}
