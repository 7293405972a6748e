/** Who a customer is. */
export interface Profile {
  readonly customerId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly segment: string;
  readonly since: string;
}

/** What was bought. `number` grows per customer: it says which of two orders is the newer one. */
export interface Order {
  readonly orderId: string;
  readonly customerId: string;
  readonly number: number;
  readonly placedAt: string;
  readonly items: number;
  readonly totalCents: number;
}

export type PaymentStatus = 'AUTHORISED' | 'SETTLED' | 'FAILED' | 'REFUNDED';

/** What is owed for an order. */
export interface Payment {
  readonly orderId: string;
  readonly customerId: string;
  readonly number: number;
  readonly status: PaymentStatus;
  readonly amountCents: number;
}

export type ShipmentStatus = 'PLANNED' | 'SHIPPED' | 'DELAYED' | 'DELIVERED';

/** Where an order is. */
export interface Shipment {
  readonly orderId: string;
  readonly customerId: string;
  readonly number: number;
  readonly status: ShipmentStatus;
  readonly carrier: string;
  readonly expectedAt: string;
}

/** What a customer has earned. */
export interface Loyalty {
  readonly customerId: string;
  readonly points: number;
  readonly tier: string;
  readonly toNextTier: number;
}

/** What a customer is offered. */
export interface Promotions {
  readonly customerId: string;
  readonly offers: readonly string[];
}

/** What a customer sends back. */
export interface Return {
  readonly returnId: string;
  readonly customerId: string;
  readonly number: number;
  readonly orderId: string;
  readonly reason: string;
  readonly status: 'OPEN' | 'CLOSED';
  readonly refundCents: number;
  readonly openedAt: string;
}

/** What the warehouse found wrong with a return. */
export interface WarehouseException {
  readonly returnId: string;
  readonly customerId: string;
  readonly number: number;
  readonly code: string;
}

/** How far a customer is trusted. */
export interface FraudStanding {
  readonly customerId: string;
  readonly level: 'NONE' | 'WATCH' | 'BLOCK';
  readonly alerts: number;
}

/** The state of one entity, complete: whoever has the newest fact of an entity needs no older one. */
export type Fact =
  | { readonly about: 'profile'; readonly state: Profile }
  | { readonly about: 'order'; readonly state: Order }
  | { readonly about: 'payment'; readonly state: Payment }
  | { readonly about: 'shipment'; readonly state: Shipment }
  | { readonly about: 'loyalty'; readonly state: Loyalty }
  | { readonly about: 'promotions'; readonly state: Promotions }
  | { readonly about: 'return'; readonly state: Return }
  | { readonly about: 'exception'; readonly state: WarehouseException }
  | { readonly about: 'fraud'; readonly state: FraudStanding };

/** Names the entity that a fact is about. */
export function entityOf(fact: Fact): string {
  const { state } = fact;
  if ('returnId' in state) return `${fact.about}:${state.returnId}`;
  if ('orderId' in state) return `${fact.about}:${state.orderId}`;
  return `${fact.about}:${state.customerId}`;
}
