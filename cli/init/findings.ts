import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { sentencesOf } from '../../comparators/suggest/sentences.js';
import { suggest } from '../../comparators/suggest/suggest.js';
import { type KeptAnswers, nameOf, type Suggestion } from '../../comparators/suggest/suggestion.js';
import { writtenRules } from '../../comparators/suggest/written.js';
import type { Side } from '../../evidence/tally.js';
import { type ComparedOnce, compareOnce } from './compared-once.js';
import { countedExamples, type CountedExample, type NotCounted } from './counted-examples.js';
import { listKeysOf } from './list-keys.js';
import type { ReadExample } from './read-sides.js';
import { countsOf, type SideFinding, sideFinding } from './side-finding.js';
import { stillCompared, valuesByPattern } from './still-compared.js';
import { holdsQuotedName } from './told-pattern.js';
import { type DoubtfulPlace, type UnsteadyPlace, unsteadyPlaces } from './unsteady-places.js';

/** What a few reads of both sides showed, and the rules that follow. */
export interface Findings {
  readonly sides: { readonly [S in Side]: SideFinding };
  /** Examples that were read, and those that do not count. */
  readonly examples: number;
  readonly notCounted: NotCounted;
  /** Examples that both sides answered with 2xx both times, but for those that are silenced. */
  readonly compared: number;
  /** Those of them that agree under the rules that are put in place. */
  readonly agreeing: number;
  /** Examples that would agree only since the rules that are put in place leave nothing of them to compare. */
  readonly silenced: number;
  /** Rules that hide nothing a client could rely on: what differs on every read of legacy's, and list keys. */
  readonly safe: CompareRules;
  /** What speaks for each of them: by `ignore › $.at` and the like. */
  readonly why: ReadonlyMap<string, readonly string[]>;
  /** Unsteady places that are not ignored: for somebody to judge. */
  readonly doubtful: readonly DoubtfulPlace[];
  /** Rules that forgive what clients would see: for somebody to agree with. */
  readonly suggested: readonly { readonly rules: CompareRules; readonly says: readonly string[] }[];
  /** Rules that are not told, since they name what may be somebody's key. */
  readonly untold: number;
  /** What still differs: pattern and kind, in how many examples. Names that may be somebody's are generalised. */
  readonly differing: ReadonlyMap<string, number>;
}

/** What the reads show. @param clock milliseconds that never go back, which bounds each comparison and the whole */
export function findingsOf(read: readonly ReadExample[], clock: () => number): Findings {
  const { counted, others } = countedExamples(read);
  const { ignored, doubtful } = unsteadyPlaces(counted, clock);
  const lists = listKeys(counted, clock);
  const safe: CompareRules = {
    ...(ignored.length > 0 && { ignore: ignored.map(({ pattern }) => pattern) }),
    ...(lists.told.size > 0 && {
      lists: Object.fromEntries([...lists.told].map(([list, by]) => [list, { by }])),
    }),
  };
  const last = counted.flatMap((example) => example.at(-1) ?? []);
  const looks = last
    .map((pair) => compareOnce(pair.legacy, pair.candidate, safe, clock))
    .filter((look) => !isSilenced(look, safe));
  const rules = suggestedFor(last, safe, clock).map((one) => ({ rules: one.rules, says: sentencesOf(one) }));
  const suggested = rules.filter((one) => isXml(looks) || !namesSomebody(one));
  return {
    sides: { legacy: sideFinding(read, 'legacy'), candidate: sideFinding(read, 'candidate') },
    examples: read.length,
    notCounted: others,
    compared: looks.length,
    agreeing: looks.filter((look) => look?.differences.length === 0).length,
    silenced: last.length - looks.length,
    safe,
    why: reasons(ignored, lists.told),
    doubtful,
    suggested,
    untold: rules.length - suggested.length + lists.untold,
    differing: countsOf(looks.flatMap(differencesIn)),
  };
}

/** What differs in one example, as it may be told: each once. */
function differencesIn(look: ComparedOnce | undefined): readonly string[] {
  if (look === undefined) return ['format at the body, which cannot be compared'];
  return [...new Set(look.differences.map(({ kind, pattern }) => `${kind} at ${look.tell(pattern)}`))];
}

/** Whether two answers agree for nothing but that rules leave nothing of them to compare. */
function isSilenced(look: ComparedOnce | undefined, { ignore = [] }: CompareRules): boolean {
  if (look?.trees === undefined || look.differences.length > 0) return false;
  const { value } = look.trees.legacy;
  return stillCompared(valuesByPattern(value, look.trees.textKey), ignore).patterns === 0;
}

const isXml = (looks: readonly (ComparedOnce | undefined)[]): boolean =>
  looks.some((look) => look?.trees?.textKey !== undefined);

const namesSomebody = ({ rules, says }: Findings['suggested'][number]): boolean =>
  [writtenRules(rules), ...says].some(holdsQuotedName);

function reasons(ignored: readonly UnsteadyPlace[], lists: ReadonlyMap<string, string>): Findings['why'] {
  return new Map([
    ...ignored.map(({ pattern, examples }): [string, string[]] => [
      `ignore › ${pattern}`,
      [`legacy differs from itself here on every read, in all ${examples} examples`],
    ]),
    ...[...lists].map(([list, by]): [string, string[]] => [
      `lists › ${list}`,
      [`members are told apart by ${by} on both sides; their order still counts`],
    ]),
  ]);
}

/** By what lists are paired, and how many of them are not told, since their place may name somebody. */
function listKeys(
  examples: readonly CountedExample[],
  clock: () => number,
): { readonly told: ReadonlyMap<string, string>; readonly untold: number } {
  const looks = examples.flatMap(([first]) =>
    first ? [compareOnce(first.legacy, first.candidate, {}, clock)] : [],
  );
  const all = listKeysOf(
    looks.flatMap((look) =>
      look?.trees ? [{ legacy: look.trees.legacy.value, candidate: look.trees.candidate.value }] : [],
    ),
  );
  const told = new Map([...all].filter(([list]) => isXml(looks) || !holdsQuotedName(list)));
  return { told, untold: all.size - told.size };
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
    ({ legacy, candidate }) =>
      new Set(compareOnce(legacy, candidate, present, clock)?.differences.map(nameOf)),
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
