import type { Limits } from '../limits.js';
import { compileRules } from '../rules/compile-rules.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { equateRules } from './equate-rules.js';
import { type Facts, KeptFacts } from './facts.js';
import { ignoreRules } from './ignore-rules.js';
import { listRules } from './list-rules.js';
import { numberRules } from './number-rules.js';
import { renameRules } from './rename-rules.js';
import {
  type Field,
  type KeptAnswers,
  type Known,
  type Proposal,
  type Suggestion,
  type Told,
  nameOf,
  sections,
} from './suggestion.js';
import { timeRules } from './time-rules.js';
import { type Tried, tryProposal } from './trial.js';
import { valueRules } from './value-rules.js';

/** What suggestions are made of. */
export interface SuggestTerms {
  /** The route's own, without its custom comparator. */
  readonly present: CompareRules;
  readonly pairs: readonly KeptAnswers[];
  /** Whether a difference stood when the pair was examined: what a custom comparator forgave needs no rule. */
  readonly stood: (field: Field) => boolean;
  readonly known: (field: Field) => Known;
  /** Whether the values of a difference may be told. */
  readonly isTellable: (told: Told) => boolean;
  /** Milliseconds that never go back: what one comparison may take is told by it. */
  readonly clock: Limits['clock'];
  /** Whether there is time for another comparison. */
  readonly hasTime: () => boolean;
}

/** What the kept pairs support. */
export interface Suggestions {
  readonly suggestions: readonly Suggestion[];
  /** Places where a rule would have to tell values that are redacted. */
  readonly withheld: readonly string[];
  /** Kept pairs that were looked at, of how many entities. */
  readonly pairs: number;
  readonly entities: number;
  /** False where time was over before all was tried. */
  readonly complete: boolean;
}

/** Entities that must show a field before a rule is suggested for it. */
const fewestEntities = 5;

/** Draws up rules for what kept pairs show, tries each on them, and tells those that hold; stops wherever it yields. */
export function* suggest(terms: SuggestTerms): Generator<void, Suggestions> {
  const facts = new KeptFacts(compileRules(terms.present), terms.clock);
  let complete = true;
  for (const pair of terms.pairs) {
    if (!(complete = terms.hasTime())) break;
    facts.learn(pair);
    yield;
  }
  const asked = [...facts.fields.values()].filter((field) => isAskedFor(field, terms));
  const { proposals, withheld } = tellableOf(proposalsFor(asked, facts, terms), terms);
  const suggestions: Suggestion[] = [];
  const covered = new Set<string>();
  for (const proposal of proposals) {
    if (!asked.some((field) => proposal.isMeantFor(field) && !covered.has(nameOf(field)))) continue;
    if (!(complete &&= terms.hasTime())) break;
    const tried = yield* tryProposal(proposal, terms.present, facts.looks, facts.fields, terms.clock);
    if (!tried || !holds(tried, proposal, asked, covered)) continue;
    for (const field of tried.silences) covered.add(nameOf(field));
    suggestions.push(suggestionOf(proposal, tried, terms));
  }
  const entities = new Set(facts.looks.map(({ pair }) => pair.entity)).size;
  return { suggestions, withheld, pairs: facts.looks.length, entities, complete };
}

/** What heals by itself needs no rule, and what few entities show may be anything. */
function isAskedFor(field: Facts, { stood, known }: SuggestTerms): boolean {
  if (field.entities.size < fewestEntities || !stood(field)) return false;
  const { classes, settled } = known(field);
  return settled === 0 || classes.stale < settled / 2;
}

/** The narrowest first: what one silences, no other is tried for. */
function proposalsFor(asked: readonly Facts[], facts: KeptFacts, terms: SuggestTerms): readonly Proposal[] {
  const all = [...facts.fields.values()];
  const proposals = [
    ...asked.flatMap((field) => renameRules(field, all)),
    ...listRules(asked, facts),
    ...equateRules(all, (field) => asked.includes(field), terms.present),
    ...asked.flatMap(timeRules),
    ...asked.flatMap(numberRules),
    ...asked.flatMap(valueRules),
    ...asked.flatMap((field) => ignoreRules(field, terms.known(field))),
  ];
  return proposals.toSorted((a, b) => sections.indexOf(a.section) - sections.indexOf(b.section));
}

function tellableOf(
  proposals: readonly Proposal[],
  { isTellable }: SuggestTerms,
): { readonly proposals: readonly Proposal[]; readonly withheld: readonly string[] } {
  const hidden = proposals.filter(({ tells }) => tells?.some((told) => !isTellable(told)));
  const places = hidden.flatMap(({ tells }) => tells?.map(({ difference }) => difference.pattern) ?? []);
  return { proposals: proposals.filter((one) => !hidden.includes(one)), withheld: [...new Set(places)] };
}

/** It silences something that is asked for and that no narrower one does, breaks nothing, and hides nothing else. */
function holds(
  { silences, alsoSilences, breaks }: Tried,
  { section, mayHide }: Proposal,
  asked: readonly Facts[],
  covered: ReadonlySet<string>,
): boolean {
  if (breaks || (alsoSilences.length > 0 && mayHide !== true)) return false;
  const names = new Set(asked.map(nameOf));
  const isNew = (name: string): boolean => names.has(name) && !covered.has(name);
  const silenced = silences.map(nameOf);
  // Half a rename is none: its other half goes by another name already.
  return section === 'renames' ? silenced.length > 0 && silenced.every(isNew) : silenced.some(isNew);
}

function suggestionOf(
  { section, rules, each }: Proposal,
  { silences, alsoSilences, support }: Tried,
  { known }: SuggestTerms,
): Suggestion {
  const settled = silences.map(known);
  return {
    section,
    rules,
    silences,
    alsoSilences,
    support,
    forgives: settled.some(({ classes }) => classes.semantic + classes.missing > 0),
    ...(each && { each }),
    ...(section === 'ignore' && settled[0] && { compared: settled[0].entities }),
  };
}
