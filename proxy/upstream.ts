import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import { Pool } from 'undici';
import { CircuitBreaker } from './circuit-breaker.js';
import type { HeaderRules } from './headers.js';
import { Lookup } from './lookup.js';
import { TlsPool, tlsConnection } from './tls-connections.js';
import { hostOf, type UpstreamRule } from './upstream-rule.js';

/** An upstream with its connections: live and shadow reads never share a pool. */
export interface Upstream {
  readonly rule: UpstreamRule;
  /** Its host and port, as a Host header tells them. */
  readonly authority: string;
  readonly headers: HeaderRules;
  /** Where the other engine connects to. */
  readonly target: { readonly protocol: string; readonly host: string; readonly port: string };
  readonly live: Pool;
  readonly shadow: Pool;
  /** For the pass-through engine. */
  readonly agent: HttpAgent;
  /** For upgrades and what is tried again: each on a connection of its own, which cannot have gone stale while it waited. */
  readonly freshAgent: HttpAgent;
  /** Asked before it is read as a candidate or as the shadow side; never before it answers a client as legacy. */
  readonly breaker: CircuitBreaker;
  close(): Promise<void>;
}

/**
 * Opens the pools of an upstream; nothing connects before the first request, only its name is asked for.
 * @throws Error when OpenSSL refuses its certificates, which reading the configuration has told before
 */
export function openUpstream(rule: UpstreamRule): Upstream {
  const url = new URL(rule.origin);
  const host = hostOf(rule);
  const names = new Lookup();
  const { lookup } = names;
  if (isIP(host) === 0) names.warm(host);
  const tls = rule.origin.startsWith('https:') ? { ...tlsConnection(rule), lookup } : undefined;
  const pool = (connections: number | null, connectTimeout: number): Pool => {
    const options = {
      connections,
      pipelining: 1,
      keepAliveTimeout: 60_000,
      // undici keeps a client for each connection that it ever had at once; these make room again.
      clientTtl: 300_000,
      // The read's own deadline is total; these are the ceilings behind it.
      headersTimeout: rule.timeout,
      bodyTimeout: rule.timeout,
    };
    return tls
      ? new TlsPool(rule, tls, connectTimeout, options)
      : new Pool(rule.origin, { ...options, connect: { timeout: connectTimeout, lookup } });
  };
  const live = pool(null, rule.connectTimeout);
  const shadow = pool(256, Math.min(rule.connectTimeout, 1_000));
  const agentFor = (options: AgentOptions): HttpAgent =>
    tls ? new HttpsAgent({ ...options, ...tls }) : new HttpAgent({ ...options, lookup });
  const agent = agentFor({ keepAlive: true, maxFreeSockets: 256, scheduling: 'lifo' });
  const freshAgent = agentFor({ keepAlive: false });
  return {
    rule,
    authority: url.host,
    target: { protocol: url.protocol, host, port: url.port },
    headers: {
      allow: new Set(rule.allow),
      drop: new Set([...rule.drop, ...rule.set.map(([name]) => name.toLowerCase())]),
      set: rule.set.flat(),
    },
    live,
    shadow,
    agent,
    freshAgent,
    // A read ends by its deadline; a second more is for telling that it did.
    breaker: new CircuitBreaker(rule.timeout + 1_000),
    async close() {
      agent.destroy();
      await Promise.all([live.destroy(), shadow.destroy()]);
    },
  };
}
