import type { KeptRoute } from '../../evidence/keeper.js';
import type { SideVersions } from '../../evidence/side-versions.js';
import type { EvidenceStore } from '../../evidence/store/evidence-store.js';
import type { VersionSource } from '../../proxy/version-rule.js';
import type { KnownVersions, VersionSources } from '../../proxy/watched-versions.js';
import type { RouteRule } from '../../routing-rules/route-rule.js';
import type { Configuration } from '../configuration/configuration.js';

/** The routes of an edition as evidence knows them. */
export const keptRoutes = (
  routes: Configuration['routes'],
  known: KnownVersions,
  sources: VersionSources,
): readonly KeptRoute[] =>
  routes.map(({ rule, compare, redact, custom, answers }) => ({
    rule,
    answers,
    // Another text of a custom comparator judges otherwise: that begins new evidence too.
    compare: { compare, redact, custom: custom?.version },
    versions: versionsOf(rule, known),
    versionsFrom: {
      legacy: tellSource(sources[rule.legacy]),
      candidate: tellSource(sources[rule.candidate?.upstream ?? '']),
    },
  }));

/** The versions of a route's sides. */
export const versionsOf = ({ legacy, candidate }: RouteRule, known: KnownVersions): SideVersions => ({
  legacy: known[legacy],
  candidate: candidate ? known[candidate.upstream] : null,
});

/** The versions by which the upstreams of a configuration were last known, as far as the store can be read. */
export async function versionsLastKnown(
  { routes }: Configuration,
  store: Pick<EvidenceStore, 'loadVersions'>,
): Promise<KnownVersions> {
  const known: Record<string, string | null> = {};
  for (const { rule } of routes) {
    // Without a store, or on standby, the upstreams themselves tell their versions soon enough.
    const last = await store.loadVersions(rule.name).catch(() => undefined);
    if (!last) continue;
    known[rule.legacy] = last.legacy;
    if (rule.candidate) known[rule.candidate.upstream] = last.candidate;
  }
  return known;
}

/** As people read it; an address may hold what is not for everybody's eyes. */
function tellSource(source: VersionSource | undefined): string | null {
  switch (source?.kind) {
    case 'header':
      return `header ${source.name}`;
    case 'probe':
      return 'probe';
    case 'is':
      return 'banyan.yaml';
    case undefined:
      return null;
  }
}
