import { LineCounter, parseDocument } from 'yaml';
import type { ConfigurationPath } from './placed-message.js';
import { positionAt } from './position.js';
import type { Problem } from './problem.js';
import { yamlProblems } from './yaml-problems.js';

/** A YAML text as it was written, or every problem at once. */
export type YamlRead =
  | {
      readonly kind: 'read';
      /** An empty text is an object of nothing. */
      readonly authored: unknown;
      /** Gives what is found in it its place in the text. */
      readonly locate: (path: ConfigurationPath, message: string) => Problem;
    }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Reads one YAML document. */
export function readYaml(text: string): YamlRead {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) return { kind: 'invalid', problems: yamlProblems(text, document, lines) };
  try {
    return {
      kind: 'read',
      authored: document.toJS() ?? {},
      locate: (path, message) => ({
        ...(positionAt(document, lines, path) ?? { line: 1, column: 1 }),
        where: path.join('.'),
        message,
      }),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      kind: 'invalid',
      problems: [{ line: 1, column: 1, where: '', message: `not usable YAML: ${why}` }],
    };
  }
}
