import { canonical } from './canonical.js';
import { compileRules } from './compile-rules.js';
import type { Difference } from './difference.js';
import type { Document } from './document.js';
import { setMember } from './json-strict.js';
import type { HeaderLine } from './observation.js';
import { type PathState, type Placed, compilePaths } from './path-states.js';
import { startsWith } from './renames.js';
import { isObject } from './scalars.js';
import { type Selector, parseSelector } from './selector.js';
import { tellable } from './tellable.js';

/** The places whose values are hidden before anything is kept. */
export interface Redaction {
  readonly root: PathState<boolean>;
  /** True when nothing is to be hidden. */
  readonly empty: boolean;
}

/** A keyed hash as text; equal bytes give equal text, and no more is to be learnt from it. */
export type Keyed = (bytes: Uint8Array) => string;

/**
 * Compiles `redact:`. With the route's renames a place is hidden under both of its names.
 * @throws SelectorError
 */
export function compileRedaction(
  selectors: readonly string[],
  renames: Record<string, string> = {},
): Redaction {
  const named = Object.entries(renames).map(([legacy, candidate]) => [
    parseSelector(legacy),
    parseSelector(candidate),
  ]);
  const placed = selectors.map(parseSelector).flatMap((selector): Placed<true>[] => {
    const others = named.flatMap(([legacy, candidate]) =>
      legacy === undefined || candidate === undefined
        ? []
        : [...carriedOver(selector, candidate, legacy), ...carriedOver(selector, legacy, candidate)],
    );
    return [selector, ...others].map((one) => ({ selector: one, mark: true }));
  });
  return { root: compilePaths(placed, (marks) => marks.length > 0), empty: placed.length === 0 };
}

/** Where a redacted place stands under the other name of a rename, if the rename moves it. */
function carriedOver(redacted: Selector, from: Selector, to: Selector): Selector[] {
  const [last] = redacted.steps;
  const end = from.steps.at(-1);
  const byName = redacted.steps.length === 1 && last?.kind === 'below' && end !== undefined && 'name' in end;
  if (byName && end.name === last.name) return [to];
  const inside = redacted.steps.length >= from.steps.length && startsWith(redacted.steps, from.steps);
  return inside ? [{ text: to.text, steps: [...to.steps, ...redacted.steps.slice(from.steps.length)] }] : [];
}

/** A read body as it may be kept: a tree with its places hidden; what has no places is withheld whole. */
export function redactDocument(document: Document, redaction: Redaction, keyed: Keyed): unknown {
  switch (document.kind) {
    case 'tree':
      return redactValue(tellable(document.value), redaction.root, keyed);
    case 'text':
      return redaction.empty ? document.text : withheld;
    case 'bytes':
      return { bytes: document.length, sha256: document.sha256 };
    case 'empty':
      return '';
  }
}

const withheld = '[withheld: a text has no places that could be redacted]';

/** A value at the place of `state` with all that is to be hidden in it replaced. */
export function redactValue(value: unknown, state: PathState<boolean>, keyed: Keyed): unknown {
  if (state.plain) return value;
  if (state.here) return hidden(value, keyed);
  if (Array.isArray(value)) return value.map((item, at) => redactValue(item, state.item(at), keyed));
  if (!isObject(value)) return value;
  const shown: Record<string, unknown> = {};
  for (const key of Object.keys(value))
    setMember(shown, key, redactValue(value[key], state.member(key), keyed));
  return shown;
}

const plainScope = {
  rules: compileRules({}),
  duplicates: () => undefined,
  emptied: new Set(),
  step: () => undefined,
  textKey: undefined,
  passedOver: () => undefined,
};

/** Equal values give equal marks: that two places agree stays visible. */
function hidden(value: unknown, keyed: Keyed): string {
  const text = canonical(value, plainScope.rules.root, plainScope, false);
  return `[redacted ${keyed(new TextEncoder().encode(text)).slice(0, 6)}]`;
}

/** A difference as it may be kept: whatever its place, no redacted value shows in it. */
export function redactDifference(difference: Difference, redaction: Redaction, keyed: Keyed): Difference {
  const hide = hiderFor(difference, redaction, keyed);
  if (hide === undefined) return difference;
  return {
    ...difference,
    ...('legacy' in difference && { legacy: hide(difference.legacy) }),
    ...('candidate' in difference && { candidate: hide(difference.candidate) }),
  };
}

function hiderFor(
  { path, kind }: Difference,
  redaction: Redaction,
  keyed: Keyed,
): ((value: unknown) => unknown) | undefined {
  if (path.startsWith('header:')) {
    return secretHeaders.has(path.slice(7)) ? (value) => hidden(value, keyed) : undefined;
  }
  if (!path.startsWith('$') || redaction.empty) return undefined;
  let state = redaction.root;
  for (const step of parseSelector(path).steps) {
    // Whatever stands inside of a hidden place is hidden.
    if (state.here) break;
    if (step.kind === 'index') state = state.item(step.index);
    else if (step.kind === 'name') state = state.member(step.name);
  }
  const at = state;
  if (path === '$' && kind === 'format') return undefined;
  if (kind === 'format') return (value) => redactSpellings(value, at, keyed);
  // Only a text or a document that is one string stands at $ as a string.
  return (value) => (path === '$' && typeof value === 'string' ? withheld : redactValue(value, at, keyed));
}

/** Of a duplicate key all values are told as one list, which looks like a list at that place. */
function redactSpellings(value: unknown, state: PathState<boolean>, keyed: Keyed): unknown {
  if (!Array.isArray(value) || state.here) return redactValue(value, state, keyed);
  return value.map((one, at) => redactValue(redactValue(one, state, keyed), state.item(at), keyed));
}

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key']);

/** Header lines as they may be kept: credentials hidden always, of cookies only the names. */
export function redactHeaders(headers: readonly HeaderLine[]): HeaderLine[] {
  return headers.map(([name, value]): HeaderLine => {
    const lower = name.toLowerCase();
    if (lower === 'set-cookie') return [name, `${cookieName(value)}=[redacted]`];
    if (lower === 'cookie') {
      return [
        name,
        value
          .split(';')
          .map((pair) => `${cookieName(pair)}=[redacted]`)
          .join('; '),
      ];
    }
    return [name, secretHeaders.has(lower) ? '[redacted]' : value];
  });
}

function cookieName(pair: string): string {
  const at = pair.indexOf('=');
  // Without a name the whole is a value (RFC 6265bis §5.6).
  return at < 0 ? '' : pair.slice(0, at).trim();
}
