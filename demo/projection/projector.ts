import type { DomainEvent } from '../shop/event-log.js';
import { KnownFacts } from './known-facts.js';
import type { Bugs, CustomerScreen, Fulfilment, PaymentStanding } from './screen.js';

const STANDING: Record<string, PaymentStanding> = {
  AUTHORISED: 'promised',
  SETTLED: 'paid',
  FAILED: 'refused',
  REFUNDED: 'returned',
};
const PROGRESS = {
  PLANNED: 'waiting',
  SHIPPED: 'on its way',
  DELAYED: 'late',
  DELIVERED: 'arrived',
} as const;

/** Folds events into screens. A bug is part of its code: mending it takes a new projector and a replay. */
export class Projector {
  readonly #facts = new Map<string, KnownFacts>();
  readonly #screens = new Map<string, CustomerScreen>();

  constructor(readonly bugs: Bugs) {}

  /** Takes an event in; a repeat, or one older than what is known, changes nothing. */
  apply(event: DomainEvent): void {
    const id = event.fact.state.customerId;
    let facts = this.#facts.get(id);
    if (!facts) this.#facts.set(id, (facts = new KnownFacts()));
    if (!facts.merge(event)) return;
    const screen = drawScreen(facts, this.bugs);
    if (screen) this.#screens.set(id, screen);
  }

  /** What the screen shows of a customer; undefined for one who is not known. */
  screen(customerId: string): CustomerScreen | undefined {
    return this.#screens.get(customerId);
  }

  get customers(): number {
    return this.#screens.size;
  }
}

/** What is deployed: code with another bug is another version. */
export function versionOf({ mapping, rounding }: Bugs): string {
  return ['1.0.0', ...(mapping ? ['mapping-bug'] : []), ...(rounding ? ['rounding-bug'] : [])].join('-');
}

/** The screen for these facts; undefined as long as nobody knows who the customer is. */
function drawScreen(facts: KnownFacts, bugs: Bugs): CustomerScreen | undefined {
  const profile = facts.one('profile');
  if (!profile) return undefined;
  const fulfilments = facts.numbers('order').flatMap((number) => drawFulfilment(facts, number, bugs) ?? []);
  const loyalty = facts.one('loyalty');
  const trust = facts.one('fraud');
  return {
    person: {
      name: profile.name,
      email: profile.email,
      phone: profile.phone,
      kind: profile.segment,
      customerSince: profile.since,
    },
    recentFulfilments: fulfilments,
    paymentConcern: drawConcern(fulfilments),
    loyaltyStanding: {
      tier: loyalty?.tier ?? 'BRONZE',
      points: loyalty?.points ?? 0,
      missingForNext: loyalty?.toNextTier ?? 1_000,
      offers: facts.one('promotions')?.offers ?? [],
    },
    openServiceRecovery: drawRecovery(facts),
    trust: { level: trust?.level ?? 'NONE', alerts: trust?.alerts ?? 0 },
  };
}

function drawFulfilment(facts: KnownFacts, number: number, bugs: Bugs): Fulfilment | undefined {
  const order = facts.one('order', number);
  // Its payment may be known before the order itself is.
  if (!order) return undefined;
  const payment = facts.one('payment', number);
  const shipment = facts.one('shipment', number);
  return {
    orderId: order.orderId,
    placedAt: order.placedAt,
    itemCount: order.items,
    worthCents: bugs.rounding ? Math.round(order.totalCents / 10) * 10 : order.totalCents,
    payment: payment ? { standing: standingOf(payment.status, bugs), cents: payment.amountCents } : null,
    journey: shipment
      ? { progress: PROGRESS[shipment.status], with: shipment.carrier, dueAt: shipment.expectedAt }
      : null,
  };
}

function standingOf(status: string, bugs: Bugs): PaymentStanding {
  if (bugs.mapping && status === 'FAILED') return 'promised';
  return STANDING[status] ?? 'promised';
}

function drawConcern(fulfilments: readonly Fulfilment[]): CustomerScreen['paymentConcern'] {
  let owedCents = 0;
  let refusals = 0;
  let waiting = 0;
  for (const { payment } of fulfilments) {
    if (payment?.standing !== 'promised' && payment?.standing !== 'refused') continue;
    owedCents += payment.cents;
    if (payment.standing === 'refused') refusals++;
    else waiting++;
  }
  return { level: refusals > 0 ? 'refused' : waiting > 0 ? 'waiting' : 'none', owedCents, refusals };
}

function drawRecovery(facts: KnownFacts): CustomerScreen['openServiceRecovery'] {
  return facts.numbers('return').flatMap((number) => {
    const entry = facts.one('return', number);
    if (entry?.status !== 'OPEN') return [];
    return {
      returnId: entry.returnId,
      orderId: entry.orderId,
      cause: entry.reason,
      owedCents: entry.refundCents,
      since: entry.openedAt,
      warehouseFound: facts.one('exception', number)?.code ?? null,
    };
  });
}
