import { createHash } from 'node:crypto';
import { canonical } from '../../evidence/audit-chain.js';
import type { Side } from '../../evidence/tally.js';
import { hostKept, type UpstreamRule } from '../../proxy/upstream-rule.js';
import type { RouteRule } from '../../routing-rules/route-rule.js';

/**
 * What answers for both sides of a route, and what it is sent that the client did not write, or not sent that it did:
 * another service behind the same name is another legacy, or another candidate (design: evidence §3, evidence key).
 * What changes no answer has no part in it: deadlines, certificates, where a version comes from.
 * @returns a hash in hex: a header that is set may be a secret
 */
export function whatAnswers(
  { legacy, candidate }: Pick<RouteRule, 'legacy' | 'candidate'>,
  upstreams: readonly UpstreamRule[],
): string {
  const of = (side: Side, name: string | undefined) => {
    const rule = upstreams.find((one) => one.name === name);
    return rule ? sideOf(side, rule) : null;
  };
  const sides = { legacy: of('legacy', legacy), candidate: of('candidate', candidate?.upstream) };
  return createHash('sha256').update(canonical(sides)).digest('hex');
}

/** However it is written: names of headers mean the same in any case and order. */
function sideOf(side: Side, rule: UpstreamRule): object {
  const { origin, basePath, allow, drop, set } = rule;
  return {
    origin,
    basePath,
    keepsHost: hostKept(rule, side),
    // Legacy is sent them all.
    allow: side === 'legacy' ? null : allow.toSorted(),
    drop: drop.toSorted(),
    set: Object.fromEntries(set.map(([name, value]) => [name.toLowerCase(), value])),
  };
}
