import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { CircuitBreaker } from './circuit-breaker.js';
import { Connections } from './connections.js';
import type { HeaderRules } from './headers.js';
import { Lookup } from './lookup.js';
import { tlsConnection, tlsConnector } from './tls-connections.js';
import { hostOf, type UpstreamRule } from './upstream-rule.js';

/** An upstream with its connections: live and shadow reads never share one. */
export interface Upstream {
  readonly rule: UpstreamRule;
  /** Its host and port, as a Host header tells them. */
  readonly authority: string;
  readonly headers: HeaderRules;
  /** Where the other engine connects to. */
  readonly target: { readonly protocol: string; readonly host: string; readonly port: string };
  readonly live: Connections;
  readonly shadow: Connections;
  /** For the pass-through engine. */
  readonly agent: HttpAgent;
  /** For upgrades and what is tried again: each on a connection of its own, which cannot have gone stale while it waited. */
  readonly freshAgent: HttpAgent;
  /** Asked before it is read as a candidate or as the shadow side; never before it answers a client as legacy. */
  readonly breaker: CircuitBreaker;
  close(): Promise<void>;
}

/**
 * Makes an upstream ready; nothing connects before the first request, only its name is asked for.
 * @throws Error when OpenSSL refuses its certificates, which reading the configuration has told before
 */
export function openUpstream(rule: UpstreamRule): Upstream {
  const url = new URL(rule.origin);
  const host = hostOf(rule);
  const names = new Lookup();
  const { lookup } = names;
  if (isIP(host) === 0) names.warm(host);
  const tls = rule.origin.startsWith('https:') ? { ...tlsConnection(rule), lookup } : undefined;
  const connections = (most: number, timeout: number): Connections =>
    new Connections({
      origin: rule.origin,
      connect: tls ? tlsConnector(tls, timeout) : buildConnector({ timeout, lookup }),
      // Else undici would take the name from each request's Host, and connect anew for another.
      servername: tls && (tls.servername || host),
      most,
      timeout: rule.timeout,
    });
  const live = connections(Number.POSITIVE_INFINITY, rule.connectTimeout);
  const shadow = connections(256, Math.min(rule.connectTimeout, 1_000));
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
