import { readTls, type TlsMessage, type TlsRule, type TlsSources } from '../../proxy/tls-rule.js';
import type { PlacedMessage } from './placed-message.js';
import type { AuthoredConfiguration } from './schema.js';

/** What the certificates and keys that a configuration names turned out to be. */
export interface UpstreamsTls {
  /** By upstream; only of those that have a `tls:`. */
  readonly rules: ReadonlyMap<string, TlsRule>;
  readonly problems: readonly PlacedMessage[];
  readonly notes: readonly PlacedMessage[];
}

/** Reads the files of every upstream's `tls:`, once: nothing reads them again while requests are served. */
export function readUpstreamsTls(
  upstreams: AuthoredConfiguration['upstreams'],
  sources: TlsSources,
): UpstreamsTls {
  const rules = new Map<string, TlsRule>();
  const problems: PlacedMessage[] = [];
  const notes: PlacedMessage[] = [];
  for (const [name, { tls, url }] of Object.entries(upstreams)) {
    if (!tls) continue;
    const place = ({ key, message }: TlsMessage): PlacedMessage => ({
      path: ['upstreams', name, 'tls', ...(key === '' ? [] : [key])],
      message,
    });
    const read = readTls(tls, url, sources);
    rules.set(name, read.rule);
    problems.push(...read.problems.map(place));
    notes.push(...read.notes.map(place));
  }
  return { rules, problems, notes };
}
