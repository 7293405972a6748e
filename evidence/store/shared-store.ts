import type { EvidenceId, EvidenceStore, SavedEvidence, StoreReader } from './evidence-store.js';
import type { Holder, StoreLock } from './store-lock.js';

/** How this process stands to its store. */
export type Standing =
  /** It alone writes it. */
  | { readonly kind: 'holding' }
  /** Another process writes it; here it is read, as far as it can be. */
  | { readonly kind: 'standby'; readonly holder: Holder | undefined }
  /** It cannot be used. */
  | { readonly kind: 'away'; readonly why: string; readonly since: Date };

/** How a store is reached; each call may be made again after it failed. */
export interface StoreAccess {
  readonly lock: StoreLock;
  open(): Promise<EvidenceStore>;
  read(): Promise<StoreReader>;
}

/** So many failures, and the connection is made anew. Seldom: libsql frees a connection's descriptors late. */
const patience = 10;

/** What was asked of the store cannot be had now; the message says why, and the way out where there is one. */
export class StoreNotOurs extends Error {}

/**
 * A store that comes and goes, and that several processes may know: one holds it, the others read it and
 * wait. Whoever uses it sees one store; `attend`, called again and again, opens it, takes it over and
 * mends it.
 */
export class SharedStore implements EvidenceStore {
  #standing: Standing;
  #own: EvidenceStore | undefined;
  #reader: StoreReader | undefined;
  #writeFailed = false;
  #failures = 0;

  constructor(
    private readonly access: StoreAccess,
    private readonly now: () => Date,
  ) {
    this.#standing = { kind: 'away', why: 'it has not been opened yet', since: now() };
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** Whether writing may be tried; while the store is away that is how it is found to be back. */
  get writable(): boolean {
    return this.#own !== undefined;
  }

  /**
   * Does what can be done to hold the store, or to read it; never throws.
   * @returns whether there is something to take up: the store was opened (anew) or may be back, or another
   *   process writes it
   */
  async attend(): Promise<boolean> {
    try {
      const taken = this.access.lock.take();
      if (taken) return await this.#stand(taken.holder);
      // What the store was not told of while it was away is tried again.
      if (this.#own) return this.#standing.kind === 'away';
      await this.#leaveReader();
      this.#own = await this.access.open();
      // After a failed write only a write tells that the store is back.
      if (!this.#writeFailed) this.#standing = { kind: 'holding' };
      return true;
    } catch (error) {
      this.#away(error);
      return false;
    }
  }

  loadDial: EvidenceStore['loadDial'] = (route) => this.#read((store) => store.loadDial(route));
  audit: EvidenceStore['audit'] = (filter) => this.#read((store) => store.audit(filter));
  history: EvidenceStore['history'] = (...args) => this.#read((store) => store.history(...args));
  evidences: EvidenceStore['evidences'] = (...args) => this.#read((store) => store.evidences(...args));
  loadDiffered: EvidenceStore['loadDiffered'] = (id) => this.#read((store) => store.loadDiffered(id));
  loadSample: EvidenceStore['loadSample'] = (id) => this.#read((store) => store.loadSample(id));

  loadEvidence(id: EvidenceId): Promise<SavedEvidence | undefined> {
    return this.#write((store) => store.loadEvidence(id));
  }
  loadEarlier: EvidenceStore['loadEarlier'] = (id) => this.#write((store) => store.loadEarlier(id));
  loadVersions: EvidenceStore['loadVersions'] = (route) => this.#write((store) => store.loadVersions(route));
  writeVersions: EvidenceStore['writeVersions'] = (...args) =>
    this.#write((store) => store.writeVersions(...args), true);
  attemptOf: EvidenceStore['attemptOf'] = (id) => this.#write((store) => store.attemptOf(id));
  writeDial: EvidenceStore['writeDial'] = (...args) => this.#write((store) => store.writeDial(...args), true);
  saveEvidence: EvidenceStore['saveEvidence'] = (...args) =>
    this.#write((store) => store.saveEvidence(...args), true);
  saveHistory: EvidenceStore['saveHistory'] = (...args) =>
    this.#write((store) => store.saveHistory(...args), true);
  thinHistory: EvidenceStore['thinHistory'] = (...args) => this.#write((store) => store.thinHistory(...args));
  loadStanding: EvidenceStore['loadStanding'] = (route) => this.#write((store) => store.loadStanding(route));
  /** Tells nothing of a store that could not be written: where nothing is too old, nothing is written. */
  expire: EvidenceStore['expire'] = (before) => this.#write((store) => store.expire(before));
  forget: EvidenceStore['forget'] = (...args) => this.#write((store) => store.forget(...args), true);

  async close(): Promise<void> {
    await this.#leaveReader();
    await this.#leaveOwn();
    this.access.lock.release();
  }

  async #stand(holder: Holder | undefined): Promise<boolean> {
    this.#standing = { kind: 'standby', holder };
    this.#reader ??= await this.access.read().catch(() => undefined);
    return this.#reader !== undefined;
  }

  async #read<T>(ask: (store: StoreReader) => Promise<T>): Promise<T> {
    const store = this.#own ?? this.#reader;
    if (!store) throw new StoreNotOurs(this.#whyNot());
    try {
      return await ask(store);
    } catch (error) {
      if (store === this.#reader) await this.#leaveReader();
      else await this.#failed(store, error);
      throw error;
    }
  }

  async #write<T>(ask: (store: EvidenceStore) => Promise<T>, writes = false): Promise<T> {
    const store = this.#own;
    if (!store) throw new StoreNotOurs(this.#whyNot());
    try {
      const answer = await ask(store);
      if (writes) {
        this.#writeFailed = false;
        this.#failures = 0;
        this.#standing = { kind: 'holding' };
      }
      return answer;
    } catch (error) {
      this.#writeFailed ||= writes;
      await this.#failed(store, error);
      throw error;
    }
  }

  /** The lock stays ours. A connection that goes on failing may be at fault itself, and is made anew. */
  async #failed(store: StoreReader, error: unknown): Promise<void> {
    // What was asked before may fail after the store was opened anew.
    if (store !== this.#own) return;
    this.#away(error);
    if (++this.#failures % patience === 0) await this.#leaveOwn();
  }

  #away(error: unknown): void {
    const since = this.#standing.kind === 'away' ? this.#standing.since : this.now();
    this.#standing = { kind: 'away', why: reasonOf(error), since };
  }

  async #leaveOwn(): Promise<void> {
    const store = this.#own;
    this.#own = undefined;
    await store?.close().catch(() => undefined);
  }

  async #leaveReader(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close().catch(() => undefined);
  }

  #whyNot(): string {
    const standing = this.#standing;
    if (standing.kind === 'standby') return `${tellHolder(standing.holder)} holds it. Ask there.`;
    return standing.kind === 'away' ? standing.why : 'it is being opened';
  }
}

/** The holder as people read it. */
export const tellHolder = (holder: Holder | undefined): string =>
  holder
    ? `another Banyan (pid ${holder.pid} on ${holder.host}, page and API at ${holder.admin})`
    : 'another Banyan';

/** What went wrong, with what was behind it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
