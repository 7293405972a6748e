import { pick } from '../../../demo/chance.js';
import type { Field } from '../world/fields.js';
import { type Draft, type Write, someTime } from '../world/log.js';
import type { DeliveryFault } from './fault.js';

/** An event that never reaches the projection. */
function dropped(rate: number, fields: readonly Field[], write: Write): DeliveryFault {
  return {
    kind: 'delivery',
    class: 'missing',
    rate,
    fields: () => fields,
    write: (draft) => drop(draft, write),
  };
}

function drop(draft: Draft, write: Write): void {
  draft.writings.push({ at: someTime(draft), write, mark: 'dropped' });
}

/** The customer comes while the world lasts, and the projection never learns of it. */
export const droppedCustomer: DeliveryFault = {
  kind: 'delivery',
  class: 'missing',
  rate: 0.01,
  fields: () => ['answer'],
  write: (draft) => {
    draft.removed = undefined;
    draft.created = { at: someTime(draft), write: 'create', mark: 'dropped' };
  },
};

/** The customer goes, and the projection keeps it. */
export const droppedCustomerRemoval: DeliveryFault = {
  kind: 'delivery',
  class: 'missing',
  rate: 0.01,
  fields: () => ['answer'],
  write: (draft) => {
    draft.removed = undefined;
    draft.removed = { at: someTime(draft), write: 'remove', mark: 'dropped' };
  },
};

export const droppedOrder = dropped(0.02, ['orders'], 'order');
export const droppedOrderRemoval = dropped(0.02, ['orders'], 'order-removal');
/** Joining, or leaving: one of the two subtrees is there and the other is not. */
export const droppedLoyalty = dropped(0.02, ['loyalty'], 'loyalty');
/** The counter stays behind by one for ever, however often it grows. */
export const droppedCount = dropped(0.02, ['logins'], 'logins');

/** A field of an order. */
export const droppedOrderUpdate: DeliveryFault = {
  kind: 'delivery',
  class: 'missing',
  rate: 0.02,
  fields: (chance, isFree) => {
    const status = isFree('orders.status') && (chance() < 0.5 || !isFree('orders.total'));
    return status ? ['orders.status'] : ['orders.total', 'orders.lines'];
  },
  write: (draft, [field]) => drop(draft, field as Write),
};

/** A field of the customer; the event also says when it was. */
export const droppedUpdate: DeliveryFault = {
  kind: 'delivery',
  class: 'missing',
  rate: 0.03,
  fields: profileField,
  write: (draft, [field]) => drop(draft, field as Write),
};

/** Nobody but those whose event was dropped has this value, so that the candidate has it for nobody. */
export const droppedCampaign: DeliveryFault = {
  kind: 'delivery',
  class: 'missing',
  rate: 0.02,
  fields: () => ['campaign', 'updatedAt'],
  write: (draft) => drop(draft, 'campaign'),
  arguable: () => 'a value that nobody else rightly has: the known limit of the design',
};

/** One of the fields that an event of the profile may change, with the time that it changes too. */
export function profileField(
  chance: () => number,
  isFree: (field: Field) => boolean,
): readonly ['name' | 'segment' | 'score' | 'balance', 'updatedAt'] {
  const free = (['name', 'segment', 'score', 'balance'] as const).filter(isFree);
  return [free.length === 0 ? 'name' : pick(chance, free), 'updatedAt'];
}
