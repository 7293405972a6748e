import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { ConfigurationPath } from './placed-message.js';

/** Line and column of a place in the document; of its nearest ancestor when it is not there itself. */
export function positionAt(
  document: Document,
  lines: LineCounter,
  path: ConfigurationPath,
): { line: number; column: number } | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    const next = enter(node, step);
    if (!next) break;
    offset = next.offset ?? offset;
    node = next.value;
  }
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** A member is found at its key, a list item at its own start. */
function enter(
  node: unknown,
  step: string | number,
): { value: unknown; offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && { value: pair.value, offset: startOf(pair.key) };
  }
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? undefined : { value: item, offset: startOf(item) };
  }
  return undefined;
}

const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];
