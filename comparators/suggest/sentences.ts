import type { SilencedField, Suggestion } from './suggestion.js';

/** What a suggestion has for it and against it, a sentence each, as people read them on the page and in a terminal. */
export function sentencesOf(suggestion: Suggestion): readonly string[] {
  const { silences, alsoSilences, support, forgives, compared, each } = suggestion;
  return [
    `silences ${silences.map(fieldText).join(', ')}`,
    `seen in ${counted(support.pairs, 'kept pair')} of ${entities(support.entities)}; with it alone ${support.matching} of them match`,
    ...(compared === undefined ? [] : [comparedSentence(compared)]),
    ...(each ?? []).map(
      ({ legacy, candidate, pairs }) =>
        `${JSON.stringify(legacy)} stands against ${JSON.stringify(candidate)} in ${counted(pairs, 'kept pair')}`,
    ),
    ...(alsoSilences.length === 0
      ? []
      : [`silences here and there too: ${alsoSilences.map(fieldText).join(', ')}`]),
    ...(forgives ? ['this forgives a difference that clients would see'] : []),
  ];
}

const fieldText = ({ pattern, kind, silenced, pairs }: SilencedField): string =>
  `${kind} at ${pattern} in ${silenced} of ${pairs}`;

function comparedSentence({
  compared,
  differing,
  settled,
  volatile,
}: NonNullable<Suggestion['compared']>): string {
  return `volatile for ${volatile} of the ${entities(settled)} that settled there; ${differing} of all ${compared} that were compared differ there`;
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const entities = (n: number): string => (n === 1 ? '1 entity' : `${n} entities`);
