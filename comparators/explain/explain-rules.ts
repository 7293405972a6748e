import { type PlacedRule, placedRules } from '../rules/compile-rules.js';
import { meeting } from './covers.js';
import { type Governance, type Say, readGovernance } from './governance.js';
import { bySpecificity } from '../rules/path-states.js';
import { writeSelector } from '../pattern.js';
import { type CompareRules, defaultHeaders } from '../rules/rules-schema.js';
import { type Selector, type SelectorStep, parseSelector } from '../rules/selector.js';

/** One rule as a person wants it told: where it governs, and which rule does where it does not. */
export interface ExplainedRule {
  /** As a difference tells it: `numbers › $..total › absolute: 0.01`. */
  readonly rule: string;
  /** The way to it inside `compare:`. */
  readonly where: readonly (string | number)[];
  /** The key under `compare:` where it stands. */
  readonly section: string;
  /** Its places as a selector; `header:…` for a header; absent for what holds everywhere. */
  readonly place?: string;
  /** What it says of them: `absolute: 0.01`. */
  readonly says: string;
  readonly governs: boolean;
  /** Why it governs nowhere. */
  readonly why?: string;
  /** Rules of its kind that it takes over from. */
  readonly instead: readonly Rival[];
  /** Rules that take over from it. */
  readonly overriddenBy: readonly Rival[];
}

/** The other rule of two that meet. */
export interface Rival {
  readonly rule: string;
  /** Its places. */
  readonly place: string;
  /** The places that both select. */
  readonly at: string;
}

/**
 * Every rule of a route, those without `..` as a tree, those with before them, from general to specific;
 * last what holds for the whole answer. For rules without a problem.
 */
export function explainRules(rules: CompareRules): readonly ExplainedRule[] {
  const placed = placedRules(rules);
  const governance = readGovernance(placed);
  const told = placed.map((rule) => ({
    selector: rule.selector,
    explained: explainPlaced(rule, governance),
  }));
  const renamed = Object.entries(rules.renames ?? {}).map(([legacy, candidate]) => ({
    selector: parseSelector(legacy),
    explained: {
      ...always(['renames', legacy], `← ${candidate}`),
      rule: `renames › ${legacy}: ${candidate}`,
      place: legacy,
    },
  }));
  const inOrder = [...told, ...renamed].toSorted((a, b) => inReadingOrder(a.selector, b.selector));
  return [...inOrder.map(({ explained }) => explained), ...unplaced(rules, placed)];
}

function explainPlaced(rule: PlacedRule, { of }: Governance): ExplainedRule {
  const say = of(rule);
  const { steps, text } = rule.selector;
  const takers = [...say.overriddenBy, ...say.ignoredBy];
  const told = (others: Iterable<PlacedRule>, at: (other: Selector) => readonly SelectorStep[]): Rival[] =>
    [...others].map(({ mark, selector }) => ({
      rule: mark.rule,
      place: selector.text,
      at: writeSelector(at(selector)),
    }));
  return {
    rule: rule.mark.rule,
    where: rule.where,
    section: String(rule.where[0]),
    place: text,
    says: rule.mark.kind === 'values' ? mapping(rule.mark.values) : rule.says,
    governs: say.governs,
    ...(!say.governs && { why: whyNowhere(rule, say) }),
    instead: told(say.instead, (other) => meeting(other.steps, steps)),
    overriddenBy: [
      ...told(takers, (other) => meeting(steps, other.steps)),
      ...(say.governs ? [] : told(say.silencedBy, () => steps)),
    ],
  };
}

/** What keeps a rule from governing anywhere. */
export function whyNowhere({ mark }: PlacedRule, { overriddenBy, ignoredBy, silencedBy }: Say): string {
  const ignorers = new Set([...silencedBy, ...ignoredBy]);
  const verb = mark.kind === 'ignore' ? 'cover' : 'silence';
  const ignored = `${namesOf(ignorers)} ${verb}${ignorers.size > 1 ? '' : 's'} it`;
  if (overriddenBy.size === 0) return ignored;
  const overridden = `more specific rules govern all its places: ${namesOf(overriddenBy)}`;
  return ignorers.size === 0
    ? overridden
    : `${ignored}; elsewhere ${overridden.replace(' all its places', '')}`;
}

const namesOf = (rules: Iterable<PlacedRule>): string =>
  [...rules].map(({ mark }) => mark.rule).join(' and ');

/** `SHIPPED → shipped, OPEN → open` */
const mapping = (values: ReadonlyMap<string, unknown>): string =>
  [...values].map(([legacy, candidate]) => `${legacy} → ${String(candidate)}`).join(', ');

/** The keys whose rules stand at places. */
const placing: ReadonlySet<string> = new Set([
  'ignore',
  'lists',
  'numbers',
  'times',
  'values',
  'renames',
] satisfies (keyof CompareRules)[]);

/** What holds for the whole answer: `equate`, `headers`, and whatever else stands at no place. */
function unplaced(rules: CompareRules, placed: readonly PlacedRule[]): readonly ExplainedRule[] {
  const { headers = defaultHeaders, ...others } = rules;
  const sections = new Set([...placing, ...placed.map(({ where }) => where[0])]);
  return [
    ...Object.entries(others).flatMap(([section, rule]) =>
      sections.has(section)
        ? []
        : (Array.isArray(rule) ? rule : [rule]).map((one, at) =>
            always([section, ...(Array.isArray(rule) ? [at] : [])], textOf(one)),
          ),
    ),
    ...headers.map((name, at) => ({
      ...always(['headers', at], name),
      place: `header:${name.toLowerCase()}`,
    })),
  ];
}

/** `./money.js`; `equate: [[200,203]]` */
function textOf(rule: unknown): string {
  if (typeof rule === 'string') return rule;
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return JSON.stringify(rule);
  return Object.entries(rule)
    .map(([key, held]) => `${key}: ${JSON.stringify(held)}`)
    .join(', ');
}

const always = (where: ExplainedRule['where'], says: string): ExplainedRule => {
  const section = String(where[0]);
  return { rule: `${section} › ${says}`, where, section, says, governs: true, instead: [], overriddenBy: [] };
};

const isDeep = ({ steps }: Selector): boolean => steps.some(({ kind }) => kind === 'below');

function inReadingOrder(left: Selector, right: Selector): number {
  if (isDeep(left) || isDeep(right)) {
    return (
      Number(isDeep(right)) - Number(isDeep(left)) ||
      bySpecificity(left, right) ||
      (left.text < right.text ? -1 : Number(left.text > right.text))
    );
  }
  for (const [at, step] of left.steps.entries()) {
    const other = right.steps[at];
    if (other === undefined) return 1;
    const order = stepOrder(step, other);
    if (order !== 0) return order;
  }
  return left.steps.length - right.steps.length;
}

/** Any member before positions before names. */
function stepOrder(left: SelectorStep, right: SelectorStep): number {
  if (left.kind === 'index' && right.kind === 'index') return left.index - right.index;
  if ('name' in left && 'name' in right) return left.name < right.name ? -1 : Number(left.name > right.name);
  const rank = ({ kind }: SelectorStep): number => ['any', 'index', 'name', 'below'].indexOf(kind);
  return rank(left) - rank(right);
}
