import { compareTexts } from './compare-documents.js';
import { compileRules } from './rules/compile-rules.js';
import type { Comparison } from './difference.js';
import type { CompareRules } from './rules/rules-schema.js';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a comparison came to: kind and place of each difference, or who could not be read and why. */
export function told(comparison: Comparison): readonly string[] {
  if (comparison.verdict === 'unreadable') return [`${comparison.why.side} ${comparison.why.reason}`];
  return [
    ...comparison.differences.map(({ kind, path }) => `${kind} ${path}`),
    ...comparison.ignored.map(({ kind, path }) => `ignored ${kind} ${path}`),
  ];
}

/** Compares two documents by what they look like. */
export const compare = (legacy: string, candidate: string, rules: CompareRules = {}): Comparison =>
  compareTexts(bytes(legacy), bytes(candidate), undefined, compileRules(rules));
