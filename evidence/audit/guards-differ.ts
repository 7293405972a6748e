import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { GuardFinding } from '../../routing-rules/guards/guard.js';
import type { Proof } from '../../routing-rules/guards/proof.js';

/** Of two computers, one may round otherwise (design: evidence §4: 1e-8·max(1, |x|)). */
const tolerance = 1e-8;

const findingSchema = z.object({
  name: z.string(),
  verdict: z.string(),
  proofs: z.array(z.record(z.string(), z.unknown())),
});

/**
 * How guards as an entry has them differ from what they say of its evidence now: verdicts, and every proof with its
 * counts, thresholds and ln E. Sentences are for people and are not held against each other.
 * @param recorded as the entry has them, of whatever shape
 * @returns one sentence for each guard that differs
 */
export function guardsDiffer(
  recorded: readonly unknown[],
  again: readonly GuardFinding[],
): readonly string[] {
  const names = again.map(({ name }) => name);
  const read = recorded.map((one) => findingSchema.safeParse(one).data);
  const told = read.map((one) => one?.name ?? '(none)');
  if (!isDeepStrictEqual(told, names))
    return [`it tells of the guards ${told.join(', ')}; its thresholds make ${names.join(', ')}`];
  return again.flatMap(({ name, verdict, proofs }, i) => {
    const was = read[i];
    if (was?.verdict !== verdict)
      return [`the guard ${name} says ${verdict} of its evidence, not ${was?.verdict}`];
    if (was.proofs.length !== proofs.length)
      return [`the guard ${name} rests on ${proofs.length} proofs, not on ${was.proofs.length}`];
    return proofs.flatMap((proof, j) => proofDiffers(name, was.proofs[j] ?? {}, proof));
  });
}

function proofDiffers(name: string, was: Readonly<Record<string, unknown>>, proof: Proof): readonly string[] {
  const wrong = Object.entries({ ...was, ...proof }).flatMap(([member]) => {
    const [before, now] = [was[member], (proof as unknown as Record<string, unknown>)[member]];
    return same(before, now) ? [] : [`${member} ${String(now)}, not ${String(before)}`];
  });
  return wrong.length === 0 ? [] : [`the guard ${name} computes ${proof.formula} with ${wrong.join(', ')}`];
}

const same = (a: unknown, b: unknown): boolean =>
  typeof a === 'number' && typeof b === 'number'
    ? Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b))
    : a === b;
