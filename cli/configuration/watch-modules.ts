import { readFileSync } from 'node:fs';
import type { Configuration } from './configuration.js';
import { type FileContent, FileWatch } from './watch-file.js';

/** Watches the custom comparators that a configuration names: another text of one is another configuration. */
export class ModuleWatch {
  readonly #watches = new Map<string, FileWatch>();

  /** @param listener told when one changed, and when a folder cannot be watched */
  constructor(private readonly listener: { changed(): void; blind(file: string, why: string): void }) {}

  /** Watches those of this configuration, and no others, from what they hold now. */
  follow({ routes }: Pick<Configuration, 'routes'>): void {
    const files = new Set(routes.flatMap(({ custom }) => custom?.file ?? []));
    for (const [file, watch] of this.#watches) {
      if (files.has(file)) continue;
      watch.close();
      this.#watches.delete(file);
    }
    for (const file of files) {
      if (this.#watches.has(file)) continue;
      const listener = {
        changed: () => this.listener.changed(),
        blind: (why: string) => this.listener.blind(file, why),
      };
      this.#watches.set(file, new FileWatch(file, contentOf(file), listener));
    }
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.close();
  }
}

function contentOf(file: string): FileContent {
  try {
    return { kind: 'text', text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}
