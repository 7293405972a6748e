import { isObject } from '../scalars/scalars.js';

/** Names of one object, and of one document, that its shape is told by. */
const mostNames = 64;
const mostOfDocument = 256;

/**
 * The names that a document has on its first two levels (of a list, those of its first member), as one text:
 * a few microseconds where a whole census takes as long as the document is large. Two documents of one shape
 * may still have other names further down.
 */
export function shapeOf(document: unknown): string {
  const names: string[] = [];
  for (const held of namesInto(names, firstOf(document))) {
    names.push('>');
    if (names.length < mostOfDocument) namesInto(names, firstOf(held));
  }
  return names.join('\n');
}

/** Adds an object's names, and returns what stands under them. */
function namesInto(names: string[], value: unknown): readonly unknown[] {
  const held: unknown[] = [];
  if (!isObject(value)) return held;
  for (const name in value) {
    if (held.push(value[name]) > mostNames) break;
    names.push(name);
  }
  return held;
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
