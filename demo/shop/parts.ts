import { euros, type Overview, SHOWN_ORDERS } from '../contract.js';
import type { FraudStanding, Profile } from './facts.js';
import type { LoyaltyInFull } from './loyalty.js';
import type { OrderInFull } from './order-history.js';
import type { ReturnInFull } from './returns.js';

/** The parts of the contract as the legacy tells them: what the services answered, reshaped. */
type Part<K extends keyof Overview> = NonNullable<Overview[K]>;

export function profilePart({ name, email, phone, segment, since }: Profile): Part<'profile'> {
  return { name, email, phone, segment, since };
}

export function ordersPart(orders: readonly OrderInFull[]): Part<'orders'> {
  return orders.slice(0, SHOWN_ORDERS).map(({ orderId, placedAt, items, totalCents, payment, shipment }) => ({
    orderId,
    placedAt,
    items,
    total: euros(totalCents),
    payment: payment && { status: payment.status, amount: euros(payment.amountCents) },
    shipment: shipment && {
      status: shipment.status,
      carrier: shipment.carrier,
      expectedAt: shipment.expectedAt,
    },
  }));
}

export function paymentsPart(orders: readonly OrderInFull[]): Part<'payments'> {
  const payments = orders.flatMap(({ payment }) => payment ?? []);
  const failed = payments.filter(({ status }) => status === 'FAILED');
  const open = payments.filter(({ status }) => status === 'AUTHORISED' || status === 'FAILED');
  return {
    status: failed.length > 0 ? 'FAILED' : open.length > 0 ? 'OPEN' : 'CLEAR',
    openAmount: euros(open.reduce((sum, { amountCents }) => sum + amountCents, 0)),
    failed: failed.length,
  };
}

export function loyaltyPart({ tier, points, toNextTier, offers, quoteId }: LoyaltyInFull): Part<'loyalty'> {
  return { tier, points, toNextTier, offers, quoteId };
}

export function returnsPart(returns: readonly ReturnInFull[]): Part<'returns'> {
  return returns
    .filter(({ status }) => status === 'OPEN')
    .map(({ returnId, orderId, reason, refundCents, openedAt, exception }) => ({
      returnId,
      orderId,
      reason,
      refund: euros(refundCents),
      openedAt,
      exception,
    }));
}

export function fraudPart({ level, alerts }: FraudStanding): Part<'fraud'> {
  return { level, alerts };
}
