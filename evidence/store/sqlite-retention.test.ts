import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noClasses } from '../mismatch-class.js';
import type { Sample } from '../scorecard.js';
import type { EvidenceStore } from './evidence-store.js';
import { openSqliteReader, openSqliteStore } from './sqlite-store.js';

let folder = '';
let store: EvidenceStore;
const file = (): string => join(folder, 'banyan.db');
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-retention-'));
  store = await openSqliteStore(file());
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Every byte beside the store and in it, its write-ahead log as well. */
const bytes = (): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

const day = (n: number): string => new Date(Date.UTC(2026, 0, n)).toISOString();
const failure = { kind: 'failure', reason: 'timeout', detail: '', duration: 1 } as const;
/** So long that it does not fit a page. */
const sample = (n: number): Sample => ({
  id: `s${n}`,
  route: 'r',
  time: day(n),
  class: 'missing',
  key: `key-of-${n}.`,
  request: `GET /key-of-${n}.`,
  servedBy: 'legacy',
  differences: [],
  ignored: [],
  notes: [],
  legacy: { kind: 'answer', status: 200, headers: [], body: `secret-of-${n}.`.repeat(n * 40), duration: 1 },
  candidate: failure,
});
const keep = (n: number): Promise<void> =>
  store.saveEvidence([
    {
      route: 'r',
      evidenceKey: `k${n % 2}`,
      counts: { requests: n, matched: 0, mismatched: noClasses(), skipped: {} },
      entities: [{ hash: `h${n}`, bad: true, step: 0, badInStep: true, lateInStep: false }],
      listed: [
        {
          hash: `h${n}`,
          key: `key-of-${n}.`,
          class: 'missing',
          patterns: [],
          firstSeen: day(n),
          lastSeen: day(n),
        },
      ],
      fields: [],
      samples: [sample(n)],
      droppedSamples: [],
      droppedListed: [],
    },
  ]);

describe('what is deleted from the SQLite file', () => {
  it('because it is too old is not to be found in any of its bytes', async () => {
    for (let n = 1; n <= 20; n++) await keep(n);
    expect(bytes()).toContain('secret-of-9.');
    await store.expire({ samples: day(10), listed: day(10) });
    for (let n = 1; n < 10; n++) expect(bytes()).not.toMatch(new RegExp(`(secret|key)-of-${n}\\.`));
    for (let n = 10; n <= 20; n++) expect(bytes()).toMatch(new RegExp(`secret-of-${n}\\.`));
  });

  it('because somebody asked to forget it is not to be found either', async () => {
    for (let n = 1; n <= 8; n++) await keep(n);
    const entry = {
      time: day(1),
      actor: 'a',
      role: 'operator',
      reason: 'asked',
      route: 'r',
      action: 'forget',
    };
    const position = { stage: 'shadow', share: 0 } as const;
    await store.forget('r', ['key-of-3.'], (evidence) => ({
      ...entry,
      from: position,
      to: position,
      forced: false,
      evidence,
    }));
    expect(bytes()).not.toMatch(/(secret|key)-of-3\./);
    expect(bytes()).toMatch(/secret-of-4\./);
  });

  it('because another took its place is gone with the next round of what is too old', async () => {
    await keep(1);
    await store.saveEvidence([
      {
        route: 'r',
        evidenceKey: 'k1',
        counts: { requests: 2, matched: 0, mismatched: noClasses(), skipped: {} },
        entities: [],
        listed: [],
        fields: [],
        samples: [sample(2)],
        droppedSamples: ['s1'],
        droppedListed: [{ hash: 'h1', class: 'missing' }],
      },
    ]);
    await store.expire({ samples: day(1), listed: day(1) });
    expect(bytes()).not.toMatch(/(secret|key)-of-1\./);
  });

  it('while another process reads is gone once that is done', async () => {
    await keep(1);
    const reader = await openSqliteReader(file());
    await reader.loadDial('r');
    await store.expire({ samples: day(2), listed: day(2) });
    await reader.close();
    await store.expire({ samples: day(2), listed: day(2) });
    expect(existsSync(file())).toBe(true);
    expect(bytes()).not.toMatch(/(secret|key)-of-1\./);
  });
});
