import type { CompareRules } from '../rules/rules-schema.js';
import { SelectorError, parseSelector } from '../rules/selector.js';

/** Rules as they would be with others beside them; at the same place, however it is written, the others hold. */
export function withRules(present: CompareRules, others: CompareRules): CompareRules {
  return {
    ...present,
    ...others,
    ...together('lists', present, others),
    ...together('numbers', present, others),
    ...together('times', present, others),
    ...together('renames', present, others),
    ...values(present, others),
    ...(others.ignore && { ignore: [...new Set([...(present.ignore ?? []), ...others.ignore])] }),
    ...(others.equate && { equate: [...new Set([...(present.equate ?? []), ...others.equate])] }),
  };
}

type Placed = 'lists' | 'numbers' | 'times' | 'renames';

function together(section: Placed, present: CompareRules, others: CompareRules): CompareRules {
  const added = others[section];
  if (added === undefined) return {};
  return { [section]: { ...without<unknown>(present[section] ?? {}, added), ...added } };
}

/** A map of values that gets further ones keeps its own. */
function values(present: CompareRules, others: CompareRules): CompareRules {
  if (others.values === undefined) return {};
  const before = present.values ?? {};
  const bySteps = new Map(Object.entries(before).map(([text, map]) => [stepsOf(text), map]));
  const grown = Object.entries(others.values).map(
    ([text, map]) => [text, { ...bySteps.get(stepsOf(text)), ...map }] as const,
  );
  return { values: { ...without(before, others.values), ...Object.fromEntries(grown) } };
}

function without<T>(
  rules: Readonly<Record<string, T>>,
  others: Readonly<Record<string, unknown>>,
): Record<string, T> {
  const taken = new Set(Object.keys(others).map(stepsOf));
  return Object.fromEntries(Object.entries(rules).filter(([text]) => !taken.has(stepsOf(text))));
}

/** The same for selectors that name the same places; what is no selector is told when the rules are compiled. */
function stepsOf(text: string): string {
  try {
    return JSON.stringify(parseSelector(text).steps);
  } catch (error) {
    if (error instanceof SelectorError) return text;
    throw error;
  }
}
