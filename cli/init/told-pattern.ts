import { writeSelector } from '../../comparators/pattern.js';
import { isShorthand, parseSelector } from '../../comparators/rules/selector.js';

/**
 * A pattern as it may stand in a file that is kept and passed on: names that must be quoted, as an e-mail address
 * must, may be keys of people, and are generalised: `$.users['alice@example.com'].plan` → `$.users[*].plan`.
 */
export function toldPattern(pattern: string): string {
  if (!holdsQuotedName(pattern)) return pattern;
  const { steps } = parseSelector(pattern);
  return writeSelector(
    steps.map((step) => (step.kind === 'name' && !isShorthand(step.name) ? { kind: 'any' } : step)),
  );
}

/** Whether a text of patterns, as Banyan writes them, has a name in quotes. */
export const holdsQuotedName = (text: string): boolean => text.includes("['");
