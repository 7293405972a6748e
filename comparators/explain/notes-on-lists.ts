import type { PlacedRule, RuleProblem } from '../rules/compile-rules.js';
import { covers } from './covers.js';
import type { Governance } from './governance.js';
import { bySpecificity } from '../rules/path-states.js';
import { writeSelector } from '../pattern.js';
import type { SelectorStep } from '../rules/selector.js';

type Steps = readonly SelectorStep[];
/** A place that a `lists` rule says is a list. */
type ListPlace = PlacedRule & { readonly mark: { readonly kind: 'list' } };

/** Remarks on rules that reach into lists in a way that their `lists` rules do not have. */
export function listNotes(placed: readonly PlacedRule[], { of }: Governance): readonly RuleProblem[] {
  const lists = placed
    .filter((rule): rule is ListPlace => rule.mark.kind === 'list')
    .toSorted((a, b) => bySpecificity(b.selector, a.selector));
  return [
    ...placed.flatMap((rule) => intoList(rule, lists)),
    ...lists.filter((list) => of(list).governs).flatMap((list) => keyRules(list, placed)),
  ];
}

/** A name, or a position that means little, just below a list. */
function intoList({ selector: { steps }, where }: PlacedRule, lists: readonly ListPlace[]): RuleProblem[] {
  for (const [at, step] of steps.entries()) {
    if (step.kind !== 'name' && step.kind !== 'index') continue;
    const above = steps.slice(0, at);
    const list = lists.find(({ selector }) => namesList(selector.steps, above));
    if (list === undefined) continue;
    const place = writeSelector(above);
    if (step.kind === 'name') {
      const meant = writeSelector([...above, { kind: 'any' }, ...steps.slice(at)]);
      const message = `names a member of ${place}, which ${list.mark.rule} says is a list: to reach into each of its members, write ${meant}`;
      return [{ where, message }];
    }
    if (list.mark.list.pair !== 'ordered') {
      const meant = writeSelector([...above, { kind: 'any' }, ...steps.slice(at + 1)]);
      const message = `counts positions in ${place}, whose members find each other wherever they stand (${list.mark.rule}): [${step.index}] is legacy's position. For all of them, write ${meant}`;
      return [{ where, message }];
    }
  }
  return [];
}

/** What `[*]` selects may be lists and other things side by side: only a name says which. */
function namesList(list: Steps, place: Steps): boolean {
  if (list.at(-1)?.kind !== 'any') return covers(list, place);
  return JSON.stringify(list) === JSON.stringify(place);
}

/** Rules that would loosen the members by which a list is paired: those pair exactly. */
function keyRules({ selector, mark, where }: ListPlace, placed: readonly PlacedRule[]): RuleProblem[] {
  if (mark.list.pair !== 'by') return [];
  return mark.list.names.flatMap((name) => {
    const path = name.replace(/^\$\.*/, '');
    if (/.[.[]/.test(path)) {
      const [outer = path] = path.split(/[.[]/);
      const message = `by names members, no paths: a member called "${name}" is looked for. What stands inside of ${outer} cannot be a key: name another member, or write unordered`;
      return [{ where, message }];
    }
    if (name.startsWith('$')) {
      const message = `by names a member, not a place: write by: ${path || 'id'}`;
      return [{ where, message }];
    }
    const key: Steps = [...selector.steps, { kind: 'any' }, { kind: 'name', name }];
    const loosening = placed.find(
      ({ mark, selector }) => loosens.has(mark.kind) && covers(selector.steps, key),
    );
    if (loosening === undefined) return [];
    const message = `pairs members by ${name} to the letter, whatever ${loosening.mark.rule} forgives: where ${name} differs, a member is told as absent and as extra`;
    return [{ where, message }];
  });
}

const loosens: ReadonlySet<string> = new Set(['ignore', 'number', 'time', 'values']);
