import type { Limits } from '../limits.js';
import { type CompiledRules, RuleError, compileRules } from '../rules/compile-rules.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { type Look, lookAt } from './look.js';
import { type Field, type KeptAnswers, type Proposal, type SilencedField } from './suggestion.js';
import { withRules } from './with-rules.js';

/** Of the pairs that show a difference a rule must silence so many that it is told as silencing it. */
const nearlyAll = 0.99;
/** Pairs that show nothing of what a rule is meant for, and are compared under it all the same. */
const mostOthers = 40;

/** What became of the kept pairs under one more rule. */
export interface Tried {
  readonly silences: readonly SilencedField[];
  readonly alsoSilences: readonly SilencedField[];
  readonly support: { readonly pairs: number; readonly entities: number; readonly matching: number };
  /** It brings differences to light that it must not. */
  readonly breaks: boolean;
}

/** A field, and the pairs that show it. */
interface Count extends Field {
  readonly pairs: Set<KeptAnswers>;
  silenced: number;
}

/** Compares kept pairs again with a proposal beside the present rules; stops wherever it yields. */
export function* tryProposal(
  proposal: Proposal,
  present: CompareRules,
  looks: readonly Look[],
  fields: ReadonlyMap<string, Field>,
  clock: Limits['clock'],
): Generator<void, Tried | undefined> {
  const rules = compiled(withRules(present, proposal.rules));
  if (rules === undefined) return undefined;
  const counts = new Map<string, Count>();
  const shown: KeptAnswers[] = [];
  let [breaks, others, matching] = [false, 0, 0];
  for (const look of looks) {
    const isMeant = [...look.shows.keys()].some((name) => isMeantFor(proposal, fields.get(name)));
    if (!isMeant && ++others > mostOthers) continue;
    const after = lookAt(look.pair, rules, clock);
    yield;
    if (after === undefined) continue;
    if (isMeant) shown.push(look.pair);
    if (isMeant && after.differences === 0) matching += 1;
    for (const name of look.shows.keys()) count(counts, name, look, after, fields.get(name));
    breaks ||= isWorse(look, after, (field) => isMeant && proposal.mayReveal?.(field) === true);
  }
  const all = [...counts.values()].filter(({ silenced }) => silenced > 0);
  const silences = all.filter((one) => isSilenced(one) && proposal.isMeantFor(one));
  return {
    silences: silences.map(told),
    alsoSilences: all.filter((one) => !silences.includes(one)).map(told),
    support: { pairs: shown.length, entities: new Set(shown.map(({ entity }) => entity)).size, matching },
    breaks,
  };
}

/** What comes to light must be allowed to, and less than what it stands in place of. */
function isWorse(before: Look, after: Look, mayReveal: (field: Field) => boolean): boolean {
  const revealed = [...after.shows].filter(([name]) => !before.shows.has(name));
  if (revealed.length === 0) return false;
  return (
    after.differences >= before.differences || revealed.some(([, [first]]) => !first || !mayReveal(first))
  );
}

/** A rule may not be possible beside the present ones: two names for one place. */
function compiled(rules: CompareRules): CompiledRules | undefined {
  try {
    return compileRules(rules);
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}

const isMeantFor = ({ isMeantFor }: Proposal, field: Field | undefined): boolean =>
  field !== undefined && isMeantFor(field);

const isSilenced = ({ pairs, silenced }: Count): boolean => silenced >= nearlyAll * pairs.size;

function count(
  counts: Map<string, Count>,
  name: string,
  { pair }: Look,
  after: Look,
  field: Field | undefined,
): void {
  if (field === undefined) return;
  const known = counts.get(name) ?? { ...fieldOf(field), pairs: new Set(), silenced: 0 };
  counts.set(name, known);
  known.pairs.add(pair);
  if (!after.shows.has(name)) known.silenced += 1;
}

const fieldOf = ({ pattern, kind }: Field): Field => ({ pattern, kind });

const told = ({ pairs, silenced, ...field }: Count): SilencedField => ({
  ...field,
  pairs: pairs.size,
  entities: new Set([...pairs].map(({ entity }) => entity)).size,
  silenced,
});
