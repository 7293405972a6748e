/** How an order is doing, as a customer care agent says it. */
export interface Fulfilment {
  readonly orderId: string;
  readonly placedAt: string;
  readonly itemCount: number;
  readonly worthCents: number;
  readonly payment: { readonly standing: PaymentStanding; readonly cents: number } | null;
  readonly journey: {
    readonly progress: 'waiting' | 'on its way' | 'late' | 'arrived';
    readonly with: string;
    readonly dueAt: string;
  } | null;
}

export type PaymentStanding = 'promised' | 'paid' | 'refused' | 'returned';

/** What the agent sees: the read model, in the language of the screen. */
export interface CustomerScreen {
  readonly person: {
    readonly name: string;
    readonly email: string;
    readonly phone: string;
    readonly kind: string;
    readonly customerSince: string;
  };
  readonly recentFulfilments: readonly Fulfilment[];
  readonly paymentConcern: {
    readonly level: 'none' | 'waiting' | 'refused';
    readonly owedCents: number;
    readonly refusals: number;
  };
  readonly loyaltyStanding: {
    readonly tier: string;
    readonly points: number;
    readonly missingForNext: number;
    readonly offers: readonly string[];
  };
  readonly openServiceRecovery: readonly {
    readonly returnId: string;
    readonly orderId: string;
    readonly cause: string;
    readonly owedCents: number;
    readonly since: string;
    readonly warehouseFound: string | null;
  }[];
  readonly trust: { readonly level: string; readonly alerts: number };
}

/** What a faulty projection gets wrong. */
export interface Bugs {
  /** A failed payment is taken for an authorised one. */
  readonly mapping: boolean;
  /** Totals are rounded to ten cents. */
  readonly rounding: boolean;
}
