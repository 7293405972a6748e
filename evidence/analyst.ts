import {
  isUnreadable,
  type Looked,
  lookAt,
  lookAtEqual,
  type Unreadable,
} from '../comparators/classes/look.js';
import type { Comparison, Difference } from '../comparators/difference.js';
import type { Answer } from '../comparators/observation.js';
import type { Keyed } from '../comparators/redact.js';
import { ignoredOnce } from './ignored-book.js';
import type { InquiredRoute } from './inquiry.js';
import { KeptPairs } from './kept-pairs.js';
import { type MismatchClass, worstOf } from './mismatch-class.js';
import type { Pair } from './pair.js';
import { type AnalystRoute, goesOn, type PreparedRoute, prepare } from './prepared-route.js';
import { sampleOf } from './sample-of.js';
import { fieldsOf } from './settling/case.js';
import type { EntityMemory } from './settling/entity-memory.js';
import type { Settler } from './settling/settler.js';
import type { Finding } from './tally.js';
import { SettleTrace } from './tracing/settle-trace.js';
import type { SpanSink } from './tracing/span.js';
import type { UnsettledReason } from './unsettled-reason.js';

/** What the analyst needs to find out why two answers differ. */
export interface Settling {
  readonly settler: Settler;
  readonly memory: EntityMemory;
  /** A name that no other suspect has. */
  readonly newId: () => string;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Who is told how suspects settle; undefined while tracing is off. */
  readonly spans?: SpanSink | undefined;
}

/** Two observations become a finding: decode, compare, classify, and keep a redacted sample now and then. */
export class Analyst {
  /** The rules that are learnt last, and those of earlier editions of which pairs may still come. */
  #routes: ReadonlyMap<string, PreparedRoute> = new Map();
  readonly #editions = new Map<number, ReadonlyMap<string, PreparedRoute>>();

  constructor(
    routes: readonly AnalystRoute[],
    private readonly keyed: Keyed,
    private readonly settling: Settling,
    edition = 0,
    private readonly kept = new KeptPairs(settling.now),
  ) {
    this.learn(edition, routes);
  }

  /** Takes up another edition's rules; earlier ones still examine the pairs that began under them. */
  learn(edition: number, routes: readonly AnalystRoute[]): void {
    const before = this.#routes;
    this.#routes = new Map(
      routes.map((route) => {
        const known = before.get(route.name);
        if (!known || !goesOn(known.from, route))
          return [route.name, prepare(route, this.settling, known?.settling)];
        // What is no business of the analyst's may have begun other evidence all the same.
        known.census.startAnew();
        return [route.name, { ...known, from: route }];
      }),
    );
    this.#editions.set(edition, this.#routes);
    // Evidence that ended has no use for what its suspects would come to.
    for (const [name, route] of before) {
      if (this.#routes.get(name)?.settling === route.settling) continue;
      this.settling.settler.cancel(route.settling);
      this.kept.forget(name);
    }
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
    const { settling } = route;
    settling.budget.earn();
    settling.care.answered(pair.legacy.duration, this.settling.now());
    const looked = lookAt(legacy, candidate, route.rules);
    if (isUnreadable(looked)) return this.#unreadable(pair, route, looked);
    const isEqual = candidate.body === null;
    const shown = isEqual ? lookAtEqual(looked, legacy, route.rules) : looked;
    settling.learnFrom(pair, shown);
    // Pairs of an evidence that ended show what other rules left.
    if (this.#routes.get(pair.route)?.settling === settling) {
      this.kept.keep(pair.route, { entity: pair.entity, legacy, candidate }, looked.comparison);
    }
    const census = route.census.take(pair, shown, legacy, isEqual ? legacy : candidate);
    const finding = this.#judge(
      pair,
      { legacy: isEqual ? { ...legacy, body: null } : legacy, candidate },
      route,
      looked,
    );
    const { forgiven } = looked.comparison;
    return {
      ...finding,
      ...(census && { census }),
      ...(forgiven.length > 0 && { forgiven }),
    };
  }

  #judge(given: Pair, { legacy, candidate }: Answers, route: PreparedRoute, looked: Looked): Finding {
    const { comparison } = looked;
    if (comparison.verdict === 'match') {
      const { route: name, entity, edition } = given;
      const ofNoEntity = legacy.status >= 400 && legacy.status < 500 ? true : undefined;
      return { route: name, entity, edition, verdict: 'match', ofNoEntity, ignored: silenced(comparison) };
    }
    // What becomes of equal bodies must not depend on whether one of them came.
    const pair = { ...given, legacy: { ...given.legacy, observation: legacy } };
    const failed = isFailure(candidate) && comparison.differences.some(({ kind }) => kind === 'status');
    return failed
      ? this.#mismatch(pair, route, 'failed', comparison)
      : this.#settle(pair, legacy, route, looked);
  }

  /** What rules for a route may be drawn from; undefined where the newest edition has no such route. */
  inquired(name: string): InquiredRoute | undefined {
    const route = this.#routes.get(name);
    if (!route) return undefined;
    const { from, redaction, settling } = route;
    return {
      present: from.compare,
      redact: from.redact,
      redaction,
      keyed: this.keyed,
      clock: this.settling.now,
      asksCustom: from.custom !== undefined,
      pairs: this.kept.of(name),
      stood: (field) => this.kept.stood(name, field),
      known: (field) => settling.known(field),
    };
  }

  /** Both sides are read again until it is known why they differ; else it is told by what others came to. */
  #settle(pair: Pair, legacy: Answer, route: PreparedRoute, looked: Looked): Finding {
    const { settler, newId } = this.settling;
    const { entity, key, edition, again } = pair;
    const { comparison } = looked;
    const fields = fieldsOf(comparison.differences);
    route.settling.knowledge.watch(fields);
    // First what may fail: a suspect that is taken on must be told of.
    const told = this.#told(pair, route, comparison);
    const trace = this.#traced(pair);
    const suspected = again && {
      id: newId(),
      route: pair.route,
      entity,
      key,
      edition,
      again: trace ? trace.asked(again) : again,
      legacy,
      looked,
      trace,
    };
    // Evidence that ended is not settled: another version might answer for it.
    const isOver = this.#routes.get(pair.route)?.settling !== route.settling;
    const take = (): UnsettledReason | undefined =>
      suspected ? settler.take(suspected, route.settling) : 'no-answer';
    const refused = isOver ? 'ended' : take();
    if (suspected && !refused) return { ...told, verdict: 'settling', suspect: suspected.id, fields };
    const classed = route.settling.withoutReading(fields);
    const worst = worstOf(classed.map((one) => one.class));
    const why = worst === 'unsettled' ? refused : undefined;
    return { ...told, verdict: 'mismatch', class: worst, why, fields: classed };
  }

  #traced({ route, trace }: Pair): SettleTrace | undefined {
    const { spans } = this.settling;
    if (!spans || trace?.span === undefined) return undefined;
    return new SettleTrace({ id: trace.id, span: trace.span }, route, spans);
  }

  /** Decided after both were seen, what is the candidate's own is bad, not left out (design: evidence §3, skips). */
  #unreadable(pair: Pair, route: PreparedRoute, { comparison: { why } }: Unreadable): Finding {
    const { side, reason } = why;
    if (side === 'both') return this.#mismatch(pair, route, 'unsettled', onlyOne(oddFormat(why)), 'unclear');
    if (side === 'candidate' && (reason === 'undecodable' || reason === 'too-deep' || reason === 'too-big'))
      return this.#mismatch(pair, route, 'failed', onlyOne(oddFormat(why)));
    const { route: name, entity, edition } = pair;
    const skipped = reason === 'undecodable' ? 'legacy-failed' : reason;
    return { route: name, entity, edition, verdict: 'skipped', reason: skipped };
  }

  #rulesOf(edition: number | undefined): ReadonlyMap<string, PreparedRoute> {
    return (edition === undefined ? undefined : this.#editions.get(edition)) ?? this.#routes;
  }

  #mismatch(
    pair: Pair,
    route: PreparedRoute,
    mismatchClass: MismatchClass,
    compared: Compared,
    why?: UnsettledReason,
  ): Finding {
    const fields = fieldsOf(compared.differences).map((field) => ({ ...field, class: mismatchClass }));
    return { ...this.#told(pair, route, compared), verdict: 'mismatch', class: mismatchClass, why, fields };
  }

  /** What every pair that differs tells. */
  #told(pair: Pair, route: PreparedRoute, compared: Compared) {
    const { differences } = compared;
    return {
      route: pair.route,
      entity: pair.entity,
      edition: pair.edition,
      key: pair.key,
      ignored: silenced(compared),
      sample: route.samples.isWorthKeeping(differences)
        ? sampleOf(pair, differences, compared, route.redaction, this.keyed)
        : null,
    };
  }
}

interface Answers {
  readonly legacy: Answer;
  readonly candidate: Answer;
}

type Compared = Pick<Exclude<Comparison, { verdict: 'unreadable' }>, 'differences' | 'ignored' | 'notes'>;

const onlyOne = (difference: Difference): Compared => ({ differences: [difference], ignored: [], notes: [] });

const silenced = ({ ignored }: Compared) => (ignored.length === 0 ? undefined : ignoredOnce(ignored));

/** The candidate refuses or breaks where legacy answered; design: evidence §2, `failed`. */
const isFailure = (candidate: Answer): boolean =>
  candidate.status >= 500 || candidate.status === 401 || candidate.status === 403;

const oddFormat = ({ detail }: { readonly detail: string }): Difference => ({
  path: '$',
  pattern: '$',
  kind: 'format',
  candidate: detail,
});

const gaveNone = (legacy: Answer, reason: string): Difference => ({
  path: 'status',
  pattern: 'status',
  kind: 'status',
  legacy: legacy.status,
  candidate: reason,
});
