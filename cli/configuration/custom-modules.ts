import type { TlsSources } from '../../proxy/tls-rule.js';
import type { PlacedMessage } from './placed-message.js';
import type { AuthoredConfiguration } from './schema.js';
import { digestOf } from './watch-file.js';

/** The module of a route's custom comparator, as it was when the configuration was read. */
export interface CustomModule {
  /** Its absolute path. */
  readonly file: string;
  /** The hash of its text: another text makes another comparator. Empty where it could not be read. */
  readonly version: string;
}

/** Where the files stand that a configuration names. */
export interface ConfigurationSources extends TlsSources {
  /** The absolute path of a file that is named in the configuration. */
  readonly resolve: (path: string) => string;
}

/**
 * Finds the custom comparators of all routes; the modules themselves are loaded by whoever compares. One
 * that is not there is no reason to refuse a configuration: requests are served without it.
 */
export function findCustomModules(
  routes: NonNullable<AuthoredConfiguration['routes']>,
  sources: ConfigurationSources,
): { readonly modules: ReadonlyMap<string, CustomModule>; readonly notes: readonly PlacedMessage[] } {
  const modules = new Map<string, CustomModule>();
  const notes: PlacedMessage[] = [];
  for (const [name, { compare }] of Object.entries(routes)) {
    if (compare?.custom === undefined) continue;
    const file = sources.resolve(compare.custom);
    try {
      const version = digestOf({ kind: 'text', text: sources.readFile(compare.custom) });
      modules.set(name, { file, version });
    } catch (error) {
      const why =
        error instanceof Error && 'code' in error && error.code === 'ENOENT'
          ? 'there is no such file'
          : String(error);
      modules.set(name, { file, version: '' });
      notes.push({
        path: ['routes', name, 'compare', 'custom'],
        message: `${file} cannot be read: ${why}. Until it is there, nothing of this route is compared: its pairs are skipped as analysis-lost.`,
      });
    }
  }
  return { modules, notes };
}
