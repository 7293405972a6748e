import { canonical } from './lists/canonical.js';
import { compileRules } from './rules/compile-rules.js';
import type { Difference } from './difference.js';
import type { Document, Format } from './reading/document.js';
import { setMember } from './reading/json-strict.js';
import { customRule } from './custom.js';
import { readPath } from './pattern.js';
import { type HiddenHeaders, headerNameProblem, isHidden, redactedHeader } from './redact-headers.js';
import { isKeyEntry } from './redact-key.js';
import { type PathState, type Placed, compilePaths } from './rules/path-states.js';
import { mostMultiplying, reachableStates, tooManyCombinations } from './rules/reachable-states.js';
import { startsWith } from './shape/renames.js';
import { isObject } from './scalars/scalars.js';
import { type Selector, type SelectorStep, parseSelector } from './rules/selector.js';
import { tellable } from './tellable.js';

/** The places whose values are hidden before anything is kept. */
export interface Redaction {
  readonly tree: HiddenPlaces;
  /** What is a list, an XML document does not say: whatever a selector may mean there is hidden. */
  readonly xml: HiddenPlaces;
  readonly headers: HiddenHeaders;
  /** True when nothing of a body is to be hidden. */
  readonly empty: boolean;
}

interface HiddenPlaces {
  readonly root: PathState<boolean>;
  readonly item: (state: PathState<boolean>, index: number) => PathState<boolean>;
}

/** A keyed hash in hexadecimal, of 64 digits; equal bytes give equal text, and no more is to be learnt from it. */
export type Keyed = (bytes: Uint8Array) => string;

/**
 * Compiles `redact:`. With the route's renames a place is hidden under both of its names.
 * @param entries selectors of the body, headers as `header:location`, and `key`, which stands in no answer
 * @throws SelectorError
 */
export function compileRedaction(
  entries: readonly string[],
  renames: Record<string, string> = {},
): Redaction {
  const { tree, xml, headers } = placeRedaction(entries, renames);
  return {
    headers,
    tree: { root: compilePaths(tree, isPlaced), item: (state, index) => state.item(index) },
    xml: { root: compilePaths(xml, isPlaced), item: (state) => state },
    empty: tree.length === 0,
  };
}

/** What is wrong with one entry of `redact:`. @throws SelectorError */
export function redactEntryProblem(entry: string): string | undefined {
  const header = redactedHeader(entry);
  if (header !== undefined) return headerNameProblem(header);
  if (isKeyEntry(entry)) return undefined;
  if (!entry.startsWith('$')) return `"${entry}" is no place: ${threeWays(entry)}`;
  parseSelector(entry);
  return undefined;
}

function threeWays(entry: string): string {
  const name = entry.replace(/^headers?:\s*/i, '');
  const known = headerNameProblem(name.toLowerCase()) === undefined ? name.toLowerCase() : 'location';
  return `a selector of the body starts with $, as $..email; a header is written header:${known}; the entity's key is key`;
}

/** What is wrong with `redact:` as a whole, where nothing is with each of its entries. @throws SelectorError */
export function redactionProblem(
  entries: readonly string[],
  renames: Record<string, string> = {},
): string | undefined {
  const { tree, xml } = placeRedaction(entries, renames);
  const areBounded = [tree, xml].every((placed) =>
    reachableStates(
      compilePaths(placed, isPlaced),
      placed.map(({ selector }) => selector),
      (here) => here,
    ),
  );
  const all = [...entries, ...Object.entries(renames).flat()];
  return areBounded ? undefined : tooManyCombinations + mostMultiplying(all);
}

const isPlaced = (marks: readonly unknown[]): boolean => marks.length > 0;

function placeRedaction(
  entries: readonly string[],
  renames: Record<string, string>,
): {
  readonly tree: readonly Placed<true>[];
  readonly xml: readonly Placed<true>[];
  readonly headers: HiddenHeaders;
} {
  const headers = new Set(entries.flatMap((entry) => redactedHeader(entry) ?? []));
  const selectors = entries.filter((entry) => redactedHeader(entry) === undefined && !isKeyEntry(entry));
  const named = Object.entries(renames).map(([legacy, candidate]) => [
    parseSelector(legacy),
    parseSelector(candidate),
  ]);
  const tree = selectors.map(parseSelector).flatMap((selector): Placed<true>[] => {
    const others = named.flatMap(([legacy, candidate]) =>
      legacy === undefined || candidate === undefined
        ? []
        : [...carriedOver(selector, candidate, legacy), ...carriedOver(selector, legacy, candidate)],
    );
    return [selector, ...others].map((one) => ({ selector: one, mark: true }));
  });
  const xml = tree.flatMap(({ selector, mark }) =>
    readingsInXml(selector).map((reading) => ({ selector: reading, mark })),
  );
  return { tree, xml, headers };
}

/** Beyond so many `[*]` in one selector all are left out, or none. */
const mostFolds = 6;

/**
 * What a selector may mean in XML: a list of one looks like its element, so that `[n]` does not count,
 * and `[*]` may go into a list, or over the members of an element. Whatever may be meant is hidden.
 */
function readingsInXml({ text, steps }: Selector): Selector[] {
  const named = steps.filter(({ kind }) => kind !== 'index');
  const stars = named.filter(({ kind }) => kind === 'any').length;
  const foldable = stars <= mostFolds ? Number.POSITIVE_INFINITY : 0;
  let readings: SelectorStep[][] = [[]];
  for (const step of named) {
    const taken = readings.map((reading) => [...reading, step]);
    readings = step.kind === 'any' && foldable > 0 ? [...readings, ...taken] : taken;
  }
  if (foldable === 0) readings.push(named.filter(({ kind }) => kind !== 'any'));
  return readings.map((reading) => ({ text, steps: reading }));
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
    case 'tree': {
      const places = document.format === 'xml' ? redaction.xml : redaction.tree;
      return redactValue(tellable(document.value), places.root, places, keyed);
    }
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
function redactValue(value: unknown, state: PathState<boolean>, places: HiddenPlaces, keyed: Keyed): unknown {
  if (state.plain) return value;
  if (state.here) return hidden(value, keyed);
  if (Array.isArray(value))
    return value.map((item, at) => redactValue(item, places.item(state, at), places, keyed));
  if (!isObject(value)) return value;
  const shown: Record<string, unknown> = {};
  for (const key of Object.keys(value))
    setMember(shown, key, redactValue(value[key], state.member(key), places, keyed));
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

/**
 * A difference as it may be kept: whatever its place, no redacted value shows in it.
 * @param format what the bodies were read as, which tells how to read their paths
 */
export function redactDifference(
  difference: Difference,
  redaction: Redaction,
  keyed: Keyed,
  format: Format | 'empty',
): Difference {
  const hide = hiderFor(difference, redaction, keyed, format);
  if (hide === undefined) return difference;
  return {
    ...difference,
    ...('legacy' in difference && { legacy: hide(difference.legacy) }),
    ...('candidate' in difference && { candidate: hide(difference.candidate) }),
  };
}

function hiderFor(
  { path, kind, rule }: Difference,
  redaction: Redaction,
  keyed: Keyed,
  format: Format | 'empty',
): ((value: unknown) => unknown) | undefined {
  if (path.startsWith('header:')) {
    const name = path.slice(7);
    if (isHidden(name, redaction.headers)) return (value) => hidden(value, keyed);
    // The names of cookies are told as a list; whole lines only where a route asks for the header itself.
    return name === 'set-cookie'
      ? (value) => (typeof value === 'string' ? hidden(value, keyed) : value)
      : undefined;
  }
  if (!path.startsWith('$') || redaction.empty) return undefined;
  // How a document is written is no secret, unless somebody else wrote what is told of it.
  if (path === '$' && kind === 'format' && rule !== customRule) return undefined;
  if (format === 'text') return () => withheld;
  const places = format === 'xml' ? redaction.xml : redaction.tree;
  const at = stateAt(path, places);
  if (kind === 'format') return (value) => redactSpellings(value, at, places, keyed);
  // Only a document that is one string stands at $ as a string.
  return (value) =>
    path === '$' && typeof value === 'string' ? withheld : redactValue(value, at, places, keyed);
}

function stateAt(path: string, places: HiddenPlaces): PathState<boolean> {
  let state = places.root;
  for (const step of readPath(path) ?? []) {
    // Whatever stands inside of a hidden place is hidden.
    if (state.here) break;
    state = typeof step === 'number' ? places.item(state, step) : state.member(step);
  }
  return state;
}

/** Of a duplicate key all values are told as one list, which looks like a list at that place. */
function redactSpellings(
  value: unknown,
  state: PathState<boolean>,
  places: HiddenPlaces,
  keyed: Keyed,
): unknown {
  if (!Array.isArray(value) || state.here) return redactValue(value, state, places, keyed);
  return value.map((one, at) =>
    redactValue(redactValue(one, state, places, keyed), places.item(state, at), places, keyed),
  );
}
