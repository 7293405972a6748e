import { between } from '../../../demo/chance.js';
import type { Write } from '../world/log.js';
import { type Draft, someTime, waitOf } from '../world/log.js';
import { profileField } from './dropped.js';
import type { DeliveryFault } from './fault.js';

/** A second copy of an event that sets a field: harmless. */
export const duplicatedUpdate: DeliveryFault = {
  kind: 'delivery',
  class: 'none',
  rate: 0.02,
  fields: profileField,
  write: (draft, [field]) =>
    void draft.writings.push({ at: someTime(draft), write: field as Write, mark: 'twice' }),
};

/** A second copy of an event that counts: the counter is ahead by one for ever. */
export const duplicatedCount: DeliveryFault = {
  kind: 'delivery',
  class: 'semantic',
  rate: 0.02,
  fields: () => ['logins'],
  write: (draft) => void draft.writings.push({ at: someTime(draft), write: 'logins', mark: 'twice' }),
};

/** Two updates within half a freshness, the older of which is applied last. */
export const reorderedUpdate: DeliveryFault = {
  kind: 'delivery',
  class: 'missing',
  rate: 0.03,
  fields: profileField,
  write: (draft, [field]) => {
    const at = someTime(draft);
    const most = Math.max(1, Math.floor(draft.settings.freshness / 2));
    // Whoever leaves does not leave in between.
    const next = Math.min(at + between(draft.chance, 1, most), (draft.removed?.at ?? Infinity) - 1);
    draft.writings.push({ at, write: field as Write, mark: 'late' });
    draft.writings.push({ at: next, write: field as Write, mark: 'buried' });
  },
};

/** A field that is written every ¼ × freshness, on average, all the time. */
export const hotField: DeliveryFault = {
  kind: 'delivery',
  class: 'stale',
  rate: 0.02,
  fields: () => ['balance', 'updatedAt'],
  write: (draft) => writeOften(draft, 'balance', draft.settings.freshness / 4),
};

/** A field that is written so often that reads rarely meet a value twice. */
export const racingField: DeliveryFault = {
  kind: 'delivery',
  class: 'stale',
  rate: 0.01,
  fields: () => ['score', 'updatedAt'],
  write: (draft) => writeOften(draft, 'score', draft.settings.freshness / 20),
  arguable: () => 'written faster than it can be read again: no read may meet what the other side has shown',
};

function writeOften({ settings, chance, writings }: Draft, write: Write, every: number): void {
  for (let at = waitOf(chance, every); at <= settings.duration; at += waitOf(chance, every)) {
    writings.push({ at, write });
  }
}
