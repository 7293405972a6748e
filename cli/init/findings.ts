import { compareObservations } from '../../comparators/compare.js';
import type { Difference } from '../../comparators/difference.js';
import { headerValues, type Answer } from '../../comparators/observation.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { lookLimits } from '../../comparators/suggest/look.js';
import { sentencesOf } from '../../comparators/suggest/sentences.js';
import { suggest } from '../../comparators/suggest/suggest.js';
import { type KeptAnswers, nameOf, type Suggestion } from '../../comparators/suggest/suggestion.js';
import type { Side } from '../../evidence/tally.js';
import { listKeysOf } from './list-keys.js';
import type { ReadExample, ReadOnce } from './read-sides.js';

/** What the reads of one side showed. */
export interface SideFinding {
  readonly reads: number;
  /** By status, content type and how often; failures by why. */
  readonly answers: ReadonlyMap<string, number>;
  readonly failures: ReadonlyMap<string, number>;
  /** Milliseconds; undefined where it never answered. */
  readonly p50: number | undefined;
  /** Headers by which it seems to tell its version, with what they said. */
  readonly versions: readonly (readonly [name: string, value: string])[];
}

/** A place that differs from itself: read twice, in so many of so many examples that have it. */
export interface UnsteadyPlace {
  readonly pattern: string;
  readonly side: Side;
  readonly unsteady: number;
  readonly examples: number;
}

/** What a few reads of both sides showed, and the rules that follow. */
export interface Findings {
  readonly sides: { readonly [S in Side]: SideFinding };
  /** Examples that both sides answered both times. */
  readonly compared: number;
  /** Those of them that agree under the rules that are put in place. */
  readonly agreeing: number;
  /** Rules that hide nothing a client could rely on: what differs on every read of legacy's, and list keys. */
  readonly safe: CompareRules;
  /** What speaks for each of them: by `ignore › $.at` and the like. */
  readonly why: ReadonlyMap<string, readonly string[]>;
  /** Unsteady places that are not ignored: for somebody to judge. */
  readonly doubtful: readonly UnsteadyPlace[];
  /** Rules that forgive what clients would see: for somebody to agree with. */
  readonly suggested: readonly { readonly rules: CompareRules; readonly says: readonly string[] }[];
  /** What still differs: pattern and kind, in how many examples. */
  readonly differing: ReadonlyMap<string, number>;
}

/** Fewer examples may differ by chance: a place is ignored only where so many were read, and all moved. */
const fewestUnsteady = 3;

/** What the reads show. @param clock milliseconds that never go back, which bounds each comparison and the whole */
export function findingsOf(read: readonly ReadExample[], clock: () => number): Findings {
  const pairs = read.flatMap((one) => pairsOf(one));
  const places = [...unsteadyPlaces(pairs, 'legacy', clock), ...unsteadyPlaces(pairs, 'candidate', clock)];
  const isVolatile = ({ side, unsteady, examples }: UnsteadyPlace): boolean =>
    side === 'legacy' && unsteady === examples && examples >= fewestUnsteady;
  const ignored = places.filter(isVolatile);
  const lists = listKeysOf(documentsOf(pairs, clock));
  const safe: CompareRules = {
    ...(ignored.length > 0 && { ignore: ignored.map(({ pattern }) => pattern) }),
    ...(lists.size > 0 && { lists: Object.fromEntries([...lists].map(([list, by]) => [list, { by }])) }),
  };
  const last = pairs.map(({ rounds }) => rounds.at(-1)).filter((pair) => pair !== undefined);
  const looks = last.map((pair) => differencesOf(pair.legacy, pair.candidate, safe, clock));
  return {
    sides: { legacy: sideOf(read, 'legacy'), candidate: sideOf(read, 'candidate') },
    compared: pairs.length,
    agreeing: looks.filter((found) => found?.length === 0).length,
    safe,
    why: new Map([
      ...ignored.map(({ pattern, examples }): [string, string[]] => [
        `ignore › ${pattern}`,
        [`legacy differs from itself here on every read, in all ${examples} examples`],
      ]),
      ...[...lists].map(([list, by]): [string, string[]] => [
        `lists › ${list}`,
        [`members are told apart by ${by} on both sides; their order still counts`],
      ]),
    ]),
    doubtful: places.filter(
      (place) => !isVolatile(place) && !ignored.some(({ pattern }) => pattern === place.pattern),
    ),
    suggested: suggestedFor(last, safe, clock).map((one) => ({ rules: one.rules, says: sentencesOf(one) })),
    differing: countsOf(
      looks.flatMap((found) => [
        ...new Set((found ?? [unreadable]).map((one) => `${one.kind} at ${one.pattern}`)),
      ]),
    ),
  };
}

const unreadable = { kind: 'format', pattern: 'the body, which cannot be compared' } as const;

/** An example that both sides answered both times. */
interface ReadPairs {
  readonly rounds: readonly KeptAnswers[];
}

function pairsOf({ example, rounds }: ReadExample): readonly ReadPairs[] {
  const answered = rounds.flatMap(({ legacy, candidate }): readonly KeptAnswers[] =>
    legacy.kind === 'answer' && candidate.kind === 'answer'
      ? [{ entity: example.entity, legacy: legacy.answer, candidate: candidate.answer }]
      : [],
  );
  return answered.length === rounds.length && answered.length > 0 ? [{ rounds: answered }] : [];
}

/** Single values that differ between two reads of the same side. */
function unsteadyPlaces(
  pairs: readonly ReadPairs[],
  side: Side,
  clock: () => number,
): readonly UnsteadyPlace[] {
  const [unsteady, steady] = [new Map<string, number>(), pairs.length];
  for (const { rounds } of pairs) {
    const [first, second] = rounds;
    if (!first || !second) continue;
    const found = differencesOf(first[side], second[side], {}, clock) ?? [];
    for (const pattern of new Set(found.filter(isOfValues).map((one) => one.pattern)))
      unsteady.set(pattern, (unsteady.get(pattern) ?? 0) + 1);
  }
  return [...unsteady].map(([pattern, count]) => ({ pattern, side, unsteady: count, examples: steady }));
}

/** Below a list or an object may stand what agrees. */
const isOfValues = ({ kind, pattern, legacy, candidate }: Difference): boolean =>
  kind === 'value' &&
  pattern !== '$' &&
  pattern.startsWith('$') &&
  !isContent(legacy) &&
  !isContent(candidate);

const isContent = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Undefined where they cannot be compared. */
function differencesOf(
  legacy: Answer,
  candidate: Answer,
  rules: CompareRules,
  clock: () => number,
): readonly Difference[] | undefined {
  const comparison = compareObservations(legacy, candidate, compileRules(rules), { ...lookLimits, clock });
  return comparison.verdict === 'unreadable' ? undefined : comparison.differences;
}

function documentsOf(
  pairs: readonly ReadPairs[],
  clock: () => number,
): readonly { readonly legacy: unknown; readonly candidate: unknown }[] {
  const documents: { legacy: unknown; candidate: unknown }[] = [];
  for (const { rounds } of pairs) {
    const [first] = rounds;
    if (!first) continue;
    compareObservations(
      first.legacy,
      first.candidate,
      compileRules({}),
      { ...lookLimits, clock },
      ({ trees }) => {
        documents.push({ legacy: trees.legacy.value, candidate: trees.candidate.value });
      },
    );
  }
  return documents;
}

/** Milliseconds in which rules are tried. */
const patience = 5_000;

/** What persists over both reads clients would see: of all that is suggested for it nothing is safe. */
function suggestedFor(
  pairs: readonly KeptAnswers[],
  present: CompareRules,
  clock: () => number,
): readonly Suggestion[] {
  const began = clock();
  const entities = pairs.length;
  const shows = pairs.map(
    ({ legacy, candidate }) => new Set((differencesOf(legacy, candidate, present, clock) ?? []).map(nameOf)),
  );
  const working = suggest({
    present,
    pairs,
    stood: () => true,
    known: (field) => {
      const differing = shows.filter((names) => names.has(nameOf(field))).length;
      return {
        classes: { semantic: differing, missing: 0, stale: 0 },
        settled: differing,
        entities: { compared: entities, differing, settled: differing, volatile: 0 },
      };
    },
    isTellable: () => true,
    clock,
    hasTime: () => clock() - began < patience,
  });
  for (;;) {
    const { done, value } = working.next();
    if (done) return value.suggestions;
  }
}

function sideOf(read: readonly ReadExample[], side: Side): SideFinding {
  const all: readonly ReadOnce[] = read.flatMap(({ rounds }) => rounds.map((round) => round[side]));
  const answered = all.filter((one) => one.kind === 'answer');
  const times = answered.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  return {
    reads: all.length,
    answers: countsOf(
      answered.map(({ answer }) =>
        `${answer.status} ${headerValues(answer.headers, 'content-type')[0] ?? ''}`.trim(),
      ),
    ),
    failures: countsOf(all.flatMap((one) => (one.kind === 'failure' ? [one.why] : []))),
    p50: times[Math.floor(times.length / 2)],
    versions: versionsOf(answered.map(({ answer }) => answer)),
  };
}

/** Headers that are named like a version, and said the same in every answer. */
function versionsOf(answers: readonly Answer[]): SideFinding['versions'] {
  const [first] = answers;
  if (first === undefined) return [];
  return first.headers.filter(
    ([name, value]) =>
      /(?:^|-)(?:version|release|revision|build|commit|sha)$/i.test(name) &&
      value.length <= 64 &&
      answers.every(({ headers }) => headerValues(headers, name).join() === value),
  );
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
