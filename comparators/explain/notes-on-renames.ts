import { type PlacedRule, type RuleProblem } from '../rules/compile-rules.js';
import { covers } from './covers.js';
import { writeSelector } from '../pattern.js';
import { type Rename, orderRenames, readRename, startsWith } from '../shape/renames.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { type SelectorStep, parseSelector } from '../rules/selector.js';

type Steps = readonly SelectorStep[];

/** Remarks on renames, and on rules that are written under a name that a rename takes away. */
export function renameNotes(
  placed: readonly PlacedRule[],
  { renames = {} }: CompareRules,
): readonly RuleProblem[] {
  const authored = Object.entries(renames).map(([legacy, candidate]) => ({
    where: ['renames', legacy],
    rename: readRename(parseSelector(legacy), parseSelector(candidate)),
  }));
  const all = authored.map(({ rename }) => rename);
  const moved = [...all, ...orderRenames(all)];
  return [
    ...authored.flatMap(({ where, rename }) =>
      JSON.stringify(rename.legacy) === JSON.stringify(rename.candidate)
        ? [{ where, message: 'changes no verdict: both names are the same' }]
        : [],
    ),
    ...placed.flatMap((rule) => underCandidatesName(rule, moved)),
    ...placed.flatMap((rule) => keyOfCandidate(rule, moved)),
  ];
}

function underCandidatesName(
  { selector: { steps }, where }: PlacedRule,
  renames: readonly Rename[],
): RuleProblem[] {
  const meant = legacysName(steps, renames);
  if (meant === undefined) return [];
  const message = `is written under the candidate's name, which nothing has any more once it is renamed: paths are legacy's. Write ${writeSelector(meant)}`;
  return [{ where, message }];
}

/** A key is legacy's name too: the members are paired once they are renamed. */
function keyOfCandidate({ selector, mark, where }: PlacedRule, renames: readonly Rename[]): RuleProblem[] {
  if (mark.kind !== 'list' || mark.list.pair !== 'by') return [];
  return mark.list.names.flatMap((name) => {
    const key: Steps = [...selector.steps, { kind: 'any' }, { kind: 'name', name }];
    const meant = legacysName(key, renames)?.at(-1);
    if (meant?.kind !== 'name' || meant.name === name) return [];
    const message = `pairs members by the candidate's name ${name}: paths and names are legacy's. Write by: ${meant.name}`;
    return [{ where, message }];
  });
}

/** Where a place stands once it is renamed; undefined where no rename takes it, or legacy has that name too. */
function legacysName(steps: Steps, renames: readonly Rename[]): Steps | undefined {
  for (let length = steps.length; length > 0; length -= 1) {
    const place = steps.slice(0, length);
    const isLegacys = renames.some(({ legacy }) => covers(legacy, place) || startsWith(legacy, place));
    if (isLegacys) return undefined;
    const rename = renames.find(({ candidate }) => covers(candidate, place));
    const meant = rename && carriedOver(place, rename);
    if (meant) return [...meant, ...steps.slice(length)];
  }
  return undefined;
}

/** Wildcards carry over by position. */
function carriedOver(place: Steps, { legacy, candidate }: Rename): Steps | undefined {
  if (JSON.stringify(place) === JSON.stringify(candidate)) return legacy;
  if (candidate.some(({ kind }) => kind === 'below')) return undefined;
  const filled = place.filter((_, at) => candidate[at]?.kind === 'any');
  return legacy.map((step) => (step.kind === 'any' ? (filled.shift() ?? step) : step));
}
