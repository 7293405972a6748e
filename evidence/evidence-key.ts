import { createHash } from 'node:crypto';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { canonical } from './audit-chain.js';
import type { EvidenceBasis, KnownSides, SideVersions } from './side-versions.js';
import type { EvidenceId } from './store/evidence-store.js';
import type { Side } from './tally.js';

/** What makes one route's evidence other evidence. */
export interface EvidenceParts {
  readonly rule: RouteRule;
  /** Rules for comparing and redacting, as authored. */
  readonly compare: unknown;
  /** What answers for both sides, and what it is sent beside what clients write; a hash of it. */
  readonly answers?: string | undefined;
  /** Without them neither side tells a version. */
  readonly versions?: SideVersions;
  /** How often it was restarted by hand. */
  readonly restarts?: number | undefined;
}

const noVersions: KnownSides = { legacy: null, candidate: null };

/**
 * Evidence counts under one key: everything of the route but how its dial is turned, what answers for both sides and in
 * which versions, and how often it was restarted by hand (design: evidence §3).
 */
export function evidenceIdOf({ versions = noVersions, restarts = 0, ...parts }: EvidenceParts): EvidenceId {
  return idOf(parts.rule.name, { configuration: restartedOf(parts, restarts), versions });
}

/** The most restarts by hand through which rules are known again: nobody restarts that often in a month of samples. */
const mostRestarts = 100;

/**
 * Whether the configuration of an evidence key is of the same rules and answered by the same, however often the evidence
 * was restarted by hand since.
 * @param restarts how often it was restarted until now
 */
export function isConfiguredAs(parts: EvidenceParts, restarts: number, configuration: string): boolean {
  for (let since = 0; since <= Math.min(restarts, mostRestarts); since += 1)
    if (restartedOf(parts, restarts - since) === configuration) return true;
  return false;
}

/**
 * A hash of what somebody edits: the route but for how its dial is turned, and what answers for both sides. The same
 * however often its evidence was restarted by hand, of which the audit has entries of their own.
 */
export const configurationOf = (parts: EvidenceParts): string => hashOf(provenOf(parts));

const restartedOf = (parts: EvidenceParts, restarts: number): string =>
  hashOf({ ...provenOf(parts), ...(restarts > 0 && { restarts }) });

function provenOf({ rule, compare, answers }: EvidenceParts): object {
  const { dial: _, ...proven } = rule;
  return { ...proven, compare, answers };
}

/** The same evidence once the versions are known that it waited for; itself when it waited for none of these. */
export function withVersions(id: EvidenceId, known: SideVersions): EvidenceId {
  const { basis } = id;
  if (!basis || !awaitsVersion(id)) return id;
  const side = (name: Side) => (basis.versions[name] === undefined ? known[name] : basis.versions[name]);
  return idOf(id.route, { ...basis, versions: { legacy: side('legacy'), candidate: side('candidate') } });
}

/** The versions of both sides; undefined while one of them is not known. */
export function sidesOf({ basis }: Pick<EvidenceId, 'basis'>): KnownSides | undefined {
  const { legacy, candidate } = basis?.versions ?? noVersions;
  return legacy === undefined || candidate === undefined ? undefined : { legacy, candidate };
}

/** Whether the key of this evidence is still to be known: nothing of it can be kept. */
export const awaitsVersion = (id: EvidenceId): boolean => sidesOf(id) === undefined;

function idOf(route: string, basis: EvidenceBasis): EvidenceId {
  return { route, evidenceKey: keyOf(basis), basis };
}

function keyOf({ configuration, versions }: EvidenceBasis): string {
  const { legacy, candidate } = versions;
  // As it was before versions were known at all: that evidence goes on.
  if (legacy === null && candidate === null) return configuration;
  if (legacy === undefined || candidate === undefined) return `${configuration} until a version is told`;
  return hashOf({ configuration, legacy, candidate });
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);
