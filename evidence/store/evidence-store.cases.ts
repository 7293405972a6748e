import { afterEach, beforeEach, describe } from 'vitest';
import { dialAndAuditCases } from './dials-and-audit.cases.js';
import type { EvidenceStore } from './evidence-store.js';
import { forgettingCases } from './forgetting.cases.js';
import { historyCases } from './history.cases.js';
import { keptEvidenceCases } from './kept-evidence.cases.js';

/** What every evidence store must do. `reopen` opens what was kept anew, as after a restart. */
export function evidenceStoreCases(
  name: string,
  adapter: { open(): Promise<EvidenceStore>; reopen(): Promise<EvidenceStore>; end(): Promise<void> },
): void {
  describe(`${name} as an evidence store`, () => {
    let store: EvidenceStore;
    beforeEach(async () => {
      store = await adapter.open();
    });
    afterEach(async () => {
      await store.close();
      await adapter.end();
    });
    const at = {
      get store() {
        return store;
      },
      async restart() {
        await store.close();
        store = await adapter.reopen();
      },
    };
    dialAndAuditCases(at);
    keptEvidenceCases(at);
    forgettingCases(at);
    historyCases(at);
  });
}
