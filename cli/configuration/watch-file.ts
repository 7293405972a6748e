import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lacksDescriptors } from '../../proxy/failure.js';

/** What a file holds, or why it cannot be read. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Told of what the watch sees. */
export interface WatchListener {
  /** The file holds something else than when it was last told, and has come to rest. */
  changed(content: FileContent): void;
  /** The folder cannot be watched any more, and why. The file is still looked at now and then. */
  blind(why: string): void;
}

/** Milliseconds. */
export interface WatchTiming {
  /** A file is whole when it reads the same twice, this long apart. */
  readonly rest: number;
  /** How often it is looked at without a sign: a watch sees neither a bind mount nor a link above the folder. */
  readonly anyway: number;
}

/**
 * Watches a file through its folder, because editors rename over the file and Kubernetes swaps a link
 * beside it: a watch on the file itself would go with the old one. What counts is the content, so a file
 * that is written anew with the same text, or a neighbour that is written, changes nothing.
 */
export class FileWatch {
  #watcher: { readonly folder: string; readonly close: () => void } | undefined;
  #blind = false;
  /** Digest of the content that was last told, and of one that is not at rest yet. */
  #told: string;
  #seen: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #anyway: NodeJS.Timeout;

  /** @param told the digest of what the file held when it was last read */
  constructor(
    private readonly file: string,
    told: string,
    private readonly listener: WatchListener,
    private readonly timing: WatchTiming = { rest: 100, anyway: 5_000 },
  ) {
    this.#told = told;
    this.#anyway = setInterval(() => this.#look(), timing.anyway).unref();
    this.#look();
  }

  /** Reads the file now and tells it, changed or not. */
  readNow(): void {
    this.#inTurn(async () => {
      const why = 'no file descriptor is left to read it with';
      const content = (await read(this.file)) ?? { kind: 'unreadable', why };
      this.#tell(content, digestOf(content));
    });
  }

  /** Tells nothing any more. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#anyway);
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  #look(): void {
    this.#inTurn(async () => {
      await this.#arm();
      const content = await read(this.file);
      // The next look may find a descriptor to read it with.
      if (!content) return;
      const now = digestOf(content);
      if (now === this.#told) this.#seen = undefined;
      else if (now === this.#seen) this.#tell(content, now);
      else {
        this.#seen = now;
        this.#lookSoon();
      }
    });
  }

  /** Not put off by further signs: a database beside the file may give them without end. */
  #lookSoon(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, this.timing.rest).unref();
  }

  #inTurn(work: () => Promise<void>): void {
    const turn = async (): Promise<void> => {
      if (!this.#closed) await work();
    };
    this.#looking = this.#looking.then(turn, turn);
  }

  #tell(content: FileContent, now: string): void {
    this.#told = now;
    this.#seen = undefined;
    if (!this.#closed) this.listener.changed(content);
  }

  /** Watches the folder that is there now, which need not be the one that was there before. */
  async #arm(): Promise<void> {
    const folder = dirname(this.file);
    try {
      const { dev, ino } = await stat(folder);
      const id = `${dev} ${ino}`;
      if (this.#closed || this.#watcher?.folder === id) return;
      this.#watcher?.close();
      this.#watcher = undefined;
      const watcher = watch(folder, { persistent: false }, () => this.#lookSoon());
      watcher.on('error', (error) => this.#lost(watcher, error));
      this.#watcher = { folder: id, close: () => watcher.close() };
      this.#blind = false;
    } catch (error) {
      this.#lost(undefined, error);
    }
  }

  #lost(watcher: FSWatcher | undefined, error: unknown): void {
    watcher?.close();
    this.#watcher?.close();
    this.#watcher = undefined;
    if (this.#blind) return;
    this.#blind = true;
    this.listener.blind(reasonOf(error));
  }
}

/** Undefined when it is this process that lacks the means: that says nothing of the file. */
async function read(file: string): Promise<FileContent | undefined> {
  try {
    return { kind: 'text', text: await readFile(file, 'utf8') };
  } catch (error) {
    return lacksDescriptors(error) ? undefined : { kind: 'unreadable', why: reasonOf(error) };
  }
}

/** The same for the same text; empty for a file that cannot be read. */
export const digestOf = (content: FileContent): string =>
  content.kind === 'text' ? createHash('sha256').update(content.text).digest('hex') : '';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
