import { type SelectorStep, isShorthand } from './selector.js';

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
