import type { Configuration } from './configuration.js';
import type { Problem } from './problem.js';
import type { ConfigurationRead, ToldOfFile } from './read-configuration.js';
import type { FileContent } from './watch-file.js';
import { whatCannotChange } from './what-cannot-change.js';

/** A configuration that may take over from the one that serves, or every reason why it may not. */
export type ReadAnew =
  | ({ readonly kind: 'fit'; readonly configuration: Configuration } & ToldOfFile)
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/**
 * Judges a changed banyan.yaml: whole or not at all.
 * @param read how its text is read, as at the start
 */
export function readAnew(
  content: FileContent,
  read: (text: string) => ConfigurationRead,
  serving: Configuration,
  environment: Readonly<Record<string, string | undefined>>,
): ReadAnew {
  if (content.kind === 'unreadable')
    return { kind: 'refused', problems: [{ where: '', message: `cannot be read: ${content.why}` }] };
  const found = read(content.text);
  if (found.kind === 'invalid') return { kind: 'refused', problems: found.problems };
  const { configuration, notes, text, locate } = found;
  const fixed = whatCannotChange(serving, configuration, environment);
  if (fixed.length === 0) return { kind: 'fit', configuration, notes, text };
  return { kind: 'refused', problems: fixed.map(({ path, message }) => locate(path, message)) };
}
