import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Pool } from 'undici';
import { CircuitBreaker } from './circuit-breaker.js';
import type { HeaderRules } from './headers.js';
import type { UpstreamRule } from './upstream-rule.js';

/** An upstream with its connections: live and shadow reads never share a pool. */
export interface Upstream {
  readonly rule: UpstreamRule;
  /** Its host and port, as a Host header tells them. */
  readonly authority: string;
  readonly headers: HeaderRules;
  /** For reads of it as a candidate or a shadow; what it answers as live legacy is never held back. */
  readonly breaker: CircuitBreaker;
  readonly live: Pool;
  readonly shadow: Pool;
  /** For the pass-through engine. */
  readonly agent: HttpAgent;
  close(): Promise<void>;
}

/** Opens the pools of an upstream; nothing connects before the first request. */
export function openUpstream(rule: UpstreamRule): Upstream {
  const pool = (connections: number | null, connectTimeout: number): Pool =>
    new Pool(rule.origin, {
      connections,
      pipelining: 1,
      connect: { timeout: connectTimeout },
      keepAliveTimeout: 60_000,
      // The read's own deadline is total; these are the ceilings behind it.
      headersTimeout: rule.timeout,
      bodyTimeout: rule.timeout,
    });
  const live = pool(null, rule.connectTimeout);
  const shadow = pool(256, Math.min(rule.connectTimeout, 1_000));
  const agentOptions = { keepAlive: true, maxFreeSockets: 256, scheduling: 'lifo' as const };
  const agent = rule.origin.startsWith('https:') ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  return {
    rule,
    authority: new URL(rule.origin).host,
    headers: {
      allow: new Set(rule.allow),
      drop: new Set(rule.set.map(([name]) => name.toLowerCase())),
      set: rule.set.flat(),
    },
    breaker: new CircuitBreaker(),
    live,
    shadow,
    agent,
    async close() {
      agent.destroy();
      await Promise.all([live.destroy(), shadow.destroy()]);
    },
  };
}
