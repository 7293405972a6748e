import { isDeepStrictEqual } from 'node:util';
import { type Dial, isSameDial } from '../routing-rules/dial.js';
import type { UnsealedEntry } from './audit-chain.js';
import { countedIn, entryOf, toldLate } from './audit/audit-entry.js';
import { controller } from './desk.js';
import { awaitsVersion, configurationOf, sidesOf } from './evidence-key.js';
import { otherEvidenceEntry } from './other-evidence.js';
import { type RouteBooks, seedDial, setDial } from './route-books.js';
import type { RouteLedger } from './route-ledger.js';
import type { EvidenceStore, StoreReader } from './store/evidence-store.js';

/**
 * Takes up what the store has of a route, and gives it what it has not: evidence once, the dial each
 * time that the store was away.
 * @param isOver whether requests of other versions are served already
 * @returns whether the dial moved
 * @throws Error when the store cannot be used; what was taken up stays so
 */
export async function takeUp(
  books: RouteBooks,
  store: EvidenceStore,
  now: () => Date,
  isOver = false,
): Promise<boolean> {
  const here = books.ledger.takenUp ? 0 : books.ledger.outcomes.requests;
  await takeUpEvidence(books.ledger, store);
  const goesOn = books.ledger.outcomes.requests > here;
  books.standing.resume(await store.loadStanding(books.rule.name));
  const moved = await takeUpDial(books, store, now);
  // The dial holds without it: a store that cannot be written is away, and is told with the next take-up.
  if (!isOver) await tellBasis(books, store, goesOn, now()).catch(() => undefined);
  return moved;
}

async function takeUpDial(books: RouteBooks, store: EvidenceStore, now: () => Date): Promise<boolean> {
  const { rule } = books;
  const kept = await store.loadDial(rule.name);
  if (!kept) {
    const begins = books.dialKnown ? books.dial : seedDial(rule);
    const written = await store.writeDial(rule.name, undefined, begins, undefined);
    return written ? adopt(books, begins) : follow(books, store);
  }
  // It was written after all, though whoever wrote it was told otherwise.
  if (books.unwritten && isSameDial(kept, books.dial)) {
    books.unwritten = null;
    books.lastChange = null;
  }
  if (books.dialKnown && wasLowered(kept, books.dial)) {
    books.unwritten ??= lowered(books, now());
    // The audit knows of no step between.
    const entry = toldLate(books.unwritten, kept);
    const written = await store.writeDial(rule.name, kept, books.dial, entry);
    if (written?.entry) books.lastChange = written.entry;
    books.unwritten = null;
    return written ? false : follow(books, store);
  }
  return follow(books, store);
}

/** Takes up what the store has of one evidence, once; all of it is due again in a store that knows nothing of its route. */
export async function takeUpEvidence(ledger: RouteLedger, store: EvidenceStore): Promise<void> {
  if (awaitsVersion(ledger.id)) return;
  ledger.attempt = await store.attemptOf(ledger.id);
  if (!ledger.takenUp) ledger.resume(await store.loadEvidence(ledger.id), await store.loadEarlier(ledger.id));
  // Another file stands in the old one's place.
  else if (!(await store.loadDial(ledger.id.route))) ledger.dueAgain();
}

/** Other versions or rules than the store knows of restarted the evidence: the audit says so, once, whoever saw it first. */
async function tellBasis(books: RouteBooks, store: EvidenceStore, goesOn: boolean, now: Date): Promise<void> {
  const { ledger, rule } = books;
  const sides = sidesOf(ledger.id);
  if (!sides) return;
  const is = { ...sides, configuration: configurationOf(books.route) };
  const was = await store.loadVersions(rule.name);
  if (was && isDeepStrictEqual(was, is)) return;
  await store.writeVersions(rule.name, is, was && otherEvidenceEntry(books, was, is, goesOn, now));
}

/** Takes up the dial that another process wrote; says whether it moved. */
export async function follow(books: RouteBooks, store: StoreReader): Promise<boolean> {
  const kept = await store.loadDial(books.rule.name);
  if (!kept || (books.unwritten && wasLowered(kept, books.dial))) return false;
  // The dial in the store outranks the configuration, which only seeds a new route.
  const dial = books.rule.candidate ? kept : { ...kept, stage: 'observe' as const, share: 0 };
  const isNews =
    !books.dialKnown || !isSameDial(dial, books.dial) || (!books.lastChange && dial.revision > 0);
  if (!isNews) return false;
  [books.lastChange = null] = await store.audit({ route: books.rule.name, limit: 1, turns: true });
  return adopt(books, dial);
}

/** Somebody lowered the dial when the store could not be told of it: that holds, it is the later word. */
const wasLowered = (kept: Dial, here: Dial): boolean =>
  here.revision > kept.revision && here.share < kept.share;

function adopt(books: RouteBooks, dial: Dial): boolean {
  const moved = !books.dialKnown || !isSameDial(dial, books.dial);
  setDial(books, dial);
  books.dialKnown = true;
  // Somebody has turned it since: theirs is the later word.
  books.unwritten = null;
  return moved;
}

/** The audit's entry for a dial of which only the place is known. */
function lowered(books: RouteBooks, now: Date): UnsealedEntry {
  const reason =
    'It was lowered while the store could not be written; the file of the last dials, or the data plane, knew it.';
  const evidence = { ...countedIn(books), found: books.dial };
  return entryOf(books, { action: 'turn', by: controller, reason, evidence }, now);
}
