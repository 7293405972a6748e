import { createHash } from 'node:crypto';
import type { ReadTrees } from '../compare-read.js';
import type { Difference } from '../difference.js';
import type { Limits } from '../limits.js';
import { isAtOrBelow } from '../pattern.js';
import { isObject } from '../scalars/scalars.js';
import { ExactNumber } from '../scalars/exact-number.js';
import { lookAt, type Look } from './look.js';
import { keyNames } from './key-names.js';
import { type Field, type KeptAnswers } from './suggestion.js';
import type { CompiledRules } from '../rules/compile-rules.js';
import { valuesAt } from './values-at.js';

/** Both values of a difference: scalars as they are, of lists and objects only what tells whether they are the same. */
export interface Held {
  readonly pair: KeptAnswers;
  readonly difference: Difference;
  readonly legacy: unknown;
  readonly candidate: unknown;
}

/** What the kept pairs show of one field. */
export interface Facts extends Field {
  readonly pairs: Set<KeptAnswers>;
  readonly entities: Set<string>;
  /** At most a few of each pair. */
  readonly held: Held[];
  /** Scalars of legacy's that stand at the pattern and do not differ there, as JSON. */
  readonly agreeing: Set<string>;
  /** Places of legacy's documents that have the pattern. */
  places: number;
  /** Those of them that differ. */
  differing: number;
}

/** What kept pairs show under the present rules, without the documents: those may be large. */
export class KeptFacts {
  readonly fields = new Map<string, Facts>();
  /** By the pattern of a list: names of members that tell its members apart in every kept pair that differs in it. */
  readonly keys = new Map<string, ReadonlySet<string>>();
  readonly looks: Look[] = [];
  readonly #counts = new Map<string, number>();

  constructor(
    private readonly rules: CompiledRules,
    private readonly clock: Limits['clock'],
  ) {}

  /** Compares one pair; false where that was not possible. */
  learn(pair: KeptAnswers): boolean {
    let read: ReadTrees | undefined;
    const look = lookAt(pair, this.rules, this.clock, (told) => {
      read = told;
    });
    if (look === undefined) return false;
    // Only the names stay with a look: its values may hold on to whole documents.
    this.looks.push({ ...look, shows: new Map([...look.shows.keys()].map((name) => [name, []])) });
    for (const [name, differences] of look.shows) {
      const [first] = differences;
      if (!first?.pattern.startsWith('$')) continue;
      this.#learnField(pair, name, differences, read);
    }
    if (!read) return true;
    this.#learnLists(look, read);
    const patterns = [...look.shows.values()].map(([first]) => first?.pattern ?? '');
    for (const [name, facts] of this.fields) {
      const differs = look.shows.has(name) || patterns.some((pattern) => isAtOrBelow(facts.pattern, pattern));
      if (!differs) this.#learnPlaces(facts, [], read);
    }
    return true;
  }

  #learnField(
    pair: KeptAnswers,
    name: string,
    differences: readonly Difference[],
    read: ReadTrees | undefined,
  ): void {
    const facts = this.fields.get(name) ?? newFacts(differences[0] as Difference);
    if (this.fields.size >= mostFields && !this.fields.has(name)) return;
    this.fields.set(name, facts);
    facts.pairs.add(pair);
    facts.entities.add(pair.entity);
    const room = Math.min(mostOfPair, mostOfField - facts.held.length);
    for (const difference of differences.slice(0, room)) facts.held.push(held(pair, difference));
    if (read) this.#learnPlaces(facts, differences, read);
  }

  #learnPlaces(facts: Facts, differences: readonly Difference[], { trees }: ReadTrees): void {
    if (facts.kind === 'extra') return;
    const values = valuesAt(facts.pattern, trees.legacy.value);
    facts.places += values.length;
    facts.differing += Math.min(values.length, differences.length);
    this.#learnAgreeing(facts, values, differences);
  }

  /** What legacy has more often here than it differs, agrees somewhere. */
  #learnAgreeing(facts: Facts, values: readonly unknown[], differences: readonly Difference[]): void {
    this.#counts.clear();
    for (const value of values) if (isScalar(value)) this.#count(textOf(value), 1);
    for (const { legacy } of differences) if (isScalar(legacy)) this.#count(textOf(legacy), -1);
    for (const [text, count] of this.#counts) if (count > 0) facts.agreeing.add(text);
  }

  #count(text: string, by: number): void {
    this.#counts.set(text, (this.#counts.get(text) ?? 0) + by);
  }

  #learnLists({ shows }: Look, read: ReadTrees): void {
    const patterns = new Set([...shows.values()].flatMap(([first]) => (first ? listsAbove(first) : [])));
    for (const pattern of patterns) {
      const names = keyNames(
        valuesAt(pattern, read.trees.legacy.value),
        valuesAt(pattern, read.trees.candidate.value),
      );
      const known = this.keys.get(pattern);
      this.keys.set(pattern, known ? new Set([...known].filter((name) => names.has(name))) : names);
    }
  }
}

/** Fields that are looked into, and differences of one field, in one pair and in all. */
const mostFields = 64;
const mostOfPair = 20;
const mostOfField = 1_000;

const newFacts = ({ pattern, kind }: Field): Facts => ({
  pattern,
  kind,
  pairs: new Set(),
  entities: new Set(),
  held: [],
  agreeing: new Set(),
  places: 0,
  differing: 0,
});

/** The lists on the way to a field, and the one that stands there in another order; the outermost first. */
export function listsAbove({ pattern, kind }: Field): readonly string[] {
  const lists: string[] = [];
  for (let at = pattern.indexOf('[*]'); at >= 0; at = pattern.indexOf('[*]', at + 1)) {
    lists.push(pattern.slice(0, at));
  }
  return kind === 'order' ? [...lists, pattern] : lists;
}

function held(pair: KeptAnswers, difference: Difference): Held {
  const { path, pattern, kind } = difference;
  return {
    pair,
    difference: { path, pattern, kind },
    legacy: small(difference.legacy),
    candidate: small(difference.candidate),
  };
}

/** Lists, objects and long texts by a hash: what is known of a field must not keep documents alive. */
function small(value: unknown): unknown {
  if (value === undefined || (isScalar(value) && !isLong(value))) return value;
  const text = JSON.stringify(value) ?? '';
  const isEmpty = text === '[]' || text === '{}';
  return new Content(createHash('sha256').update(text).digest('hex'), isEmpty, isScalar(value));
}

const isLong = (value: unknown): boolean => typeof value === 'string' && value.length > mostText;

/** Stands for a value that is no scalar, or a long one: equal hashes for equal values. */
export class Content {
  constructor(
    readonly hash: string,
    readonly isEmpty: boolean,
    readonly isText: boolean,
  ) {}
}

const mostText = 200;

/** One text for equal values. */
export const textOf = (value: unknown): string =>
  value instanceof Content ? `content ${value.hash}` : (JSON.stringify(value) ?? '');

const isScalar = (value: unknown): boolean =>
  value !== undefined && ((!Array.isArray(value) && !isObject(value)) || value instanceof ExactNumber);
