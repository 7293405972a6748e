import { explainedProblems } from '../../comparators/explain/explained-problems.js';
import { redactEntryProblem, redactionProblem } from '../../comparators/redact.js';
import { ruleNotes } from '../../comparators/explain/rule-notes.js';
import { SelectorError, parseSelector } from '../../comparators/rules/selector.js';
import type { PlacedMessage } from './placed-message.js';
import type { AuthoredConfiguration } from './schema.js';

type AuthoredRoute = NonNullable<AuthoredConfiguration['routes']>[string];

/** What is wrong with the rules of every route, and with what it hides. */
export function routeRuleProblems(file: AuthoredConfiguration): readonly PlacedMessage[] {
  return Object.entries(file.routes ?? {}).flatMap(([name, route]) => [
    ...explainedProblems(route.compare ?? {}).map(({ where, message }) => ({
      path: ['routes', name, 'compare', ...where],
      message,
    })),
    ...freshnessProblems(route).map(({ path, message }) => ({
      path: ['routes', name, 'freshness', ...path],
      message,
    })),
    ...redactProblems(route).map(({ path, message }) => ({
      path: ['routes', name, 'redact', ...path],
      message,
    })),
  ]);
}

/** Remarks on rules that can never have a say, and on rules that contradict each other. */
export function routeRuleNotes(file: AuthoredConfiguration): readonly PlacedMessage[] {
  return Object.entries(file.routes ?? {}).flatMap(([name, { compare = {} }]) =>
    ruleNotes(compare).map(({ where, message }) => ({
      path: ['routes', name, 'compare', ...where],
      message,
    })),
  );
}

function freshnessProblems({ freshness }: AuthoredRoute): readonly PlacedMessage[] {
  if (typeof freshness !== 'object') return [];
  return Object.keys(freshness).flatMap((field) => {
    if (field === 'default') return [];
    const message = selectorProblem(() => void parseSelector(field));
    return message === undefined ? [] : [{ path: [field], message }];
  });
}

function redactProblems({ redact = [], compare }: AuthoredRoute): readonly PlacedMessage[] {
  const wrong = redact.flatMap((text, i) => {
    const message = selectorProblem(() => redactEntryProblem(text));
    return message === undefined ? [] : [{ path: [i], message }];
  });
  if (wrong.length > 0) return wrong;
  try {
    const message = redactionProblem(redact, compare?.renames);
    return message === undefined ? [] : [{ path: [], message }];
  } catch (error) {
    // A rename that is no selector is told where it stands.
    if (error instanceof SelectorError) return [];
    throw error;
  }
}

function selectorProblem(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SelectorError) return error.message;
    throw error;
  }
}
