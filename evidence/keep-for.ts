import type { Keeper } from './keeper.js';
import type { EvidenceStore } from './store/evidence-store.js';

/** How long what may be other people's data is kept, in milliseconds: samples, and entities after they last differed. */
export interface KeepFor {
  readonly samples: number;
  readonly listed: number;
}

/**
 * Lets go of what is older, in the books and, where this process writes it, in the store; what was counted stays.
 * @throws Error when the store cannot be written; the books have let go of it all the same
 */
export async function letGoOfOld(
  keeper: Pick<Keeper, 'all' | 'earlier'>,
  store: Pick<EvidenceStore, 'expire'> | undefined,
  keep: KeepFor,
  now: Date,
): Promise<void> {
  const ago = (milliseconds: number): string => new Date(now.getTime() - milliseconds).toISOString();
  const before = { samples: ago(keep.samples), listed: ago(keep.listed) };
  const inUse = [...keeper.all()].map(({ ledger }) => ledger);
  for (const ledger of [...inUse, ...keeper.earlier()]) ledger.expire(before);
  await store?.expire(before);
}
