import type { MiddlewareHandler } from 'hono';
import { isIP } from 'node:net';
import { Problem } from '../problem.js';
import type { AccessRules } from './rules.js';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const wildcards = new Set(['0.0.0.0', '::', '[::]', '']);

/** `host` and `host:port` of a Host header or URL authority; undefined when it is neither. */
function authority(text: string): { readonly name: string; readonly whole: string } | undefined {
  // A Host header is an authority only: what else a URL may hold would let a name hide behind another.
  if (/[\s/\\?#@]/.test(text) || text === '') return undefined;
  try {
    const url = new URL(`http://${text}`);
    return { name: url.hostname.toLowerCase().replace(/\.$/, ''), whole: url.host.toLowerCase() };
  } catch {
    return undefined;
  }
}

/**
 * Says which Host headers are ours. A page that rebinds its own DNS name to this address still sends
 * that name. An address cannot be rebound, so a port that listens on every interface takes any address.
 */
export function ownHosts(rules: AccessRules): (host: string) => boolean {
  const named = new Set((rules.hosts ?? []).map((host) => host.toLowerCase()));
  const listen = authority(
    rules.listen.includes(':') ? `[${rules.listen.replace(/[[\]]/g, '')}]` : rules.listen,
  );
  const everywhere = wildcards.has(rules.listen);
  return (host) => {
    const asked = authority(host);
    if (asked === undefined) return false;
    const { name, whole } = asked;
    if (loopbackNames.has(name) || name === listen?.name || named.has(name) || named.has(whole)) return true;
    return everywhere && isIP(name.replace(/[[\]]/g, '')) !== 0;
  };
}

/** Refuses requests that a foreign page made or that came in under a foreign name: CSRF and DNS rebinding. */
export function perimeter(rules: AccessRules): MiddlewareHandler {
  const own = ownHosts(rules);
  const named = new Set((rules.hosts ?? []).map((host) => host.toLowerCase()));
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    if (!own(host)) {
      throw new Problem(
        'foreign-host',
        `The Host header names ${JSON.stringify(host)}, which is not this Banyan. Use its listen address, or add the name under admin.hosts.`,
      );
    }
    const origin = c.req.header('origin');
    if (origin !== undefined) {
      const from = /^https?:\/\//.test(origin) ? authority(origin.replace(/^https?:\/\//, '')) : undefined;
      if (from === undefined || (from.whole !== authority(host)?.whole && !named.has(from.whole))) {
        throw new Problem(
          'foreign-origin',
          `A page of ${JSON.stringify(origin)} sent this. Only this Banyan's own pages may call it from a browser.`,
        );
      }
    }
    await next();
  };
}

/** Every answer's rules for browsers: nothing foreign is loaded, framed, sniffed or kept. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  // So that a command line that was pointed at another port can say so.
  headers.set('x-banyan', 'page');
  headers.set('x-content-type-options', 'nosniff');
  headers.set('x-frame-options', 'DENY');
  // Not `no-referrer`: under it browsers send `Origin: null` with our own login form.
  headers.set('referrer-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};
