import type { Pair } from '../pair.js';
import type { Finding } from '../tally.js';
import type { Span, SpanAttributes } from './span.js';
import { newSpanId } from './trace-ids.js';

/** Comparing a pair, as a span below its request's; undefined where none of its trace is told. */
export function compareSpan(
  { trace, route }: Pick<Pair, 'trace' | 'route'>,
  finding: Finding,
  times: Pick<Span, 'start' | 'end'>,
): Span | undefined {
  if (trace?.span === undefined) return undefined;
  const of = { trace: trace.id, id: newSpanId(), parent: trace.span, name: 'compare' } as const;
  // The analyst failed: all other reasons say something of the answers.
  const failed = finding.verdict === 'skipped' && finding.reason === 'analysis-lost';
  const attributes = { 'banyan.route': route, ...foundAttributes(finding) };
  return { ...of, kind: 'internal', ...times, failed, attributes };
}

/** What was found, without where: a pattern may name what is in a document. */
function foundAttributes(finding: Finding): SpanAttributes {
  const verdict = { 'banyan.verdict': finding.verdict };
  switch (finding.verdict) {
    case 'mismatch':
      return { ...verdict, 'banyan.class': finding.class, 'banyan.differences': finding.fields.length };
    case 'settling':
      return { ...verdict, 'banyan.differences': finding.fields.length };
    case 'skipped': {
      const { reason } = finding;
      return {
        ...verdict,
        'banyan.skipped': reason,
        ...(reason === 'analysis-lost' && { 'error.type': reason }),
      };
    }
    default:
      return { ...verdict, 'banyan.differences': 0 };
  }
}
