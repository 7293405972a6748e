import type { Configuration } from './configuration.js';
import { FileWatch } from './watch-file.js';

/** Watches the custom comparators that a configuration names: another text of one is another configuration. */
export class ModuleWatch {
  readonly #watches = new Map<string, FileWatch>();

  /** @param listener told when one changed, and when a folder cannot be watched */
  constructor(private readonly listener: { changed(): void; blind(file: string, why: string): void }) {}

  /** Watches those of this configuration, and no others, from what they held when it was read. */
  follow({ routes }: Pick<Configuration, 'routes'>): void {
    const files = new Map(routes.flatMap(({ custom }) => (custom ? [[custom.file, custom.version]] : [])));
    for (const [file, watch] of this.#watches) {
      if (files.has(file)) continue;
      watch.close();
      this.#watches.delete(file);
    }
    for (const [file, version] of files) {
      if (this.#watches.has(file)) continue;
      const listener = {
        changed: () => this.listener.changed(),
        blind: (why: string) => this.listener.blind(file, why),
      };
      this.#watches.set(file, new FileWatch(file, version, listener));
    }
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.close();
  }
}
