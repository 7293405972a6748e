import type { Looked } from '../../comparators/classes/look.js';
import type { Settled } from '../settling/case.js';
import type { Again, SentTo } from '../settling/rereader.js';
import type { UnsettledReason } from '../unsettled-reason.js';
import type { PairTrace, SpanAttributes, SpanEvent, SpanSink } from './span.js';
import { newSpanId } from './trace-ids.js';

/** Looks of one suspect that are told as events; there are fewer, however it goes. */
const mostEvents = 32;

/** The span of one suspect: from the comparison that left its class open until it is known, with every look at it. */
export class SettleTrace {
  readonly #id = newSpanId();
  readonly #start: number;
  readonly #events: SpanEvent[] = [];

  /**
   * Both sides of a suspect were looked at once more, for all pairs that wait for what it comes to.
   * @param why why nothing was seen, where nothing was
   */
  static saw(
    pairs: readonly { readonly trace?: SettleTrace | undefined }[],
    looked: Looked | undefined,
    why: UnsettledReason,
  ): void {
    const traces = pairs.flatMap(({ trace }) => trace ?? []);
    const attributes = looked ? seen(looked) : { 'banyan.saw': 'nothing', 'banyan.why': why };
    const at = traces[0]?.sink.now() ?? 0;
    // One for all of them: a thousand may wait for the same.
    const event: SpanEvent = { name: 're-read', at, attributes };
    for (const trace of traces) if (trace.#events.length < mostEvents) trace.#events.push(event);
  }

  constructor(
    private readonly of: Required<PairTrace>,
    private readonly route: string,
    private readonly sink: SpanSink,
  ) {
    this.#start = sink.now();
  }

  /** What is asked when it is looked at again, told to belong below this span; an upstream that is told of no trace is told of none. */
  asked({ legacy, candidate, ...again }: Again): Again {
    return { ...again, legacy: this.#below(legacy), candidate: this.#below(candidate) };
  }

  /** It is known what it is. */
  settled({ class: mismatchClass, why, fields }: Settled): void {
    const attributes: SpanAttributes = {
      'banyan.route': this.route,
      'banyan.class': mismatchClass,
      'banyan.differences': fields.length,
      ...(why !== undefined && { 'banyan.why': why }),
    };
    const { id: trace, span: parent } = this.of;
    const times = { start: this.#start, end: this.sink.now() };
    const of = { trace, id: this.#id, parent, name: 'settle', kind: 'internal' } as const;
    this.sink.tell({ ...of, ...times, failed: false, attributes, events: [...this.#events] });
  }

  #below(sent: SentTo): SentTo {
    const at = sent.headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'traceparent');
    if (at < 0) return sent;
    // Spans of this trace are told: its sampled flag is set. That its name is random, only who named it knows.
    const flags = randomFlagged.test(sent.headers[at + 1] ?? '') ? '03' : '01';
    return { ...sent, headers: sent.headers.with(at + 1, `00-${this.of.id}-${this.#id}-${flags}`) };
  }
}

/** A `traceparent` with the random flag, of which alone beside the sampled one something is known (Level 2, §3.2.2.5.2). */
const randomFlagged = /-0[23]$/;

const seen = ({ comparison, statuses }: Looked): SpanAttributes => ({
  'banyan.saw': comparison.verdict,
  'banyan.differences': comparison.differences.length,
  'banyan.legacy.status': statuses.legacy,
  'banyan.candidate.status': statuses.candidate,
});
