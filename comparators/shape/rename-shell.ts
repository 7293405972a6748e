import type { PathStep } from '../pattern.js';
import { isObject } from '../scalars/scalars.js';
import type { Rename } from './renames.js';

/** Whether a value of legacy's is an empty object, or an empty element, whose members the candidate keeps elsewhere. */
export function isRenameShell(
  value: unknown,
  here: readonly PathStep[],
  renames: readonly Rename[],
  textKey: string | undefined,
): boolean {
  if (!isEmptyElement(value, textKey)) return false;
  return renames.some(({ legacy }) => {
    if (legacy.length <= here.length) return false;
    return here.every((step, at) => {
      const wanted = legacy[at];
      return wanted?.kind === 'any' || (wanted?.kind === 'name' ? wanted.name === step : false);
    });
  });
}

function isEmptyElement(value: unknown, textKey: string | undefined): boolean {
  if (!isObject(value)) return textKey !== undefined && value === '';
  return Object.entries(value).every(([name, held]) => name === textKey && held === '');
}
