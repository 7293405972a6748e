import { createHash } from 'node:crypto';
import { type EntityCounts, MetEntities, type StepCounts } from './met-entities.js';
import { badClasses, type MismatchClass } from './mismatch-class.js';
import type { EntityRow } from './scorecard.js';
import type { EvidenceChange, ListedEntity } from './store/evidence-store.js';
import type { Finding } from './tally.js';

/** Rows of entities that differ, one for each class. */
export const maxListed = 10_000;
const maxPatterns = 20;

/** What of the entities is saved. */
type SavedEntities = Pick<EvidenceChange, 'entities' | 'listed'>;
type ChangedEntities = Pick<EvidenceChange, 'entities' | 'listed' | 'droppedListed'>;

/** The distinct entities of a route: which were compared, which were ever bad, and which differ in what. */
export class EntityBook {
  readonly #met = new MetEntities();
  /** Entities that differ, by class; the map's order is by last seen. */
  readonly #listed = new Map<string, ListedEntity>();
  /** Those of harmless classes, in the same order: noise must not push off the list what is bad. */
  readonly #harmless = new Set<string>();
  readonly #changedListed = new Set<string>();
  #droppedListed: EntityOfClass[] = [];

  /** Takes up what was saved, under what was met here meanwhile. */
  resume({ entities, listed }: SavedEntities): void {
    this.#met.resume(entities);
    const here = [...this.#listed];
    this.#listed.clear();
    this.#harmless.clear();
    for (const row of listed) this.#put(listedId(row), row);
    for (const [id, row] of here) {
      const older = this.#listed.get(id);
      this.#put(id, older ? joined(older, row) : row);
    }
    while (this.#listed.size > maxListed) this.#dropLeast();
  }

  /** All of it is due to be saved. */
  dueAgain(): void {
    this.#met.dueAgain();
    for (const id of this.#listed.keys()) this.#changedListed.add(id);
  }

  /**
   * Counts the entity of a comparison, and lists it where it differs for a reason that is known.
   * @param hash of its entity
   * @returns whether it was never compared before
   */
  record(
    finding: Finding & { verdict: 'match' | 'mismatch' | 'settling' },
    hash: string,
    now: Date,
  ): boolean {
    const differs = finding.verdict === 'mismatch';
    const isNew = this.#met.meet(hash, differs && isBad(finding), differs && isLate(finding));
    if (finding.verdict === 'mismatch') this.#list(hash, finding, now.toISOString());
    if (finding.verdict === 'settling') this.#met.settles(hash);
    return isNew;
  }

  /** The class of a comparison that was settling is known. */
  settle(finding: Finding & { verdict: 'settled' }, hash: string, now: Date): void {
    this.#met.settled(hash, isBad(finding), isLate(finding));
    this.#list(hash, finding, now.toISOString());
  }

  /** Distinct entities compared, and those bad at least once or settling. */
  get counts(): EntityCounts {
    return this.#met.counts;
  }

  /** The same of what was compared since the dial was last turned. */
  get stepCounts(): StepCounts {
    return this.#met.stepCounts;
  }

  /** The dial is at this revision. */
  beginStep(revision: number): void {
    this.#met.beginStep(revision);
  }

  /** Entities that differ, newest first: of these classes, or of any. */
  listed(classes?: readonly MismatchClass[]): readonly EntityRow[] {
    return [...this.#listed.values()]
      .filter((row) => classes === undefined || classes.includes(row.class))
      .toReversed()
      .toSorted((a, b) => Date.parse(b.lastSeen) - Date.parse(a.lastSeen))
      .map(({ hash: _, ...row }) => row);
  }

  /** Whether the next one that differs takes the place of another: of what is harmless, or was not seen for longest. */
  get isFull(): boolean {
    return this.#listed.size >= maxListed;
  }

  /** Lists those no longer that were last seen before this time; what was counted of them stays. */
  expire(before: string): void {
    this.#dropWhere(({ lastSeen }) => lastSeen < before);
  }

  /** Lists these no longer, until they differ again; what was counted of them stays. */
  forget(keys: readonly string[]): void {
    this.#dropWhere(({ key }) => keys.includes(key));
  }

  /** What changed since the last call. */
  takeChanged(): ChangedEntities {
    const changed = {
      entities: this.#met.takeChanged(),
      listed: [...this.#changedListed].flatMap((id) => this.#listed.get(id) ?? []),
      // One that is listed again was not dropped.
      droppedListed: this.#droppedListed.filter((row) => !this.#listed.has(listedId(row))),
    };
    this.#changedListed.clear();
    this.#droppedListed = [];
    return changed;
  }

  /** A change that could not be saved is due again. */
  putBack({ entities, listed, droppedListed }: ChangedEntities): void {
    this.#met.putBack(entities);
    for (const row of listed) this.#changedListed.add(listedId(row));
    this.#droppedListed = [...droppedListed, ...this.#droppedListed];
  }

  #list(hash: string, { key, fields }: Classed, time: string): void {
    for (const mismatchClass of new Set(fields.map((field) => field.class))) {
      const patterns = fields.filter((field) => field.class === mismatchClass).map(({ pattern }) => pattern);
      const row = { hash, key, class: mismatchClass, patterns, firstSeen: time, lastSeen: time };
      const id = listedId(row);
      const known = this.#listed.get(id);
      if (!known && this.isFull) {
        if (isHarmless(row) && this.#harmless.size === 0) continue;
        this.#dropLeast();
      }
      this.#put(id, joined(known ?? row, row));
      this.#changedListed.add(id);
    }
  }

  #dropWhere(goes: (row: ListedEntity) => boolean): void {
    for (const [id, row] of this.#listed) if (goes(row)) this.#drop(id);
  }

  /** Set anew, it stands last. */
  #put(id: string, row: ListedEntity): void {
    this.#listed.delete(id);
    this.#listed.set(id, row);
    if (!isHarmless(row)) return;
    this.#harmless.delete(id);
    this.#harmless.add(id);
  }

  /** What is harmless first, then what was not seen for longest. */
  #dropLeast(): void {
    const [harmless] = this.#harmless;
    const [oldest] = this.#listed.keys();
    const least = harmless ?? oldest;
    if (least !== undefined) this.#drop(least);
  }

  #drop(id: string): void {
    const row = this.#listed.get(id);
    if (!row) return;
    this.#listed.delete(id);
    this.#harmless.delete(id);
    this.#changedListed.delete(id);
    // Without a store that list would only grow; what is not told of goes there when it is too old.
    if (this.#droppedListed.length < maxListed)
      this.#droppedListed.push({ hash: row.hash, class: row.class });
  }
}

type Classed = Finding & { verdict: 'mismatch' | 'settled' };

/** An entity by a name of which nothing of it can be read. */
export const entityHash = ({ entity }: Pick<Finding, 'entity'>): string =>
  createHash('sha256').update(entity).digest('base64url').slice(0, 22);

/** Whether a comparison speaks against the candidate; what healed past freshness broke the route's contract as well. */
export const isBad = (finding: Classed): boolean => badClasses.has(finding.class) || isLate(finding);

/** Whether something of it healed only past freshness. */
const isLate = ({ fields }: Classed): boolean => fields.some(({ late }) => late === true);

const isHarmless = ({ class: mismatchClass }: ListedEntity): boolean => !badClasses.has(mismatchClass);

type EntityOfClass = EvidenceChange['droppedListed'][number];

const listedId = ({ hash, class: mismatchClass }: EntityOfClass): string => `${hash} ${mismatchClass}`;

const joined = (older: ListedEntity, newer: ListedEntity): ListedEntity => ({
  ...newer,
  patterns: [...new Set([...older.patterns, ...newer.patterns])].slice(0, maxPatterns),
  firstSeen: older.firstSeen,
});
