import fc from 'fast-check';
import { smallTexts } from '../../comparators/reference/corpus.cases.js';
import { anyNode } from '../../comparators/reference/documents.cases.js';
import { type Node, readNode, writeNode } from '../../comparators/reference/reference-json.cases.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** How bytes are spoilt. */
interface Spoiling {
  readonly how: 'set' | 'insert' | 'remove' | 'repeat' | 'cut';
  readonly at: number;
  readonly byte: number;
}

const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  how: fc.constantFrom('set', 'insert', 'insert', 'remove', 'repeat', 'cut'),
  at: fc.nat({ max: 5_000 }),
  byte: fc.oneof(
    fc.constantFrom(...bytesOf('"\\{}[],:0123456789-+.eEu \n\r\t/*ntfN')),
    fc.constantFrom(0, 1, 0x1f, 0x7f, 0x80, 0xbf, 0xc0, 0xe2, 0xed, 0xef, 0xf4, 0xfe, 0xff),
    fc.nat({ max: 255 }),
  ),
});

/** A few changes of single bytes. */
export const anySpoiling: fc.Arbitrary<readonly Spoiling[]> = fc.array(spoiling, { maxLength: 4 });

export function spoilt(bytes: Uint8Array, spoilings: readonly Spoiling[]): Uint8Array {
  return spoilings.reduce((all, { how, at, byte }) => {
    const copy = [...all];
    const place = copy.length === 0 ? 0 : at % copy.length;
    if (how === 'set') copy[place] = byte;
    else if (how === 'insert') copy.splice(place, 0, byte);
    else if (how === 'remove') copy.splice(place, 1);
    else if (how === 'repeat') copy.splice(place, 0, ...copy.slice(place, place + (byte % 16)));
    else copy.length = place;
    return new Uint8Array(copy);
  }, bytes);
}

/** What a body may hold before anything happens to it. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constantFrom(...smallTexts()),
  anyNode.map((node) => bytesOf(writeNode(node))),
  fc
    .array(anyNode, { maxLength: 3 })
    .map((nodes) => bytesOf(nodes.map((node) => writeNode(node)).join('\n'))),
  fc.uint8Array({ maxLength: 40 }),
);

/** A body read by nothing but the platform and the reference; undefined where it is no JSON. */
export function plainJson(bytes: Uint8Array): { readonly node: Node; readonly marked: boolean } | undefined {
  const text = plainText(bytes);
  if (text === undefined || !isJson(text.text)) return undefined;
  return { node: readNode(text.text), marked: text.marked };
}

/** The same of lines of JSON. */
export function plainNdjson(
  bytes: Uint8Array,
): { readonly node: Node; readonly marked: boolean } | undefined {
  const text = plainText(bytes);
  const lines = text?.text.split('\n').filter((line) => !/^[ \t\r]*$/.test(line));
  if (text === undefined || lines === undefined || !lines.every(isJson)) return undefined;
  return { node: { kind: 'list', items: lines.map(readNode) }, marked: text.marked };
}

function plainText(bytes: Uint8Array): { text: string; marked: boolean } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const marked = text.startsWith('\ufeff');
    return { text: marked ? text.slice(1) : text, marked };
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Bytes as a shell can write them: `printf '…'`. */
export function showBytes(bytes: Uint8Array): string {
  const chars = [...bytes].map((byte) => {
    const isPlain = byte >= 0x20 && byte < 0x7f && !`'\\%`.includes(String.fromCharCode(byte));
    return isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `printf '${chars.join('')}'`;
}
