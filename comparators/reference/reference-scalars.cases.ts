// What two scalars mean to each other: numbers to the digit, times by a table of their spellings.
import { type Exact, exactOf, isNear, isSame, type Node, times } from './reference-json.cases.js';
import type { CompareRules } from '../rules/rules-schema.js';

/** Thrown where the rules do not say what counts. */
export class Unclear extends Error {}

export function identical(left: Node, right: Node): boolean {
  if (left.kind === 'number' && right.kind === 'number')
    return isSame(exactOf(left.text), exactOf(right.text));
  if (left.kind === 'string' && right.kind === 'string') return left.text === right.text;
  return left.kind === 'word' && right.kind === 'word' && left.word === right.word;
}

export function scalarNode(value: string | number | boolean | null): Node {
  if (typeof value === 'string') return { kind: 'string', text: value };
  if (typeof value === 'number') return { kind: 'number', text: String(value) };
  return { kind: 'word', word: String(value) as 'null' };
}

export function numberOf(node: Node, strings: boolean): Exact | undefined {
  if (node.kind === 'number') return exactOf(node.text);
  if (node.kind !== 'string' || !strings) return undefined;
  return isNumber(node.text) ? exactOf(node.text) : undefined;
}

export const isNumber = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);

export function near(left: Exact, right: Exact, tolerance: Exact): boolean {
  const said = isNear(left, right, tolerance);
  if (said === undefined) throw new Unclear();
  return said;
}

type NumberRule = NonNullable<CompareRules['numbers']>[string];

export function toleranceOf(rule: NumberRule, left: Exact): Exact {
  if ('absolute' in rule) return exactOf(String(rule.absolute));
  const text = String(rule.relative);
  const share = text.endsWith('%') ? exactOf(`${text.slice(0, -1)}e-2`) : exactOf(text);
  return times(share, { ...left, units: left.units < 0n ? -left.units : left.units });
}

export function durationOf(text: string): Exact {
  const [, amount = '0', unit = 's'] = /^([\d.]+)(ms|s|m|h)$/.exec(text) ?? [];
  return times(exactOf(amount), exactOf({ ms: '0.001', s: '1', m: '60', h: '3600' }[unit] ?? '1'));
}

/** Times as they may be spelled, and the seconds that each means. */
export const spelledTimes: Readonly<Record<string, string>> = {
  '2024-01-01T00:00:00Z': '1704067200',
  '2024-01-01T00:00:00.25Z': '1704067200.25',
  '2024-01-01T00:00:01Z': '1704067201',
  '2024-01-01T01:00:00+01:00': '1704067200',
  '2023-12-31T22:30:02.5-01:30': '1704067202.5',
  '20240101T000000Z': '1704067200',
  '2024-01-01': '1704067200',
  '2024-01-01 00:00:03': '1704067203',
  '2024-02-30T00:00:00Z': 'none',
  'Mon, 01 Jan 2024 00:00:00 GMT': '1704067200',
  'Monday, 01-Jan-24 00:00:01 GMT': '1704067201',
  'Mon Jan  1 00:00:00 2024': '1704067200',
  '1704067200': '1704067200',
  '1704067201500': '1704067201.5',
  '1969-12-31T23:59:59.5Z': '-0.5',
};

export function secondsOf(node: Node): Exact | undefined {
  if (node.kind === 'number') {
    const exact = exactOf(node.text);
    const size = Number(node.text);
    return Math.abs(size) >= 1e11 ? times(exact, exactOf('0.001')) : exact;
  }
  if (node.kind !== 'string') return undefined;
  const known = Object.hasOwn(spelledTimes, node.text) ? spelledTimes[node.text] : undefined;
  if (known === undefined && node.text.length > 7) throw new Unclear();
  return known === undefined || known === 'none' ? undefined : exactOf(known);
}
