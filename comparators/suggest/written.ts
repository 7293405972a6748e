import { Document, isCollection, isMap, type Node, Scalar, visit } from 'yaml';
import type { CompareRules } from '../rules/rules-schema.js';
import { unseenCharacters, writtenOut } from '../unseen-characters.js';

/**
 * Rules as one would write them under `compare:`, one line for each place.
 * @param remarks lines that stand above a place of a section: `numbers › $.total`
 */
export function writtenRules(
  rules: CompareRules,
  remarks: ReadonlyMap<string, readonly string[]> = new Map(),
): string {
  const document = new Document(rules);
  for (const section of mapItems(document.contents)) {
    const name = String((section.key as { value?: unknown }).value);
    for (const { key, value, node } of entriesOf(section.value)) {
      if (isCollection(value)) value.flow = true;
      const lines = remarks.get(`${name} › ${key}`);
      if (lines) node.commentBefore = lines.map((line) => ` ${line}`).join('\n');
    }
  }
  visit(document, { Scalar: (_, scalar) => quoteUnseen(scalar) });
  return document.toString({ lineWidth: 0 }).replaceAll(unseenCharacters, writtenOut);
}

/** What acts or is not seen is written out, which YAML reads in double quotes. */
function quoteUnseen(scalar: Scalar): void {
  if (typeof scalar.value === 'string' && scalar.value.search(unseenCharacters) >= 0)
    scalar.type = Scalar.QUOTE_DOUBLE;
}

const mapItems = (node: unknown): readonly { readonly key: unknown; readonly value: unknown }[] =>
  isMap(node) ? node.items : [];

/** What a section places, by its place or by itself. */
function entriesOf(
  section: unknown,
): readonly { readonly key: string; readonly value: unknown; readonly node: Node }[] {
  if (isMap(section)) {
    return section.items.map(({ key, value }) => {
      const node = key as Node & { readonly value: unknown };
      return { key: String(node.value), value, node };
    });
  }
  if (!isCollection(section)) return [];
  return (section.items as (Node & { readonly value: unknown })[]).map((node) => {
    return { key: String(node.value), value: undefined, node };
  });
}
