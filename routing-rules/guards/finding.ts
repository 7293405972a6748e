import type { GuardFinding, Left, Verdict } from './guard.js';
import type { Proof } from './proof.js';

/** What a guard found; `proofs` and `left` where there are any. */
export const finding = (
  name: string,
  verdict: Verdict,
  detail: string,
  { proofs = [], left = null }: { readonly proofs?: readonly Proof[]; readonly left?: Left | null } = {},
): GuardFinding => ({ name, verdict, detail, proofs, left });

/** What a rate that is proven above leaves to be done: entities and draws that were bad stay so (design: evidence §3). */
export const badForGood = 'what is bad stays bad: mend it, then begin evidence anew';

/** 2229 → `2,229`. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** `1 entity`, `2,229 entities`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
