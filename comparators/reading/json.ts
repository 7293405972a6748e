import { type Duplicates, noDuplicates } from './document.js';
import { type JsonScan, scanJson } from './json-scan.js';
import { JsonError, StrictJson } from './json-strict.js';
import { LimitReached, type Limits } from '../limits.js';

/** What a JSON text says: the tree, and what a JavaScript tree cannot hold by itself. */
export interface ReadJson {
  readonly value: unknown;
  readonly duplicates: Duplicates;
  readonly exact: boolean;
}

/**
 * Reads a JSON text without losing anything it says. JSON.parse does the work where a scan proves that
 * it is faithful: no number that a double rounds, and as many keys built as were written.
 * @throws JsonError for what is no JSON, LimitReached past depth or keys.
 */
export function readJson(text: string, limits: Limits): ReadJson {
  return readScanned(text, scanJson(text, limits), limits);
}

function readScanned(text: string, scan: JsonScan, limits: Limits): ReadJson {
  if (!scan.exact) {
    const value = tryNative(text);
    if (value !== broken && countKeys(value) === scan.keys) {
      return { value, duplicates: noDuplicates, exact: false };
    }
  }
  return new StrictJson(text, limits).read();
}

/**
 * Newline-delimited JSON as one list; blank lines do not count.
 * @throws JsonError that names the line, LimitReached past depth, or past keys of all lines together.
 */
export function readNdjson(text: string, limits: Limits): ReadJson {
  const value: unknown[] = [];
  const duplicates: Map<object, ReadonlyMap<string, readonly unknown[]>> = new Map();
  let exact = false;
  let keys = 0;
  for (const [at, line] of text.split('\n').entries()) {
    if (/^[ \t\r]*$/.test(line)) continue;
    try {
      const scan = scanJson(line, limits);
      // A line is a member of the list that all of them are.
      keys += scan.keys + 1;
      if (keys > limits.keys) throw new LimitReached('too-big', `more than ${limits.keys} keys`);
      const read = readScanned(line, scan, limits);
      value.push(read.value);
      for (const [object, keys] of read.duplicates) duplicates.set(object, keys);
      exact ||= read.exact;
    } catch (error) {
      if (error instanceof JsonError) throw new JsonError(error.message.replace('line 1', `line ${at + 1}`));
      throw error;
    }
  }
  return { value, duplicates, exact };
}

const broken = Symbol('broken');

function tryNative(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return broken;
  }
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') keys += countKeys(item);
    return keys;
  }
  const object = value as Record<string, unknown>;
  for (const key of Object.keys(object)) {
    keys += 1;
    const member = object[key];
    if (typeof member === 'object') keys += countKeys(member);
  }
  return keys;
}
