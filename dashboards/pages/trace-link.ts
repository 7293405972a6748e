import type { Sample } from '../../evidence/scorecard.js';

/**
 * Where the trace of a sample's request is shown; undefined where it has none, or nobody says where.
 * @param traceUrl `admin.traceUrl` of banyan.yaml, an http or https address with `{traceId}` in it
 */
export function traceLink({ trace }: Pick<Sample, 'trace'>, traceUrl: string | null): string | undefined {
  // Only digits: whatever a store holds, nothing else gets into an address.
  if (traceUrl === null || trace === undefined || !/^[0-9a-f]{32}$/.test(trace)) return undefined;
  return traceUrl.replaceAll('{traceId}', trace);
}
