import type { Finding } from '../../evidence/tally.js';

/** Suspects of which a sample is remembered; beyond it a settled comparison names none. */
const most = 10_000;

/** Which sample shows a comparison: one that settles is told of twice, and only the first time with its sample. */
export class ShownSuspects {
  readonly #suspects = new Set<string>();

  /** The id of the sample that was kept of it, by which a page shows it; undefined where none was. */
  sampleOf(found: Finding): string | undefined {
    switch (found.verdict) {
      case 'mismatch':
        return found.sample?.id;
      case 'settling':
        if (found.sample && this.#suspects.size < most) this.#suspects.add(found.suspect);
        return undefined;
      case 'settled':
        return this.#suspects.delete(found.suspect) ? found.suspect : undefined;
      case 'match':
      case 'skipped':
      case 'confirmed':
        return undefined;
    }
  }
}
