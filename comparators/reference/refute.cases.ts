// What must hold of any comparison, whoever drew the documents: properties and the fuzz both ask here.
import { compareTexts } from '../compare-documents.js';
import { compileRules } from '../rules/compile-rules.js';
import type { Comparison, Difference } from '../difference.js';
import { type Pair, readPair } from './documents.cases.js';
import type { Limits } from '../limits.js';
import { isIgnoredPlace, type Path, reference, referenceDifferences, type Said } from './reference.cases.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { parseSelector } from '../rules/selector.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Work that two small documents never need, in thousands of steps. */
const mostWork = 2_000;

/** Limits whose clock counts work in place of time: the same on every machine. */
export function workLimits(thousands = mostWork): Partial<Limits> {
  let asked = 0;
  return { clock: () => (asked += 1), milliseconds: thousands };
}

/** What became of a pair. */
export interface Judged {
  readonly verdict: Comparison['verdict'];
  /** Why it was unreadable. */
  readonly reason?: string;
  readonly said: Said;
}

/** Compares a pair of JSON documents and holds the answer against the reference. @throws Error that says what is wrong */
export function refute(pair: Pair): Judged {
  const { rules } = pair;
  const comparison = judge(pair);
  if (comparison.verdict === 'unreadable') {
    throw new Error(`valid JSON is called ${comparison.why.reason}: ${comparison.why.detail}`);
  }
  const { legacy, candidate } = readPair(pair);
  const said = reference(legacy, candidate, rules);
  if (said === 'unequal' && comparison.verdict === 'match') throw new Error('a false match');
  if (said === 'equal' && comparison.verdict === 'mismatch' && !positionsMayMislead(rules)) {
    throw new Error(`a false mismatch: ${told(comparison.differences)}`);
  }
  refuteIgnored(comparison, rules);
  const isOpen = said === 'unclear' || positionsMayMislead(rules);
  const due = isOpen ? undefined : referenceDifferences(legacy, candidate, rules);
  if (due !== undefined) {
    const found = comparison.differences.map(asTold).sort();
    if (JSON.stringify(found) !== JSON.stringify([...due].sort())) {
      throw new Error(`told ${found.join()} where ${[...due].sort().join()} is due`);
    }
  }
  if (isSymmetric(rules)) refuteAsymmetry(pair, comparison, due !== undefined);
  return { verdict: comparison.verdict, said };
}

function judge({ legacy, candidate, rules }: Pair): Comparison {
  return compareTexts(bytes(legacy), bytes(candidate), 'json', compileRules(rules), workLimits());
}

function refuteIgnored(
  comparison: Comparison & { verdict: 'match' | 'mismatch' },
  rules: CompareRules,
): void {
  // The position of what only the candidate has is none of legacy's, of which a rule at a position speaks.
  const namesPositions = /\[\d/.test(JSON.stringify(rules.ignore ?? []));
  const wrong =
    comparison.differences.find(
      ({ kind, path }) => !(namesPositions && kind === 'extra') && isIgnoredPlace(pathOf(path), rules),
    ) ?? comparison.ignored.find(({ path }) => !isIgnoredPlace(pathOf(path), rules));
  if (wrong !== undefined) throw new Error(`ignored or not, the other way round: ${told([wrong])}`);
}

/**
 * True where a rule may name a position of legacy's that a member which only the candidate has happens to
 * have too, and of which the rule does not speak: the reference asks for the place alone.
 */
function positionsMayMislead({ ignore = [], lists = {} }: CompareRules): boolean {
  return /\[\d/.test(JSON.stringify(ignore)) && Object.values(lists).some((rule) => rule !== 'ordered');
}

/** Swapped sides tell the same with absent and extra swapped; of free lists only the verdict. */
function refuteAsymmetry(
  { legacy, candidate, rules }: Pair,
  comparison: Comparison & { verdict: 'match' | 'mismatch' },
  isPlain: boolean,
): void {
  const back = judge({ legacy: candidate, candidate: legacy, rules });
  if (back.verdict === 'unreadable' || back.verdict !== comparison.verdict) {
    throw new Error(`${comparison.verdict} one way, ${back.verdict} the other`);
  }
  if (!isPlain) return;
  const one = comparison.differences.map(patternOf).sort();
  const other = back.differences.map((difference) => patternOf(swapped(difference))).sort();
  if (JSON.stringify(one) !== JSON.stringify(other)) {
    throw new Error(`${one.join()} one way, ${other.join()} the other`);
  }
}

function swapped(difference: Difference): Difference {
  const { path, pattern } = difference;
  const kind = { absent: 'extra', extra: 'absent' } as const;
  return {
    path,
    pattern,
    kind: kind[difference.kind as 'absent'] ?? difference.kind,
    ...('candidate' in difference && { legacy: difference.candidate }),
    ...('legacy' in difference && { candidate: difference.legacy }),
  };
}

/** True where nothing in the rules tells legacy from the candidate. */
export function isSymmetric(rules: CompareRules): boolean {
  const relative = Object.values(rules.numbers ?? {}).some((rule) => 'relative' in rule);
  // A position is legacy's position.
  return !relative && !rules.values && !rules.renames && !/\[\d/.test(JSON.stringify(rules));
}

/** A difference as the reference tells it. */
function asTold({ kind, path }: Difference): string {
  return `${kind === 'type' ? 'value' : kind} ${JSON.stringify(pathOf(path))}`;
}

function patternOf({ kind, pattern, legacy, candidate }: Difference): string {
  return JSON.stringify([kind, pattern, ...(kind === 'order' ? [] : [legacy, candidate])]);
}

function pathOf(path: string): Path {
  return parseSelector(path).steps.map((step) => {
    if (step.kind === 'name') return step.name;
    if (step.kind === 'index') return step.index;
    throw new Error(`a path with a wildcard: ${path}`);
  });
}

function told(differences: readonly Difference[]): string {
  return differences.map(({ kind, path }) => `${kind} ${path}`).join();
}
