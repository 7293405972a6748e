import { isDeepStrictEqual } from 'node:util';
import { openUpstream, type Upstream } from './upstream.js';
import type { UpstreamRule } from './upstream-rule.js';

/**
 * Opens the upstreams of a configuration. One whose rule is as it was keeps its connections: a reload
 * that does not concern it must not cost it a handshake.
 * @param earlier those that are open already
 * @throws Error when one cannot be opened; then none is left open
 */
export function openUpstreams(
  rules: readonly UpstreamRule[],
  earlier: ReadonlyMap<string, Upstream> = new Map(),
): ReadonlyMap<string, Upstream> {
  const opened: Upstream[] = [];
  try {
    return new Map(
      rules.map((rule) => {
        const known = earlier.get(rule.name);
        if (known && isDeepStrictEqual(known.rule, rule)) return [rule.name, known];
        const upstream = openUpstream(rule);
        opened.push(upstream);
        return [rule.name, upstream];
      }),
    );
  } catch (error) {
    for (const upstream of opened) void upstream.close();
    throw error;
  }
}
