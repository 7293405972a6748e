import { type PlacedRule, type RuleProblem, placedRules } from '../rules/compile-rules.js';
import { isNumberText } from '../scalars/decimal.js';
import { whyNowhere } from './explain-rules.js';
import { type Governance, readGovernance } from './governance.js';
import { headerNotes } from './notes-on-headers.js';
import { listNotes } from './notes-on-lists.js';
import { renameNotes } from './notes-on-renames.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { timeOf } from '../scalars/times.js';

/**
 * Remarks on rules that work, but hardly as they were meant: rules that can never have a say, and rules that
 * contradict each other. For rules without a problem.
 */
export function ruleNotes(rules: CompareRules): readonly RuleProblem[] {
  const placed = placedRules(rules);
  const governance = readGovernance(placed);
  return [
    ...placed.flatMap((rule) => nowhere(rule, governance)),
    ...placed.flatMap((rule) => emptyMap(rule)),
    ...placed.flatMap((rule) => sameValues(rule, governance)),
    ...placed.flatMap((rule) => swappedValues(rule)),
    ...placed.flatMap((rule) => everythingIgnored(rule)),
    ...contradictions(placed, governance),
    ...listNotes(placed, governance),
    ...renameNotes(placed, rules),
    ...headerNotes(rules.headers ?? []),
    ...twice('equate', rules.equate ?? []),
  ];
}

function nowhere(rule: PlacedRule, { of }: Governance): RuleProblem[] {
  const say = of(rule);
  if (say.governs) return [];
  const message = `changes no verdict: ${whyNowhere(rule, say)}. One of them can go.`;
  return [{ where: rule.where, message }];
}

function emptyMap({ mark, where }: PlacedRule): RuleProblem[] {
  return mark.kind === 'values' && mark.values.size === 0
    ? [{ where, message: 'changes no verdict: it maps no value' }]
    : [];
}

/** A text that is mapped to itself; of `1: "1"` the type counts, and where a tolerance stands the map rules it out. */
function sameValues(rule: PlacedRule, { companies }: Governance): RuleProblem[] {
  const { mark, where } = rule;
  if (mark.kind !== 'values') return [];
  const rivals = companies.filter((company) => company.includes(rule)).flat();
  const same = [...mark.values]
    .filter(([from, to]) => to === from && !isWord(from))
    .map(([from]) => from)
    .filter((value) => !rivals.some((rival) => fits[rival.mark.kind]?.(value)));
  if (same.length === 0) return [];
  return [
    {
      where,
      message: `maps ${same.join(', ')} to the same, which changes nothing: equal values always match`,
    },
  ];
}

/** What a number, a boolean or null is written as. */
const isWord = (text: string): boolean => isNumberText(text) || /^(?:true|false|null)$/.test(text);

/** Where the sides use each other's values, a value that was left as it is cannot be told from one that was mapped. */
function swappedValues({ mark, where }: PlacedRule): RuleProblem[] {
  if (mark.kind !== 'values') return [];
  const targets = new Set(
    [...mark.values].flatMap(([from, to]) => (String(to) === from ? [] : [String(to)])),
  );
  const both = [...mark.values.keys()].filter(
    (value) => targets.has(value) && String(mark.values.get(value)) !== value,
  );
  if (both.length === 0) return [];
  const message = `maps ${both.join(', ')}, and maps others to the same: equal values always match, so that one of these which the candidate left as it was goes unseen`;
  return [{ where, message }];
}

function everythingIgnored({ mark, selector, where }: PlacedRule): RuleProblem[] {
  return mark.kind === 'ignore' && selector.steps.length === 0
    ? [{ where, message: 'silences the whole body: only status and headers are compared' }]
    : [];
}

/** Two kinds at one place are asked in a fixed order; told where that leaves nothing, or little, for the later. */
function contradictions(placed: readonly PlacedRule[], { companies }: Governance): RuleProblem[] {
  return placed.flatMap((rule) => {
    const here = companies.filter((company) => company.includes(rule));
    const [first, ...rest] = here.map((company) => company.find(({ mark }) => mark.kind === 'time'));
    if (rule.mark.kind === 'number' && first !== undefined && !rest.includes(undefined)) {
      const message = `is hardly ever asked: ${first.mark.rule} stands there too and comes first, and any number is a time. Keep one of the two.`;
      return [{ where: rule.where, message }];
    }
    if (rule.mark.kind !== 'values') return [];
    const { where, mark } = rule;
    const rivals = new Set(here.flat().filter((other) => other.mark.kind in fits));
    return [...rivals].flatMap((rival) => {
      const both = [...mark.values.keys()].filter((value) => fits[rival.mark.kind]?.(value));
      if (both.length === 0) return [];
      const message = `decides alone for ${both.join(', ')}: the tolerance of ${rival.mark.rule} does not count for what is mapped`;
      return [{ where, message }];
    });
  });
}

/** Whether a mapped value is one that a tolerance could forgive as well. */
const fits: Readonly<Record<string, (value: string) => boolean>> = {
  number: isNumberText,
  time: (value) => timeOf(value) !== undefined,
};

/** Members of a list of names that stand in it before. */
export function twice(section: string, names: readonly string[]): RuleProblem[] {
  return names.flatMap((name, at) =>
    names.indexOf(name) < at ? [{ where: [section, at], message: `"${name}" is given twice` }] : [],
  );
}
