import type { CompareRules } from '../rules/rules-schema.js';
import { isNumberText } from '../scalars/decimal.js';
import { Content, type Facts, type Held } from './facts.js';
import { type Field, type Proposal, nameOf } from './suggestion.js';

type Equate = NonNullable<CompareRules['equate']>[number];

/** What each `equate` that may be suggested would have to say of two values. */
const meanings: Readonly<Partial<Record<Equate, (held: Held) => boolean>>> = {
  'null-absent': ({ legacy, candidate }) => isNullOrAbsent(legacy) && isNullOrAbsent(candidate),
  'empty-absent': ({ legacy, candidate }) => isEmptyOrAbsent(legacy) && isEmptyOrAbsent(candidate),
  'number-string': ({ legacy, candidate }) =>
    typeof legacy !== typeof candidate && isFigure(legacy) && isFigure(candidate),
};

/** Each `equate` that explains all of what some field shows. It holds everywhere: what else it silences is told. */
export function equateRules(
  all: Iterable<Facts>,
  isAskedFor: (facts: Facts) => boolean,
  { equate = [] }: CompareRules,
): readonly Proposal[] {
  const facts = [...all];
  return Object.entries(meanings).flatMap(([name, explains]): readonly Proposal[] => {
    if (equate.some((known) => known === name)) return [];
    const explained = facts.filter(({ held }) => held.length > 0 && held.every(explains));
    if (!explained.some(isAskedFor)) return [];
    const meant = new Set(explained.map(nameOf));
    return [
      {
        section: 'equate',
        rules: { equate: [name as Equate] },
        isMeantFor: (field: Field) => meant.has(nameOf(field)),
        mayHide: true,
      },
    ];
  });
}

const isNullOrAbsent = (value: unknown): boolean => value === null || value === undefined;

function isEmptyOrAbsent(value: unknown): boolean {
  if (value instanceof Content) return value.isEmpty;
  return value === undefined || value === '';
}

const isFigure = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && isNumberText(value));
