import { z } from 'zod';

const count = z.number();
const version = z.string().nullable().catch(null);

/**
 * What people read of the evidence that an entry froze. Each member alone may be missing: entries differ by what they
 * tell of, and those of earlier versions of Banyan by what was kept.
 */
export const frozenEvidence = z
  .object({
    versions: z.object({ legacy: version, candidate: version }).nullable(),
    attempt: count,
    entities: z.object({ compared: count, bad: count }),
    guards: z.array(
      z.object({ name: z.string(), verdict: z.enum(['pass', 'hold', 'fail']), detail: z.string() }),
    ),
  })
  .partial()
  .catch({});

/** @see frozenEvidence */
export type FrozenEvidence = z.infer<typeof frozenEvidence>;
