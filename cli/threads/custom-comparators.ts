import { type CustomCompare, CustomError } from '../../comparators/custom.js';
import type { CustomModule } from '../configuration/custom-modules.js';
import { loadCustom } from '../custom-comparator.js';
import type { Logger } from '../log.js';

/** The analyst's custom comparators, each module loaded once for each of its versions. */
export class CustomComparators {
  readonly #loaded = new Map<string, Promise<CustomCompare>>();

  constructor(
    private readonly log: Logger,
    private readonly load = loadCustom,
  ) {}

  /** A module's comparator; of one that cannot be loaded, one that says so of every pair. */
  of(module: CustomModule): Promise<CustomCompare> {
    const name = `${module.file} ${module.version}`;
    let loading = this.#loaded.get(name);
    if (loading === undefined) {
      loading = this.load(module).catch((error: unknown) => this.#broken(name, error));
      this.#loaded.set(name, loading);
    }
    return loading;
  }

  #broken(name: string, error: unknown): CustomCompare {
    const why = error instanceof Error ? error.message : String(error);
    this.log.error({ error: why }, 'a custom comparator cannot be loaded: pairs that need it are lost');
    // It may be there when rules are learnt the next time.
    this.#loaded.delete(name);
    return () => {
      throw new CustomError(why);
    };
  }
}
