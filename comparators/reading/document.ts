/** Every value of each duplicate key, by the object that carries it; the object itself holds the last. */
export type Duplicates = ReadonlyMap<object, ReadonlyMap<string, readonly unknown[]>>;

/** A body that was read: a tree of plain values (and ExactNumbers), a text, or bytes told by their hash. */
export type Document =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'tree';
      /** How it was written: a tree of one format is not a tree of another. */
      readonly format: TreeFormat;
      readonly value: unknown;
      readonly duplicates: Duplicates;
      /** True when some number is an ExactNumber. */
      readonly exact: boolean;
      /** True when a byte order mark stood before it. */
      readonly marked: boolean;
    }
  | { readonly kind: 'text'; readonly text: string; readonly marked: boolean }
  | { readonly kind: 'bytes'; readonly length: number; readonly sha256: string };

/** The formats that are read into a tree and compared place by place. */
export type TreeFormat = 'json' | 'ndjson' | 'xml';

/** All formats a document may be said to have. */
export type Format = TreeFormat | 'text' | 'bytes';

/** A document that carries no duplicate key. */
export const noDuplicates: Duplicates = new Map();

/** What a document was read as. */
export function formatOf(document: Document): Format | 'empty' {
  return document.kind === 'tree' ? document.format : document.kind;
}
