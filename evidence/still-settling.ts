import type { Finding } from './tally.js';

type Settling = Pick<
  Finding & { verdict: 'settling' },
  'route' | 'entity' | 'edition' | 'suspect' | 'key' | 'fields'
>;

/** The pairs of one analyst whose class it still owes: when it is gone, nobody will ever know it. */
export class StillSettling {
  readonly #open = new Map<string, Settling>();

  hear(finding: Finding): void {
    if (finding.verdict === 'settling') {
      // Not what it was told with: samples are large, and kept elsewhere.
      const { route, entity, edition, suspect, key, fields } = finding;
      this.#open.set(suspect, { route, entity, edition, suspect, key, fields });
    }
    if (finding.verdict === 'settled') this.#open.delete(finding.suspect);
  }

  /** What is to be counted now that the analyst is gone. */
  gone(): readonly Finding[] {
    const unsettled = [...this.#open.values()].map(neverSettled);
    this.#open.clear();
    return unsettled;
  }
}

/** Why this pair differs will not be known: it fails closed (design: evidence §2). */
const neverSettled = ({ route, entity, edition, suspect, key, fields }: Settling): Finding => ({
  route,
  entity,
  edition,
  verdict: 'settled',
  suspect,
  key,
  class: 'unsettled',
  why: 'ended',
  fields: fields.map((field) => ({ ...field, class: 'unsettled' })),
  lags: [],
});
