/** The label of every pattern that has no series of its own. */
export const otherPatterns = '(other)';

const named = 50;
/** Half the names go to whoever comes first; the rest wait for patterns that prove frequent. */
const firstCome = named / 2;
const frequent = 20;
const watched = 500;
const longest = 200;

/**
 * Gives at most 50 patterns of a route a name of their own, for ever (counters must not fall), and calls the
 * rest `(other)`. A candidate that invents a key per answer fills the first half; patterns that really
 * matter come again and again, and find the second half free.
 */
export class PatternNames {
  readonly #names = new Set<string>();
  readonly #seen = new Map<string, number>();

  label(pattern: string): string {
    if (this.#names.has(pattern)) return pattern;
    if (this.#names.size >= named || pattern.length > longest) return otherPatterns;
    if (this.#names.size < firstCome || this.#isFrequent(pattern)) {
      this.#names.add(pattern);
      this.#seen.delete(pattern);
      return pattern;
    }
    return otherPatterns;
  }

  #isFrequent(pattern: string): boolean {
    const seen = (this.#seen.get(pattern) ?? 0) + 1;
    // Forgetting all at once is crude but bounded; a frequent pattern is soon back.
    if (this.#seen.size >= watched && !this.#seen.has(pattern)) this.#seen.clear();
    this.#seen.set(pattern, seen);
    return seen >= frequent;
  }
}
