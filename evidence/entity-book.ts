import { createHash } from 'node:crypto';
import { badClasses, type MismatchClass } from './mismatch-class.js';
import type { EntityRow } from './scorecard.js';
import type { EvidenceChange, ListedEntity } from './store/evidence-store.js';
import type { Finding } from './tally.js';

/** Entities told apart at most; beyond it new ones are compared and counted as requests, not as entities. */
const maxEntities = 1_000_000;
const maxListed = 10_000;
const maxPatterns = 20;

/** What of the entities is saved. */
type SavedEntities = Pick<EvidenceChange, 'entities' | 'listed'>;

/** The distinct entities of a route: which were compared, which were ever bad, and which differ in what. */
export class EntityBook {
  /** Hash of each entity compared → whether it was ever bad. */
  readonly #met = new Map<string, boolean>();
  #bad = 0;
  /** Entities that differ, by class; the map's order is by last seen. */
  readonly #listed = new Map<string, ListedEntity>();
  readonly #changedMet = new Set<string>();
  readonly #changedListed = new Set<string>();

  /** Takes up what was saved, under what was met here meanwhile. */
  resume({ entities, listed }: SavedEntities): void {
    for (const { hash, bad } of entities) this.#meet(hash, bad);
    const here = [...this.#listed];
    this.#listed.clear();
    for (const row of listed) this.#listed.set(listedId(row), row);
    for (const [id, row] of here) {
      const older = this.#listed.get(id);
      this.#listed.delete(id);
      this.#listed.set(id, older ? joined(older, row) : row);
    }
    while (this.#listed.size > maxListed) this.#forgetOldest();
  }

  /** All of it is due to be saved. */
  dueAgain(): void {
    for (const hash of this.#met.keys()) this.#changedMet.add(hash);
    for (const id of this.#listed.keys()) this.#changedListed.add(id);
  }

  /** Counts the entity of a comparison, and lists it where it differs. */
  record(finding: Finding & { verdict: 'match' | 'mismatch' }, now: Date): void {
    const hash = createHash('sha256').update(finding.entity).digest('base64url').slice(0, 22);
    const bad = finding.verdict === 'mismatch' && badClasses.has(finding.class);
    if (this.#meet(hash, bad)) this.#changedMet.add(hash);
    if (finding.verdict === 'mismatch') this.#list(hash, finding, now.toISOString());
  }

  /** Distinct entities compared, and those bad at least once. */
  get counts(): { readonly compared: number; readonly bad: number } {
    return { compared: this.#met.size, bad: this.#bad };
  }

  /** Entities that differ, newest first. */
  listed(mismatchClass: MismatchClass | undefined): readonly EntityRow[] {
    return [...this.#listed.values()]
      .filter((row) => mismatchClass === undefined || row.class === mismatchClass)
      .toSorted((a, b) => (a.lastSeen < b.lastSeen ? 1 : -1))
      .map(({ hash: _, ...row }) => row);
  }

  /** What changed since the last call. */
  takeChanged(): SavedEntities {
    const changed = {
      entities: [...this.#changedMet].map((hash) => ({ hash, bad: this.#met.get(hash) ?? false })),
      listed: [...this.#changedListed].flatMap((id) => this.#listed.get(id) ?? []),
    };
    this.#changedMet.clear();
    this.#changedListed.clear();
    return changed;
  }

  /** A change that could not be saved is due again. */
  putBack({ entities, listed }: SavedEntities): void {
    for (const { hash } of entities) this.#changedMet.add(hash);
    for (const row of listed) this.#changedListed.add(listedId(row));
  }

  /** True when this says something new of the entity. Bad is sticky, whoever saw it. */
  #meet(hash: string, bad: boolean): boolean {
    const known = this.#met.get(hash);
    if (known === true || known === bad) return false;
    if (known === undefined && this.#met.size >= maxEntities) return false;
    this.#met.set(hash, bad);
    if (bad) this.#bad += 1;
    return true;
  }

  #list(hash: string, { key, fields }: Finding & { verdict: 'mismatch' }, time: string): void {
    for (const mismatchClass of new Set(fields.map((field) => field.class))) {
      const patterns = fields.filter((field) => field.class === mismatchClass).map(({ pattern }) => pattern);
      const row = { hash, key, class: mismatchClass, patterns, firstSeen: time, lastSeen: time };
      const id = listedId(row);
      const known = this.#listed.get(id);
      if (!known && this.#listed.size >= maxListed) this.#forgetOldest();
      // Set anew, so that it stands last.
      this.#listed.delete(id);
      this.#listed.set(id, joined(known ?? row, row));
      this.#changedListed.add(id);
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#listed.keys();
    if (oldest !== undefined) this.#listed.delete(oldest);
  }
}

const listedId = ({ hash, class: mismatchClass }: Pick<ListedEntity, 'hash' | 'class'>): string =>
  `${hash} ${mismatchClass}`;

const joined = (older: ListedEntity, newer: ListedEntity): ListedEntity => ({
  ...newer,
  patterns: [...new Set([...older.patterns, ...newer.patterns])].slice(0, maxPatterns),
  firstSeen: older.firstSeen,
});
