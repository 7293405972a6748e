import { type Dial, untouched } from '../../routing-rules/dial.js';
import { ChainCheck } from '../audit/chain-check.js';
import { canonical, type UnsealedEntry } from '../audit-chain.js';
import { noClasses } from '../mismatch-class.js';
import type { AuditEntry, Sample } from '../scorecard.js';
import type { EvidenceChange, EvidenceStore } from './evidence-store.js';

/** A store under test, which can be opened anew as after a restart. */
export interface StoreUnderTest {
  readonly store: EvidenceStore;
  restart(): Promise<void>;
}

export const dial = (revision: number, share = 0): Dial => ({
  ...untouched({ stage: share > 0 ? 'split' : 'shadow', share }),
  revision,
});

/** An entry of somebody who turns a dial. */
export const entry = (reason: string, route = 'r'): UnsealedEntry => ({
  time: '2026-01-01T00:00:00.000Z',
  actor: 'somebody',
  role: 'operator',
  reason,
  route,
  action: 'turn',
  from: { stage: 'shadow', share: 0 },
  to: { stage: 'split', share: 0.05 },
  forced: false,
  evidence: { entities: 3 },
});

/** What does not hold of entries, newest first. */
export const flawsOf = (all: readonly AuditEntry[]) => {
  const check = new ChainCheck();
  return all.toReversed().flatMap((one) => check.take(canonical(one)));
};

export const sample = (id: string, time: string): Sample => ({
  id,
  route: 'r',
  time,
  class: 'unsettled',
  key: '7',
  request: 'GET /x',
  servedBy: 'legacy',
  differences: [{ path: '$.a', pattern: '$.a', kind: 'value', legacy: 1, candidate: 2 }],
  ignored: [],
  notes: [],
  legacy: { kind: 'failure', reason: 'timeout', detail: '', duration: 1 },
  candidate: { kind: 'failure', reason: 'timeout', detail: '', duration: 1 },
});

export const change = (more: Partial<EvidenceChange> = {}): EvidenceChange => ({
  route: 'r',
  evidenceKey: 'k',
  counts: { requests: 5, matched: 3, mismatched: { ...noClasses(), unsettled: 1 }, skipped: { aborted: 1 } },
  entities: [
    { hash: 'a', bad: false, step: 3, badInStep: false, lateInStep: false },
    { hash: 'b', bad: true, step: 3, badInStep: true, lateInStep: false },
  ],
  listed: [
    {
      hash: 'b',
      key: '7',
      class: 'unsettled',
      patterns: ['$.a'],
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:00:00.000Z',
    },
  ],
  fields: [
    {
      pattern: '$.a',
      kind: 'value',
      mismatched: 1,
      classes: { ...noClasses(), unsettled: 1 },
      fingerprint: 'f',
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:00:00.000Z',
      life: { showings: 1, span: 4, at: { compared: 4, hours: 1 }, reopened: false },
      untold: true,
    },
  ],
  samples: [sample('s1', '2026-01-01T00:00:00.000Z')],
  droppedSamples: [],
  droppedListed: [],
  ...more,
});
