import { SelectorError, type SelectorStep, isShorthand, parseSelector } from './rules/selector.js';

/** A step of a path: the name of a member or the position in a list. */
export type PathStep = string | number;

/**
 * Writes the first `depth` steps as a path: `$.orders[3].total`, `$['a.b']`.
 * Every path is itself a selector. Built only when a difference is reported.
 */
export function writePath(steps: readonly PathStep[], depth = steps.length): string {
  let path = '$';
  for (let at = 0; at < depth; at += 1) {
    const step = steps[at] ?? '';
    path += typeof step === 'number' ? `[${step}]` : writeName(step);
  }
  return path;
}

/** The same with list positions generalised: `$.orders[*].total`. */
export function writePattern(steps: readonly PathStep[], depth = steps.length): string {
  let pattern = '$';
  for (let at = 0; at < depth; at += 1) {
    const step = steps[at] ?? '';
    pattern += typeof step === 'number' ? '[*]' : writeName(step);
  }
  return pattern;
}

/** Whether a pattern is this one or of a place below it: `$.totals` is not below `$.total`. */
export const isAtOrBelow = (pattern: string, above: string): boolean =>
  pattern.startsWith(above) &&
  (pattern.length === above.length || pattern[above.length] === '.' || pattern[above.length] === '[');

/** Where a walk stands. What was written of a place serves all places below it. */
export class Whereabouts {
  private readonly steps: PathStep[] = [];
  /** By depth; only the first `held` still hold. */
  private readonly written = [root];
  private held = 1;

  /** Takes a step; those that were taken below it hold no more. */
  step(depth: number, step: PathStep): void {
    this.steps[depth] = step;
    if (this.held > depth + 1) this.held = depth + 1;
  }

  /** The first steps. */
  first(depth: number): readonly PathStep[] {
    return this.steps.slice(0, depth);
  }

  /** The first steps, written as `writePath` and `writePattern` do. */
  write(depth: number): { readonly path: string; readonly pattern: string } {
    let above = this.written[Math.min(depth, this.held - 1)] ?? root;
    for (; this.held <= depth; this.held += 1) {
      const step = this.steps[this.held - 1] ?? '';
      const written = typeof step === 'number' ? `[${step}]` : writeName(step);
      above = {
        path: above.path + written,
        pattern: above.pattern + (typeof step === 'number' ? '[*]' : written),
      };
      this.written[this.held] = above;
    }
    return above;
  }
}

const root = { path: '$', pattern: '$' };

/** Writes the steps of a selector: `$.orders[*].total`, `$..total`. */
export function writeSelector(steps: readonly SelectorStep[]): string {
  let selector = '$';
  for (const step of steps) {
    if (step.kind === 'any') selector += '[*]';
    else if (step.kind === 'index') selector += `[${step.index}]`;
    else if (step.kind === 'name') selector += writeName(step.name);
    else selector += `..${writeName(step.name).replace(/^\./, '')}`;
  }
  return selector;
}

function writeName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the ones that must be escaped
  return isShorthand(name) ? `.${name}` : `['${name.replace(/['\\\u0000-\u001f]/g, escapeChar)}']`;
}

/** As RFC 9535 §2.7 writes normalised paths. */
const shortEscapes: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function escapeChar(char: string): string {
  return shortEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The steps of a path as it was written; undefined for what names no place, or more than one. */
export function readPath(path: string): PathStep[] | undefined {
  try {
    const steps = parseSelector(path).steps.map((step) => {
      if (step.kind === 'name') return step.name;
      return step.kind === 'index' ? step.index : undefined;
    });
    return steps.every((step) => step !== undefined) ? steps : undefined;
  } catch (error) {
    if (error instanceof SelectorError) return undefined;
    throw error;
  }
}
