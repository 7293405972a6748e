import type { SelectorStep } from '../rules/selector.js';

type Steps = readonly SelectorStep[];

/** True when every path that `special` selects is one that `general` selects too. */
export function covers(general: Steps, special: Steps): boolean {
  // Where in `general` the steps of `special` may have led so far.
  let at = new Set([0]);
  for (const step of special) {
    const next = new Set<number>();
    for (const position of at) {
      const wanted = general[position];
      if (wanted === undefined) continue;
      if (wanted.kind === 'below') next.add(position);
      if (admits(wanted, step)) next.add(position + 1);
    }
    at = next;
  }
  return at.has(general.length);
}

/** Whether a step selects whatever another one does. A descent has any number of steps before its name. */
function admits(general: SelectorStep, special: SelectorStep): boolean {
  switch (general.kind) {
    case 'any':
      return special.kind !== 'below';
    case 'index':
      return special.kind === 'index' && special.index === general.index;
    case 'name':
      return special.kind === 'name' && special.name === general.name;
    case 'below':
      return (special.kind === 'name' || special.kind === 'below') && special.name === general.name;
  }
}

/**
 * The places that both select: of two without `..` exactly those, else what the more special one selects with
 * its last stars named as the other has them. For selectors that do meet.
 */
export function meeting(general: Steps, special: Steps): Steps {
  if (!general.some(isDeep) && !special.some(isDeep)) {
    return special.map((step, at) => (step.kind === 'any' ? (general[at] ?? step) : step));
  }
  const met = [...special];
  // Counted from the end both name the same steps, up to the first that may stand at any depth.
  for (let back = 1; back <= Math.min(general.length, special.length); back += 1) {
    const [other, step] = [general.at(-back), special.at(-back)];
    if (other === undefined || step === undefined) break;
    if (step.kind === 'any')
      met[met.length - back] = isDeep(other) ? { kind: 'name', name: other.name } : other;
    if (isDeep(other) || isDeep(step)) break;
  }
  return met;
}

const isDeep = (step: SelectorStep): step is Extract<SelectorStep, { kind: 'below' }> =>
  step.kind === 'below';
