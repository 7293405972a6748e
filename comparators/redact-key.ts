import type { Keyed } from './redact.js';

/** The entry of `redact:` that is no place of an answer: the entity's key, wherever it is kept or told. */
const keyEntry = 'key';

export const isKeyEntry = (entry: string): boolean => entry === keyEntry;

/** Whether a route keeps and tells its keys as marks alone. */
export const hidesKey = (entries: readonly string[]): boolean => entries.some(isKeyEntry);

/** 64 bits: a million entities stay apart. */
const digits = 16;
const mark = new RegExp(`^redacted:[0-9a-f]{${digits}}$`);

/** A key as it may be kept: `redacted:` and a keyed hash, equal for equal keys. Needs no escape in an address. */
export const keyMark = (key: string, keyed: Keyed): string =>
  `redacted:${keyed(new TextEncoder().encode(key)).slice(0, digits)}`;

/** Whether somebody names an entity by its mark. A client may send such a key: it is hashed like any other. */
export const isKeyMark = (name: string): boolean => mark.test(name);
