import { euros, type OrderLine, type Overview, quoteId, SHOWN_ORDERS } from '../contract.js';
import type { CustomerScreen, Fulfilment } from './screen.js';

const STATUS = { promised: 'AUTHORISED', paid: 'SETTLED', refused: 'FAILED', returned: 'REFUNDED' } as const;
const SHIPMENT = {
  waiting: 'PLANNED',
  'on its way': 'SHIPPED',
  late: 'DELAYED',
  arrived: 'DELIVERED',
} as const;
const CONCERN = { none: 'CLEAR', waiting: 'OPEN', refused: 'FAILED' } as const;

function orderLine({ orderId, placedAt, itemCount, worthCents, payment, journey }: Fulfilment): OrderLine {
  return {
    orderId,
    placedAt,
    items: itemCount,
    total: euros(worthCents),
    payment: payment && { status: STATUS[payment.standing], amount: euros(payment.cents) },
    shipment: journey && {
      status: SHIPMENT[journey.progress],
      carrier: journey.with,
      expectedAt: journey.dueAt,
    },
  };
}

/** The contract's answer from a screen: clients must not notice which side answered. */
export function overviewOf(customerId: string, screen: CustomerScreen, mintQuote: boolean): Overview {
  const { person, paymentConcern, loyaltyStanding, trust } = screen;
  return {
    customerId,
    profile: {
      name: person.name,
      email: person.email,
      phone: person.phone,
      segment: person.kind,
      since: person.customerSince,
    },
    orders: screen.recentFulfilments.slice(0, SHOWN_ORDERS).map(orderLine),
    payments: {
      status: CONCERN[paymentConcern.level],
      openAmount: euros(paymentConcern.owedCents),
      failed: paymentConcern.refusals,
    },
    loyalty: {
      tier: loyaltyStanding.tier,
      points: loyaltyStanding.points,
      toNextTier: loyaltyStanding.missingForNext,
      offers: loyaltyStanding.offers,
      quoteId: quoteId(customerId, loyaltyStanding.points, mintQuote),
    },
    returns: screen.openServiceRecovery.map((entry) => ({
      returnId: entry.returnId,
      orderId: entry.orderId,
      reason: entry.cause,
      refund: euros(entry.owedCents),
      openedAt: entry.since,
      exception: entry.warehouseFound,
    })),
    fraud: { level: trust.level, alerts: trust.alerts },
    partial: false,
    warnings: [],
    generatedAt: new Date().toISOString(),
  };
}
