import type { RuleProblem } from '../rules/compile-rules.js';
import { realName } from '../compare-headers.js';

/** Remarks on `headers`: names that others stand for already. */
export function headerNotes(headers: readonly string[]): readonly RuleProblem[] {
  const names = headers.map((name) => name.toLowerCase());
  return names.flatMap((name, at) => {
    const other = names.findIndex((other, i) => i !== at && standsFor(other, name, i < at));
    if (other < 0) return [];
    const message = `adds nothing: "${headers[other]}" stands for it already`;
    return [{ where: ['headers', at], message }];
  });
}

/** Of two that are the same the earlier counts. */
function standsFor(general: string, name: string, isEarlier: boolean): boolean {
  if (general === name) return isEarlier;
  if (general === realName(name)) return true;
  return general.endsWith('*') && realName(name).startsWith(general.slice(0, -1));
}
