import { isRight } from './answer.js';
import { differNames } from './contenders.js';
import type { DifferResult, DifferStanding } from './differ-trial.js';
import type { Documents } from './documents.js';

/** Answers that were wrong, in sentences, and a Banyan that gave none. None when all is well. */
export const whatAnsweredWrong = (results: readonly DifferResult[]): readonly string[] =>
  results.flatMap(({ trial, documents, standings }) =>
    standings.flatMap((standing) =>
      failuresOf(standing, documents).map((failure) => `${trial.name}, ${standing.contender}: ${failure}`),
    ),
  );

function failuresOf({ contender, rounds, gaveUp }: DifferStanding, documents: Documents): readonly string[] {
  const isRival = contender === differNames.jsondiffpatch || contender === differNames.microdiff;
  if (gaveUp !== undefined) return isRival ? [] : [gaveUp];
  if (contender === differNames.parse) return [];
  const wrong = rounds.find(({ answer }) => answer === undefined || !isRight(answer, documents));
  if (wrong === undefined) return [];
  const { changed, moved } = documents;
  const wanted = `${changed} changed and ${moved ? 'some' : 'none'} moved`;
  const { answer } = wrong;
  if (answer === undefined) return [`no answer where there are ${wanted}`];
  return [
    `${answer.changed} changed, ${answer.moved} moved, ${answer.other} other, where there are ${wanted}`,
  ];
}
