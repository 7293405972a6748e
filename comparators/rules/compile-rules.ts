import type { CustomJudge } from '../custom.js';
import { type Forgiving, inOrder } from '../forgiving.js';
import { type Decimal, aboutAs, multiply, parseDecimal } from '../scalars/decimal.js';
import { spelled } from '../scalars/scalars.js';
import { type PathState, type Placed, compilePaths } from './path-states.js';
import { reachableStates, tooManyCombinations } from './reachable-states.js';
import { type Rename, RenameError, orderRenames, readRename } from '../shape/renames.js';
import { type CompareRules, defaultHeaders } from './rules-schema.js';
import { type Selector, SelectorError, parseSelector } from './selector.js';

/** How the members of a list find each other. */
export type ListRule =
  | { readonly pair: 'ordered' }
  | { readonly pair: 'unordered' }
  /** Of the members that it finds, those that may move are no difference where they stand. */
  | { readonly pair: 'by'; readonly names: readonly string[]; readonly mayMove: boolean };

/** One rule, compiled. */
export type Mark = {
  /** The rule as a difference tells it: `numbers › $..total › absolute: 0.01`. */
  readonly rule: string;
} & (
  | { readonly kind: 'ignore' }
  | { readonly kind: 'list'; readonly list: ListRule }
  | { readonly kind: 'number'; readonly absolute: Decimal; readonly about: number }
  | { readonly kind: 'number'; readonly relative: Decimal; readonly about: number }
  | { readonly kind: 'time'; readonly within: Decimal }
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, unknown> }
);

/** The rules that govern one place: of each kind the most specific. */
export type RulesHere = { readonly [K in Mark['kind']]?: Extract<Mark, { kind: K }> };

/** Where a walk through a document stands among the rules. */
export type RuleState = PathState<RulesHere>;

/** The rules of a route, ready to judge any number of pairs. Holds no state of a comparison. */
export interface CompiledRules {
  readonly root: RuleState;
  readonly renames: readonly Rename[];
  /** Where in the candidate's document the renames look. */
  readonly renamedPlaces: PathState<unknown>;
  readonly nullAbsent: boolean;
  readonly emptyAbsent: boolean;
  readonly numberString: boolean;
  /** True when texts that differ only in their Unicode normalisation form are equal (UAX #15). */
  readonly unicodeForms: boolean;
  /** True when texts that differ only in how their lines end are equal. */
  readonly lineEnds: boolean;
  /** Groups of status codes that mean the same. */
  readonly statuses: readonly (readonly number[])[];
  /** True where every value is a text, as in XML: then numbers and value maps read texts. */
  readonly allText: boolean;
  /** True when some rule is `ignore`. */
  readonly ignores: boolean;
  /** True when two scalars may be equal without being the same. */
  readonly tolerates: boolean;
  /** Which kinds of rules are among these that may hide in a body what a client of the candidate would see. */
  readonly forgiving: readonly Forgiving[];
  /** True when some rule names a list position, so that the same member may mean another elsewhere. */
  readonly positions: boolean;
  /** Lower-case names; a trailing `*` stands for any rest. */
  readonly headers: readonly string[];
  /** Asked last; the module that it comes from is loaded by whoever compiles the rules. */
  readonly custom?: CustomJudge | undefined;
}

/** What is wrong with one rule. */
export interface RuleProblem {
  /** The way to it inside `compare:`: `['lists', '$.orders', 'by']`. */
  readonly where: readonly (string | number)[];
  readonly message: string;
  /** Offset inside the selector, where one is at fault. */
  readonly position?: number;
}

/** What `compileRules` throws; names the first problem. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  readonly where: readonly (string | number)[];
  constructor(readonly problem: RuleProblem) {
    super(`${problem.where.join(' › ')}: ${problem.message}`);
    this.where = problem.where;
  }
}

/** A rule at its place, and how it was written. */
export interface PlacedRule extends Placed<Mark> {
  /** The way to it inside `compare:`. */
  readonly where: RuleProblem['where'];
  /** What it says, without its place: `absolute: 0.01`. Empty where its place says it all. */
  readonly says: string;
}

/** Every problem of the rules that the schema cannot see. */
export function ruleProblems(rules: CompareRules): RuleProblem[] {
  const { problems, compiled, placed } = new RuleCompiler(rules);
  const areBounded =
    reachableStates(compiled.root, selectorsOf(placed), ({ ignore }) => ignore !== undefined) &&
    reachableStates(
      compiled.renamedPlaces,
      compiled.renames.map(({ candidate }) => ({ steps: candidate })),
      () => false,
    );
  return areBounded ? problems : [...problems, { where: [], message: tooManyCombinations }];
}

const selectorsOf = (placed: readonly PlacedRule[]): Selector[] => placed.map(({ selector }) => selector);

/** The rules that stand at places, as they were written; one whose selector is none is left out. */
export function placedRules(rules: CompareRules): readonly PlacedRule[] {
  return new RuleCompiler(rules).placed;
}

/**
 * Compiles authored rules.
 * @param custom what the module under `custom` exports
 * @throws RuleError for the first problem; `ruleProblems` lists all.
 */
export function compileRules(rules: CompareRules, custom?: CustomJudge): CompiledRules {
  const { problems, compiled } = new RuleCompiler(rules);
  const [first] = problems;
  if (first !== undefined) throw new RuleError(first);
  return { ...compiled, custom };
}

/** Seconds of a duration such as `250ms`, `5s`, `15m`, `1h`, exactly. */
export function parseDuration(text: string): Decimal | undefined {
  const [, amount, unit] = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = { ms: '0.001', s: '1', m: '60', h: '3600' }[unit ?? ''];
  const number = parseDecimal(amount ?? '');
  const seconds = parseDecimal(factor ?? '');
  return number === undefined || seconds === undefined ? undefined : multiply(number, seconds);
}

class RuleCompiler {
  readonly problems: RuleProblem[] = [];
  readonly compiled: CompiledRules;
  readonly placed: PlacedRule[] = [];

  constructor(rules: CompareRules) {
    const equate = new Set(rules.equate);
    const forms = { unicodeForms: equate.has('unicode-forms') };
    for (const [at, text] of (rules.ignore ?? []).entries())
      this.place(['ignore', at], text, { kind: 'ignore', rule: `ignore › ${text}` });
    this.section('lists', rules.lists, listMeaning);
    this.section('numbers', rules.numbers, numberMeaning);
    this.section('times', rules.times, timeMeaning);
    this.section('values', rules.values, (values) => valuesMeaning(values, forms));
    const renames = this.renames(rules.renames ?? {});
    const kinds = new Set(this.placed.map(({ mark }) => mark.kind));
    this.compiled = {
      root: compilePaths(this.placed, rulesHere),
      renames: this.problems.length === 0 ? orderRenames(renames) : [],
      renamedPlaces: placesOf(renames.map(({ candidate }) => candidate)),
      nullAbsent: equate.has('null-absent'),
      emptyAbsent: equate.has('empty-absent'),
      numberString: equate.has('number-string'),
      ...forms,
      lineEnds: equate.has('line-ends'),
      statuses: rules.status?.equate ?? [],
      allText: false,
      ignores: kinds.has('ignore'),
      tolerates:
        kinds.has('number') || kinds.has('time') || kinds.has('values') || equate.has('number-string'),
      forgiving: inOrder([
        ...(renames.length > 0 ? (['renames'] as const) : []),
        ...(kinds.has('values') ? (['values'] as const) : []),
        ...(equate.size > 0 ? (['equate'] as const) : []),
      ]),
      positions: this.placed.some(({ selector }) => selector.steps.some(({ kind }) => kind === 'index')),
      headers: (rules.headers ?? defaultHeaders).map((name) => name.toLowerCase()),
    };
  }

  private section<R>(
    name: string,
    rules: Record<string, R> | undefined,
    compile: (rule: R) => Meaning | string,
  ): void {
    const seen = new Map<string, string>();
    for (const [text, rule] of Object.entries(rules ?? {})) {
      const meaning = compile(rule);
      if (typeof meaning === 'string') this.problems.push({ where: [name, text], message: meaning });
      else {
        const { told, ...mark } = meaning;
        const selector = this.place([name, text], text, { ...mark, rule: `${name} › ${text}${told}` }, told);
        const steps = JSON.stringify(selector?.steps);
        const same = seen.get(steps);
        if (selector !== undefined && same !== undefined) {
          this.problems.push({
            where: [name, text],
            message: `is the same place as ${same}; keep one of the two`,
          });
        }
        seen.set(steps, text);
      }
    }
  }

  private place(where: RuleProblem['where'], text: string, mark: Mark, told = ''): Selector | undefined {
    const selector = this.selector(where, text);
    const says = told.replace(/^(?:: | › )/, '');
    if (selector !== undefined) this.placed.push({ selector, mark, where, says });
    return selector;
  }

  private selector(where: RuleProblem['where'], text: string): Selector | undefined {
    try {
      return parseSelector(text);
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      const message = `${JSON.stringify(text)} is no selector: ${error.message}`;
      this.problems.push({ where, message, position: error.position });
      return undefined;
    }
  }

  private renames(rules: Record<string, string>): Rename[] {
    const [places, sources] = [new Map<string, string>(), new Map<string, string>()];
    return Object.entries(rules).flatMap(([legacyText, candidateText]) => {
      const where = ['renames', legacyText];
      const legacy = this.selector(where, legacyText);
      const candidate = this.selector(where, candidateText);
      if (legacy === undefined || candidate === undefined) return [];
      const [place, source] = [JSON.stringify(legacy.steps), JSON.stringify(candidate.steps)];
      const [same, rival] = [places.get(place), sources.get(source)];
      places.set(place, legacyText);
      sources.set(source, legacyText);
      if (same !== undefined) {
        this.problems.push({ where, message: `is the same place as ${same}; keep one of the two` });
      } else if (rival !== undefined) {
        const message = `takes ${candidateText} of the candidate, which ${rival} takes already; it can have one name only`;
        this.problems.push({ where, message });
      }
      try {
        return [readRename(legacy, candidate)];
      } catch (error) {
        if (!(error instanceof RenameError)) throw error;
        this.problems.push({ where, message: error.message });
        return [];
      }
    });
  }
}

type Section<K extends keyof CompareRules> = NonNullable<CompareRules[K]>[keyof NonNullable<CompareRules[K]>];

/** A rule without its place; `told` is how its name ends. */
type Meaning = DistributiveOmit<Mark, 'rule'> & { readonly told: string };
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function listMeaning(rule: Section<'lists'>): Meaning {
  if (typeof rule === 'string') return { kind: 'list', list: { pair: rule }, told: `: ${rule}` };
  const names = typeof rule.by === 'string' ? [rule.by] : rule.by;
  const mayMove = rule.order === 'any';
  const order = mayMove ? ', order: any' : '';
  return { kind: 'list', list: { pair: 'by', names, mayMove }, told: ` › by: ${names.join(', ')}${order}` };
}

function valuesMeaning(
  rule: Section<'values'>,
  forms: Pick<CompiledRules, 'unicodeForms'>,
): Meaning | string {
  const rounded = Object.values(rule).find((to) => Number.isInteger(to) && !Number.isSafeInteger(to));
  if (rounded !== undefined) {
    return `maps to a number of more digits than YAML's numbers keep: ${String(rounded)} may not be what was written. A custom comparator can judge it`;
  }
  const values = Object.entries(rule).map(([from, to]) => [String(spelled(from, forms)), to] as const);
  return { kind: 'values', values: new Map(values), told: '' };
}

function numberMeaning(rule: Section<'numbers'>): Meaning | string {
  if ('absolute' in rule) {
    const absolute = parseDecimal(String(rule.absolute));
    return absolute === undefined
      ? 'absolute is a decimal number such as 0.01'
      : { kind: 'number', absolute, about: aboutAs(absolute), told: ` › absolute: ${rule.absolute}` };
  }
  const text = String(rule.relative);
  const share = parseDecimal(text.replace(/%$/, ''));
  if (share === undefined) return 'relative is a share such as 1% or 0.01';
  const hundredth = { negative: false, digits: '1', top: -1n };
  const relative = text.endsWith('%') ? multiply(share, hundredth) : share;
  return { kind: 'number', relative, about: aboutAs(relative), told: ` › relative: ${text}` };
}

function timeMeaning({ within: text }: Section<'times'>): Meaning | string {
  const within = parseDuration(text);
  return within === undefined
    ? 'within is a duration such as 250ms, 5s, 15m, 1h'
    : { kind: 'time', within, told: ` › within: ${text}` };
}

/** Of each kind the last: the most specific. */
const rulesHere = (marks: readonly Mark[]): RulesHere =>
  Object.fromEntries(marks.map((mark) => [mark.kind, mark]));

const placesOf = (selectors: readonly Selector['steps'][]): PathState<unknown> =>
  compilePaths(
    selectors.map((steps) => ({ selector: { text: '', steps }, mark: undefined })),
    () => undefined,
  );
