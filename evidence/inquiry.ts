import type { Difference } from '../comparators/difference.js';
import { lookLimits } from '../comparators/suggest/look.js';
import { answerLimits } from '../comparators/limits.js';
import { decodeBody, DecodeError } from '../comparators/reading/decode.js';
import { formatOf } from '../comparators/reading/document.js';
import { type Keyed, type Redaction, compileRedaction, redactDifference } from '../comparators/redact.js';
import { explainedProblems } from '../comparators/explain/explained-problems.js';
import type { RuleProblem } from '../comparators/rules/compile-rules.js';
import type { CompareRules } from '../comparators/rules/rules-schema.js';
import { type Previewed, preview } from '../comparators/suggest/preview.js';
import { type Suggestions, suggest } from '../comparators/suggest/suggest.js';
import type { Field, KeptAnswers, Known, Told } from '../comparators/suggest/suggestion.js';
import { withRules } from '../comparators/suggest/with-rules.js';
import { bounded } from './sample-of.js';

/** What somebody wants to know of rules for a route. */
export type Question =
  | { readonly about: 'suggestions'; readonly route: string }
  | {
      readonly about: 'preview';
      readonly route: string;
      readonly rules: CompareRules;
      /** In place of the route's rules, else beside them. */
      readonly instead: boolean;
    };

/** What became of other rules on kept pairs, as it may be told. */
export type Preview = Omit<Previewed, 'silenced'> & {
  /** Redacted. */
  readonly silenced: readonly Difference[];
  /** The route's custom comparator, or the rules', is not asked: it may hang, and pairs that come in need it. */
  readonly custom: 'none' | 'not-asked';
};

/** Rules that the evidence supports, as they may be told. */
export type ToldSuggestions = Suggestions & { readonly custom: Preview['custom'] };

/**
 * What came of a question: an answer, rules that do not go together with the route's, or why nobody answers now, with
 * the way out.
 */
export type Inquired<T> =
  | { readonly kind: 'told'; readonly told: T }
  | { readonly kind: 'invalid'; readonly problems: readonly RuleProblem[] }
  | { readonly kind: 'unavailable'; readonly detail: string };

/** Whoever answers questions about rules. */
export interface Inquire {
  suggestions(route: string): Promise<Inquired<ToldSuggestions>>;
  preview(route: string, rules: CompareRules, instead: boolean): Promise<Inquired<Preview>>;
}

const unavailable = {
  kind: 'unavailable',
  detail: 'No analyst runs, and only an analyst has kept pairs. Ask again when one does.',
} as const;

/** Where no analyst is. */
export const nobodyAnswers: Inquire = {
  suggestions: () => Promise.resolve(unavailable),
  preview: () => Promise.resolve(unavailable),
};

/** What of a route rules may be drawn from. */
export interface InquiredRoute {
  readonly present: CompareRules;
  /** As authored, and as compiled with the route's renames. */
  readonly redact: readonly string[];
  readonly redaction: Redaction;
  readonly keyed: Keyed;
  readonly asksCustom: boolean;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
  readonly pairs: readonly KeptAnswers[];
  readonly stood: (field: Field) => boolean;
  readonly known: (field: Field) => Known;
}

/** Rules for what the route's kept pairs show; stops wherever it yields. No value leaves that `redact` names. */
export function* suggestionsFor(
  route: InquiredRoute,
  hasTime: () => boolean,
): Generator<void, Inquired<ToldSuggestions>> {
  const { present, pairs, clock, stood, known, redaction, keyed } = route;
  const isTellable = ({ pair, difference }: Told): boolean => {
    const told = redactDifference(difference, redaction, keyed, formatFrom(pair));
    return told.legacy === difference.legacy && told.candidate === difference.candidate;
  };
  const told = yield* suggest({ present, pairs, clock, stood, known, isTellable, hasTime });
  return { kind: 'told', told: { ...told, custom: route.asksCustom ? 'not-asked' : 'none' } };
}

/** What other rules would make of the route's kept pairs; stops wherever it yields. */
export function* previewFor(
  route: InquiredRoute,
  { rules, instead }: Question & { readonly about: 'preview' },
  hasTime: () => boolean,
): Generator<void, Inquired<Preview>> {
  const { present, pairs, clock } = route;
  const others = instead ? rules : withRules(present, rules);
  const problems = explainedProblems(others);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const { silenced, ...told } = yield* preview({ present, others, pairs, clock, hasTime });
  // What is renamed is hidden under both of its names.
  const renames = { ...present.renames, ...others.renames };
  const redaction = compileRedaction(route.redact, renames);
  const custom = route.asksCustom || rules.custom !== undefined ? 'not-asked' : 'none';
  const shown = silenced.map(({ pair, difference }) =>
    bounded(redactDifference(difference, redaction, route.keyed, formatFrom(pair))),
  );
  return { kind: 'told', told: { ...told, silenced: shown, custom } };
}

/** What the bodies of a kept pair were read as: that tells how to read their paths. */
function formatFrom({ legacy: { body, headers } }: KeptAnswers): ReturnType<typeof formatOf> {
  if (body === null) return 'empty';
  try {
    return formatOf(decodeBody(body, headers, { ...answerLimits, ...lookLimits }));
  } catch (error) {
    // Nothing of it was compared, so nothing of it is told.
    if (error instanceof DecodeError) return 'empty';
    throw error;
  }
}
